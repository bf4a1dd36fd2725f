//! Where something was found: file, line and field.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::reason::Reason;

/// Which of the three files a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Households,
    Visits,
    Cases,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) part: Part,
    /// The file's name without its folder; of a workbook also the sheet.
    pub(super) file: Arc<str>,
    /// Counted from 1 as an editor or a spreadsheet shows it; 0 for the file as a whole.
    pub(super) line: u32,
}

impl Place {
    pub(super) fn at(&self, line: u32) -> Self {
        Self {
            line,
            ..self.clone()
        }
    }

    pub(super) fn finding(&self, field: &str, reason: Reason) -> Finding {
        Finding {
            part: self.part,
            file: self.file.to_string(),
            line: self.line,
            field: shown(field),
            reason,
        }
    }
}

/// Something that was not taken as it stands, and why. It holds no value of the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub part: Part,
    pub file: String,
    /// Counted from 1; 0 for the file as a whole.
    pub line: u32,
    /// The column as the header names it, or the path in the JSON object (`residents[1].phone`); empty
    /// for the row as a whole.
    pub field: String,
    pub reason: Reason,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file, line, field, ..
        } = self;
        write!(f, "{file}")?;
        if *line > 0 {
            write!(f, " 第 {line} 行")?;
        }
        if !field.is_empty() {
            write!(f, "「{field}」")?;
        }
        write!(f, "：{}", self.reason.zh())?;
        write!(f, " ({file}")?;
        if *line > 0 {
            write!(f, ", line {line}")?;
        }
        if !field.is_empty() {
            write!(f, ", {field}")?;
        }
        write!(f, ": {})", self.reason.en())
    }
}

/// Names of fields come from the file: bounded, and fit for a terminal.
fn shown(field: &str) -> String {
    const LONGEST_CHARS: usize = 60;
    field
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_CHARS)
        .collect()
}
