//! What an import did.

use std::fmt;

use linli_domain::EstateId;
use serde::Serialize;

use super::finding::Finding;

/// What became of the rows of one file. Households of a spreadsheet are counted as households, though
/// each resident has a line there; `skipped` counts lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub skipped: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    pub estate: EstateId,
    pub estate_name: String,
    pub new_buildings: usize,
    pub new_dwellings: usize,
    pub households: Tally,
    pub visits: Tally,
    pub cases: Tally,
    /// Rows that were not taken.
    pub skipped: Vec<Finding>,
    /// Columns that were left out, and rows that were taken with a reservation.
    pub notices: Vec<Finding>,
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "已导入 {} (imported)", self.estate_name)?;
        let (buildings, dwellings) = (self.new_buildings, self.new_dwellings);
        writeln!(
            f,
            "  新增楼栋 {buildings}，新增房屋 {dwellings} (new buildings and dwellings)"
        )?;
        for (name, tally) in [
            ("住户 households", self.households),
            ("走访 visits", self.visits),
            ("事项 cases", self.cases),
        ] {
            writeln!(
                f,
                "  {name}: 新增 new {}, 更新 changed {}, 未变 unchanged {}, 跳过 skipped {}",
                tally.new, tally.changed, tally.unchanged, tally.skipped
            )?;
        }
        list(f, "没有导入的行 (rows not taken)", &self.skipped)?;
        list(f, "请留意 (please note)", &self.notices)
    }
}

/// A terminal shows the first ones; JSON has them all.
fn list(f: &mut fmt::Formatter<'_>, title: &str, findings: &[Finding]) -> fmt::Result {
    const SHOWN: usize = 50;
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title}:")?;
    for finding in findings.iter().take(SHOWN) {
        writeln!(f, "  {finding}")?;
    }
    match findings.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "  另有 {more} 条 (and {more} more)"),
    }
}
