//! `linli-sim`: attack the promises from the command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Parser;
use linli_simulator::{Failure, Plan, run, shrink::shrink};

/// 模拟器：从一个种子推演整个小区。 The simulator: a whole estate from one seed.
#[derive(Parser)]
struct Arguments {
    /// Run this seed alone, and show every step.
    #[arg(long)]
    seed: Option<u64>,
    /// Run the seeds from `--from` on, this many.
    #[arg(long)]
    seeds: Option<u64>,
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Run a kept plan.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Where a failing seed's smallest plan is written to.
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(file) = &arguments.plan {
        return match std::fs::read_to_string(file).map(|text| serde_json::from_str::<Plan>(&text)) {
            Ok(Ok(plan)) => one(&plan, &arguments),
            _ => {
                eprintln!("无法读取方案文件。 The plan could not be read.");
                ExitCode::FAILURE
            }
        };
    }
    match (arguments.seed, arguments.seeds) {
        (Some(seed), _) => one(&Plan::from_seed(seed), &arguments),
        (None, seeds) => many(arguments.from, seeds.unwrap_or(300), &arguments),
    }
}

fn one(plan: &Plan, arguments: &Arguments) -> ExitCode {
    let outcome = run(plan, &mut |told| eprintln!("{told}"));
    match outcome {
        Ok(outcome) => {
            println!(
                "seed {}: kept every promise; {} acknowledged, {} logged, trace {}",
                plan.seed, outcome.acknowledged, outcome.logged, outcome.trace
            );
            ExitCode::SUCCESS
        }
        Err(failure) => {
            report(plan, failure, arguments);
            ExitCode::FAILURE
        }
    }
}

fn many(from: u64, seeds: u64, arguments: &Arguments) -> ExitCode {
    let next = AtomicU64::new(from);
    let failed: Mutex<Vec<(u64, Failure)>> = Mutex::new(Vec::new());
    let acknowledged = AtomicU64::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + seeds {
                        return;
                    }
                    match run(&Plan::from_seed(seed), &mut |_| {}) {
                        Ok(outcome) => {
                            acknowledged.fetch_add(outcome.acknowledged as u64, Ordering::Relaxed);
                        }
                        Err(failure) => {
                            eprintln!("seed {seed}: step {}: {}", failure.step, failure.broken);
                            failed.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((seed, failure));
                        }
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    failed.sort_by_key(|(seed, _)| *seed);
    println!(
        "{seeds} seeds, {} failed, {} commands acknowledged",
        failed.len(),
        acknowledged.load(Ordering::Relaxed)
    );
    match failed.into_iter().next() {
        None => ExitCode::SUCCESS,
        Some((seed, failure)) => {
            report(&Plan::from_seed(seed), failure, arguments);
            ExitCode::FAILURE
        }
    }
}

fn report(plan: &Plan, failure: Failure, arguments: &Arguments) {
    eprintln!("seed {}: step {}: {}", plan.seed, failure.step, failure.broken);
    let (small, failure) = shrink(plan, failure);
    eprintln!("{} steps are enough: {}", small.steps.len(), failure.broken);
    for (index, step) in small.steps.iter().enumerate() {
        eprintln!("{index:3} {}", serde_json::to_string(step).unwrap_or_default());
    }
    if let Some(file) = &arguments.keep
        && let Ok(text) = serde_json::to_string_pretty(&small)
        && std::fs::write(file, text + "\n").is_ok()
    {
        eprintln!("kept in {}", file.display());
    }
}
