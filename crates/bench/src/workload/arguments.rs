//! The command line of `linli-bench workload`.

use std::path::PathBuf;

use clap::Args;
use linli_domain::Month;

use super::{FileError, Size, Workload};

/// Defaults are those of [`Size::standard`].
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder to write into; made if it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The same seed gives the same rows on every machine.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    buildings: u32,
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    households_per_building: u32,
    /// Visits to all households together.
    #[arg(long, default_value_t = 12_000, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    visits: u32,
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    cases: u32,
    /// First month of the record, as in 2024-03.
    #[arg(long, default_value = "2024-03", value_name = "MONTH")]
    from: Month,
    /// Length of the record in months.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=1_200))]
    months: u16,
}

impl Arguments {
    /// Writes the three files and says on stderr what was written.
    pub fn run(&self) -> Result<(), FileError> {
        let workload = Workload::generate(&self.size());
        workload.write(&self.out)?;
        eprintln!(
            "{} households, {} visits, {} cases written to {}",
            workload.households.len(),
            workload.visits.len(),
            workload.cases.len(),
            self.out.display()
        );
        Ok(())
    }

    fn size(&self) -> Size {
        Size {
            seed: self.seed,
            buildings: self.buildings,
            households_per_building: self.households_per_building,
            visits: self.visits,
            cases: self.cases,
            from: self.from,
            months: self.months,
        }
    }
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
    fn the_defaults_are_the_standard_size() {
        let line = Line::try_parse_from(["workload", "--out", "somewhere"]).unwrap();
        assert_eq!(line.arguments.size(), Size::standard(1));
    }

    #[test]
    fn an_estate_without_buildings_is_refused() {
        assert!(Line::try_parse_from(["workload", "--out", "x", "--buildings", "0"]).is_err());
    }
}
