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
    /// Only these scenarios. Without it all but day and growth, which take long.
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    only: Vec<Scenario>,
    /// Devices that push at once in s3.
    #[arg(long, default_value_t = 200, value_parser = parse_count)]
    pub(crate) devices: usize,
    /// Idle devices that wait for pokes in listeners.
    #[arg(long, default_value_t = 5_000, value_parser = parse_crowd)]
    pub(crate) listeners: usize,
    /// Heads whose day is measured in day, six an estate.
    #[arg(long, default_value_t = 10_000, value_parser = parse_crowd)]
    pub(crate) heads: usize,
    /// Minutes within which they all come back into range.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(crate) minutes: u32,
    /// Folder into which growth draws its plots, as growth.svg.
    #[arg(long, value_name = "DIR")]
    pub(crate) plots: Option<PathBuf>,
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
    /// Idle devices, and how soon they hear of a change.
    Listeners,
    /// A building's five years against a month.
    Years,
    /// The working day of many heads.
    Day,
    /// How cost grows with households, history and devices.
    Growth,
}

impl Arguments {
    pub(crate) fn wants(&self, scenario: Scenario) -> bool {
        let takes_long = matches!(scenario, Scenario::Day | Scenario::Growth);
        (self.only.is_empty() && !takes_long) || self.only.contains(&scenario)
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
    up_to(1_000, text)
}

fn parse_crowd(text: &str) -> Result<usize, String> {
    up_to(50_000, text)
}

fn up_to(most: usize, text: &str) -> Result<usize, String> {
    let count = text.parse().ok();
    count
        .filter(|count| (1..=most).contains(count))
        .ok_or_else(|| format!("a number from 1 to {most}"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn what_takes_long_runs_only_when_it_is_named() {
        let plain = Line::parse_from(["bench"]).arguments;
        assert!(plain.wants(Scenario::Listeners) && plain.wants(Scenario::S3));
        assert!(!plain.wants(Scenario::Day) && !plain.wants(Scenario::Growth));
        let day = Line::parse_from(["bench", "--only", "day,s2"]).arguments;
        assert!(day.wants(Scenario::Day) && !day.wants(Scenario::Listeners));
    }
}
