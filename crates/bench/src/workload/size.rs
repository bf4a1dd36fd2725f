//! How much to invent.

use linli_domain::Month;

use super::period::Period;

/// Everything that the output depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    pub seed: u64,
    pub buildings: u32,
    pub households_per_building: u32,
    /// In all, over all households.
    pub visits: u32,
    pub cases: u32,
    /// First month of visits and cases, in China.
    pub from: Month,
    /// Length of the record in months, at least 1; ends are cut at the year 2400.
    pub months: u16,
}

impl Size {
    /// The size at which the figures of the project are measured.
    pub fn standard(seed: u64) -> Self {
        Self {
            seed,
            buildings: 10,
            households_per_building: 100,
            visits: 12_000,
            cases: 300,
            from: "2024-03".parse().expect("a month"),
            months: 24,
        }
    }

    pub(super) fn period(&self) -> Period {
        Period::new(self.from, self.months)
    }
}
