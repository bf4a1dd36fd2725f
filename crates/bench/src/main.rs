//! `linli-bench`: writes the standard workload.

use clap::{Parser, Subcommand};
use linli_bench::workload;

/// The standard workload of Linli.
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
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Arguments::parse().command {
        Command::Workload(arguments) => Ok(arguments.run()?),
    }
}
