//! What the columns of a sheet mean, by the names in its header.

use std::sync::Arc;

use super::cell::Cell;
use super::forbidden::must_not_be_held;
use super::table::{Line, Table};
use crate::import::error::ImportError;
use crate::import::finding::{Finding, Place};
use crate::import::ledger::Ledger;
use crate::import::reason::Reason;

/// Running numbers of lines: they mean nothing outside the sheet.
const IGNORED: &[&str] = &["序号", "序", "#", "no", "no."];

/// A header may stand below a title and a line on who filled the sheet in.
const HEADER_WITHIN_LINES: usize = 10;

/// A column that a sheet may have.
pub(super) struct Column<F: 'static> {
    pub(super) field: F,
    /// As `normal` writes them; the first one names the column where the sheet lacks it.
    pub(super) names: &'static [&'static str],
    pub(super) required: bool,
}

impl<F> Column<F> {
    pub(super) const fn new(field: F, required: bool, names: &'static [&'static str]) -> Self
    where
        F: Copy,
    {
        Self {
            field,
            names,
            required,
        }
    }
}

/// A sheet whose columns are known.
pub(super) struct Sheet<'a, F: 'static> {
    table: &'a Table,
    known: &'static [Column<F>],
    /// Field and name of each column, as the header writes it; unset for columns that are left out.
    columns: Vec<Option<(F, Arc<str>)>>,
    /// Position of the first line below the header.
    first: usize,
}

impl<'a, F: Copy + PartialEq> Sheet<'a, F> {
    /// Finds the header and what its columns mean. Columns that must not be held or that nobody knows
    /// stop the import, or are left out with a notice where bad rows are skipped.
    ///
    /// # Errors
    /// A missing column always stops it.
    pub(super) fn open(
        table: &'a Table,
        known: &'static [Column<F>],
        ledger: &mut Ledger,
    ) -> Result<Self, ImportError> {
        let header = find_header(&table.lines, known);
        let mut sheet = Self {
            table,
            known,
            columns: Vec::new(),
            first: (header + 1).min(table.lines.len()),
        };
        let place = table
            .place
            .at(table.lines.get(header).map_or(0, |line| line.number));
        // No header at all: its first row must not be quoted as the names of columns.
        let names = table.lines.get(header).map_or(&[][..], |line| &line.cells);
        if !names.iter().any(|cell| is_known(known, cell)) {
            return Err(place
                .finding(known[0].names[0], Reason::MissingColumn)
                .into());
        }
        let width = table.lines.iter().map(|line| line.cells.len()).max();
        for column in 0..width.unwrap_or(0) {
            let written = table.lines[header].cell(column).text().unwrap_or_default();
            let meaning = sheet.meaning(column, &written);
            match meaning {
                Ok(meaning) => sheet.columns.push(meaning),
                Err(reason) => {
                    let name = match written.is_empty() {
                        true => letters(column),
                        false => written,
                    };
                    ledger.drop_column(place.finding(&name, reason))?;
                    sheet.columns.push(None);
                }
            }
        }
        for column in known.iter().filter(|column| column.required) {
            if !sheet.has(column.field) {
                return Err(place.finding(column.names[0], Reason::MissingColumn).into());
            }
        }
        Ok(sheet)
    }

    fn meaning(&self, column: usize, written: &str) -> Result<Option<(F, Arc<str>)>, Reason> {
        let name = normal(written);
        if name.is_empty() {
            let mut below = self.table.lines[self.first..].iter();
            return match below.all(|line| line.cell(column).is_empty()) {
                true => Ok(None),
                false => Err(Reason::UnknownColumn),
            };
        }
        if let Some(known) = lookup(self.known, &name) {
            return match self.has(known.field) {
                true => Err(Reason::ColumnTwice),
                false => Ok(Some((known.field, written.into()))),
            };
        }
        match name.as_str() {
            name if IGNORED.contains(&name) => Ok(None),
            name if must_not_be_held(name) => Err(Reason::MustNotBeHeld),
            _ => Err(Reason::UnknownColumn),
        }
    }

