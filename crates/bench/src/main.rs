//! `linli-bench`: writes the standard workload, and measures Linli with it.

mod benchmark;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use linli_bench::workload;

/// The standard workload of Linli, and the benchmark that runs it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write households.jsonl, visits.jsonl and cases.jsonl.
    Workload(workload::Arguments),
    /// Measure a real server and a real fleet.
    Bench(benchmark::Arguments),
}

fn main() -> ExitCode {
    let done: Result<(), Box<dyn std::error::Error>> = match Arguments::parse().command {
        Command::Workload(arguments) => arguments.run().map_err(Into::into),
        Command::Bench(arguments) => benchmark::run(&arguments).map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("linli-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
