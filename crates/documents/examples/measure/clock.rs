//! The one place of this example that looks at the clock.

use std::time::Instant;

pub(crate) struct Stopwatch(Instant);

#[expect(
    clippy::disallowed_methods,
    reason = "measuring time is what this program is for"
)]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Prints the mean of `times` runs.
pub(crate) fn time<T>(name: &str, times: u32, mut work: impl FnMut() -> T) {
    let watch = Stopwatch::start();
    for _ in 0..times {
        std::hint::black_box(work());
    }
    println!("{name}: {:.1} us", watch.seconds() * 1e6 / f64::from(times));
}
