//! `linli-sim`: attack the promises from the command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Parser;
use linli_simulator::shrink::shrink;
use linli_simulator::{Failure, Plan, run};

/// 模拟器：从一个种子推演整个小区。 The simulator: whole estates from one seed.
#[derive(Parser)]
struct Arguments {
    /// Run this seed alone, and show every step.
    #[arg(long)]
    seed: Option<u64>,
    /// Run the seeds from `--from` on, this many.
    #[arg(long, default_value_t = 300)]
    seeds: u64,
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Begin no further seed once one has failed, and do not make it smaller.
    #[arg(long)]
    stop_at_first: bool,
    /// Run a kept plan, and show every step.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Where a failing seed's smallest plan is written to.
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(file) = &arguments.plan else {
        return match arguments.seed {
            Some(seed) => one(&Plan::from_seed(seed), &arguments),
            None => many(&arguments),
        };
    };
    match std::fs::read_to_string(file).map(|text| serde_json::from_str(&text)) {
        Ok(Ok(plan)) => one(&plan, &arguments),
        Ok(Err(error)) => {
            eprintln!("方案文件的格式不对：{error} The plan could not be understood.");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("无法读取方案文件：{error} The plan could not be read.");
            ExitCode::FAILURE
        }
    }
}

fn one(plan: &Plan, arguments: &Arguments) -> ExitCode {
    match run(plan, &mut |told| eprintln!("{told}")) {
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

fn many(arguments: &Arguments) -> ExitCode {
    let failed = failed(arguments);
    println!("{} seeds, {} failed", arguments.seeds, failed.len());
    match failed.into_iter().next() {
        None => ExitCode::SUCCESS,
        Some((seed, failure)) => {
            report(&Plan::from_seed(seed), failure, arguments);
            ExitCode::FAILURE
        }
    }
}

/// Runs the seeds on all processors; those that failed, in order.
fn failed(arguments: &Arguments) -> Vec<(u64, Failure)> {
    let next = AtomicU64::new(arguments.from);
    let end = arguments.from + arguments.seeds;
    let failed: Mutex<Vec<(u64, Failure)>> = Mutex::new(Vec::new());
    let fail = |seed: u64, failure: Failure| {
        eprintln!("seed {seed}: step {}: {}", failure.step, failure.broken);
        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.push((seed, failure));
        if arguments.stop_at_first {
            next.store(end, Ordering::Relaxed);
        }
    };
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return;
            }
            if let Err(failure) = run(&Plan::from_seed(seed), &mut |_| {}) {
                fail(seed, failure);
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.sort_by_key(|(seed, _)| *seed);
    failed
}

fn report(plan: &Plan, failure: Failure, arguments: &Arguments) {
    eprintln!(
        "seed {}: step {}: {}",
        plan.seed, failure.step, failure.broken
    );
    if arguments.stop_at_first {
        return;
    }
    let (small, failure) = shrink(plan, failure);
    eprintln!("{} steps are enough: {}", small.steps.len(), failure.broken);
    for (index, step) in small.steps.iter().enumerate() {
        eprintln!(
            "{index:3} {}",
            serde_json::to_string(step).unwrap_or_default()
        );
    }
    if let Some(file) = &arguments.keep
        && let Ok(text) = serde_json::to_string(&small)
    {
        match std::fs::write(file, text + "\n") {
            Ok(()) => eprintln!("kept in {}", file.display()),
            Err(error) => eprintln!("not kept: {error}"),
        }
    }
}
