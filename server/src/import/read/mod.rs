//! Files to facts. Knows formats and headers, and nothing of the store.

mod calendar;
mod cell;
mod columns;
mod csv;
mod door;
mod exchange;
mod forbidden;
#[cfg(test)]
mod hostile;
mod json;
mod parse;
mod sheet_cases;
mod sheet_households;
mod sheet_visits;
mod table;
mod text;
mod xlsx;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use linli_domain::text::Text;
use serde::de::DeserializeOwned;

use super::ImportRequest;
use super::error::ImportError;
use super::facts::{CaseFacts, HouseholdFacts, VisitFacts};
use super::finding::{Finding, Part, Place};
use super::ledger::Ledger;
use super::reason::Reason;
use table::Table;

/// A file is read as a whole: what is larger than this is no register.
const FILE_MIB_MAX: u64 = 256;

/// Every row of the files that could be read.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) households: Vec<HouseholdFacts>,
    pub(super) visits: Vec<VisitFacts>,
    pub(super) cases: Vec<CaseFacts>,
}

/// Reads all files of the request. Blocks on the disk.
pub(super) fn facts(request: &ImportRequest, ledger: &mut Ledger) -> Result<Facts, ImportError> {
    let mut facts = Facts::default();
    if let Some(path) = &request.households {
        let file = Source::open(path, Part::Households)?;
        facts.households = file.rows(ledger, exchange::household, sheet_households::read)?;
    }
    if let Some(path) = &request.visits {
        let file = Source::open(path, Part::Visits)?;
        facts.visits = file.rows(ledger, exchange::visit, sheet_visits::read)?;
    }
    if let Some(path) = &request.cases {
        let file = Source::open(path, Part::Cases)?;
        facts.cases = file.rows(ledger, exchange::case, sheet_cases::read)?;
    }
    Ok(facts)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    JsonLines,
    Csv,
    Xlsx,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        match extension.as_str() {
            "jsonl" | "json" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

struct Source {
    place: Place,
    format: Format,
    bytes: Vec<u8>,
}

impl Source {
    fn open(path: &Path, part: Part) -> Result<Self, ImportError> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let file = name.to_string_lossy().into_owned();
        let Some(format) = Format::of(path) else {
            return Err(ImportError::UnknownFormat { file });
        };
        let unreadable = |cause| ImportError::Unreadable {
            file: file.clone(),
            cause,
        };
        let limit = FILE_MIB_MAX * 1024 * 1024;
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        if bytes.len() as u64 > limit {
            return Err(ImportError::TooLarge {
                file,
                limit_mib: FILE_MIB_MAX,
            });
        }
        Ok(Self {
            place: Place {
                part,
                file: file.into(),
                line: 0,
            },
            format,
            bytes,
        })
    }

    /// Its rows: through `line` where each line is one, through `sheet` where it holds tables.
    fn rows<Row: DeserializeOwned, Facts>(
        self,
        ledger: &mut Ledger,
        line: impl Fn(Place, Row) -> Result<Facts, Finding>,
        sheet: impl Fn(&Table, &mut Ledger) -> Result<Vec<Facts>, ImportError>,
    ) -> Result<Vec<Facts>, ImportError> {
        let tables = match self.format {
            Format::JsonLines => return json::rows(&self.bytes, &self.place, ledger, line),
            Format::Csv => vec![csv::table(&self.bytes, self.place)?],
            Format::Xlsx => xlsx::tables(&self.bytes, &self.place)?,
        };
        let mut rows = Vec::new();
        for table in &tables {
            rows.append(&mut sheet(table, ledger)?);
        }
        Ok(rows)
    }
}

/// The entries of a cell that holds several.
fn list<const MIN: usize, const MAX: usize>(
    text: &str,
    between: &[char],
) -> Result<Vec<Text<MIN, MAX>>, Reason> {
    text.split(between)
        .filter(|entry| !entry.trim().is_empty())
        .map(parse::text)
        .collect()
}