    pub(super) fn has(&self, field: F) -> bool {
        self.columns.iter().flatten().any(|(is, _)| *is == field)
    }

    /// Reads each row into one thing; a bad row stops the import, or is skipped and reported.
    pub(super) fn read<T>(
        &self,
        ledger: &mut Ledger,
        read: impl Fn(&Row<'_, 'a, F>) -> Result<T, Finding>,
    ) -> Result<Vec<T>, ImportError> {
        let mut things = Vec::new();
        for row in self.rows() {
            match read(&row) {
                Ok(thing) => things.push(thing),
                Err(finding) => ledger.skip(finding)?,
            }
        }
        Ok(things)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_, 'a, F>> {
        self.table.lines[self.first..].iter().map(|line| Row {
            sheet: self,
            line,
            place: self.table.place.at(line.number),
        })
    }
}

/// A line of a sheet, by fields.
pub(super) struct Row<'s, 'a, F: 'static> {
    sheet: &'s Sheet<'a, F>,
    line: &'s Line,
    pub(super) place: Place,
}

impl<F: Copy + PartialEq> Row<'_, '_, F> {
    /// Empty where the sheet lacks the column.
    fn cell(&self, field: F) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        let column = |(is, _): &(F, Arc<str>)| *is == field;
        self.sheet
            .columns
            .iter()
            .position(|known| known.as_ref().is_some_and(column))
            .map_or(EMPTY, |column| self.line.cell(column))
    }

    /// Whether all of `fields` are empty.
    pub(super) fn is_blank(&self, fields: &[F]) -> bool {
        fields.iter().all(|field| self.cell(*field).is_empty())
    }

    /// What the header calls the field, or would call it.
    pub(super) fn name(&self, field: F) -> Arc<str> {
        let written = self.sheet.columns.iter().flatten();
        let known = || self.sheet.known.iter().find(|known| known.field == field);
        written
            .filter(|(is, _)| *is == field)
            .map(|(_, name)| name.clone())
            .next()
            .or_else(|| known().map(|known| known.names[0].into()))
            .unwrap_or_default()
    }

    pub(super) fn read<T>(
        &self,
        field: F,
        read: impl FnOnce(&Cell) -> Result<T, Reason>,
    ) -> Result<T, Finding> {
        read(self.cell(field)).map_err(|reason| self.place.finding(&self.name(field), reason))
    }

    pub(super) fn text<T>(
        &self,
        field: F,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Result<T, Finding> {
        self.read(field, |cell| parse(&cell.text()?))
    }
}

fn lookup<F>(known: &'static [Column<F>], name: &str) -> Option<&'static Column<F>> {
    known.iter().find(|column| column.names.contains(&name))
}

fn is_known<F>(known: &'static [Column<F>], cell: &Cell) -> bool {
    let name = cell.text().map(|text| normal(&text));
    name.is_ok_and(|name| lookup(known, &name).is_some())
}

/// The first line that names two columns we know; else the first line, so that errors speak of it.
fn find_header<F>(lines: &[Line], known: &'static [Column<F>]) -> usize {
    lines
        .iter()
        .take(HEADER_WITHIN_LINES)
        .position(|line| {
            let names = line.cells.iter().filter(|cell| is_known(known, cell));
            names.count() >= 2
        })
        .unwrap_or(0)
}

/// A name as it is compared: without spaces, marks and what stands in brackets, in small letters.
pub(super) fn normal(name: &str) -> String {
    let name = super::door::narrow(name);
    let outside = name.split('(').next().unwrap_or_default();
    let kept = match outside.trim().is_empty() {
        true => name.as_str(),
        false => outside,
    };
    kept.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The name of a column without a name, as spreadsheets show it: A, B, ... AA.
fn letters(column: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    match column / 26 {
        0 => letter(column).to_string(),
        high => format!("{}{}", letter(high - 1), letter(column)),
    }
}
