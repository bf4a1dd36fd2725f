//! The command line of `linli-bench bench`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failure::{Failure, Result};

/// Runs the standard workload against a real server process and a real fleet.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// One JSON object instead of the table.
    #[arg(long)]
    pub(crate) json: bool,
    /// Folder with households.jsonl, visits.jsonl and cases.jsonl to use instead of the generator's.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Runs of each scenario; figures are medians.
    #[arg(long, default_value_t = 5, value_parser = parse_count)]
    pub(crate) runs: usize,
    /// Only these scenarios.
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    only: Vec<Scenario>,
    /// Devices that push at once in s3.
    #[arg(long, default_value_t = 200, value_parser = parse_count)]
    pub(crate) devices: usize,
    /// The program linli-server. Default: the one beside this program.
    #[arg(long, value_name = "PATH")]
    server: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// First sync of the whole estate.
    S1b,
    /// First sync of one building.
    S1,
    /// A day's work, seen by a second device.
    S2,
    /// Many devices push at once.
    S3,
    /// A sync with nothing new.
    Idle,
    /// Recording a visit.
    Record,
    /// Searching.
    Search,
}

impl Arguments {
    pub(crate) fn wants(&self, scenario: Scenario) -> bool {
        self.only.is_empty() || self.only.contains(&scenario)
    }

    pub(crate) fn server_program(&self) -> Result<PathBuf> {
        if let Some(given) = &self.server {
            return Ok(given.clone());
        }
        let own = std::env::current_exe().map_err(Failure::io("finding this program"))?;
        Ok(own.with_file_name("linli-server"))
    }
}

fn parse_count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1_000) => Ok(count),
        _ => Err("a number from 1 to 1000".to_owned()),
    }
}
