//! The promises hold in the lives of 300 seeds. In parts, so that they run side by side.

use linli_simulator::{Plan, run};

/// Runs the seeds, and names every one that breaks a promise.
fn live(seeds: std::ops::Range<u64>) {
    let broken = seeds.filter_map(|seed| {
        let failure = run(&Plan::from_seed(seed), &mut |_| {}).err()?;
        Some(format!(
            "seed {seed}, step {}: {}",
            failure.step, failure.broken
        ))
    });
    let broken: Vec<String> = broken.collect();
    assert!(
        broken.is_empty(),
        "`just sim --seed N` shows each step of a life:\n{}",
        broken.join("\n")
    );
}

macro_rules! lives {
    ($($name:ident $seeds:expr;)*) => {$(
        #[test]
        fn $name() {
            live($seeds);
        }
    )*};
}

lives! {
    promises_hold_from_seed_0 0..50;
    promises_hold_from_seed_50 50..100;
    promises_hold_from_seed_100 100..150;
    promises_hold_from_seed_150 150..200;
    promises_hold_from_seed_200 200..250;
    promises_hold_from_seed_250 250..300;
}
