//! A sheet of rows, before anybody knows what the columns mean.

use super::cell::Cell;
use crate::import::finding::{Finding, Place};
use crate::import::reason::Reason;

/// Wider than any register; a stray cell far to the right must not cost memory.
const COLUMNS_MAX: usize = 256;
/// Residents of a large estate, ten times over.
const ROWS_MAX: usize = 500_000;

#[derive(Debug)]
pub(super) struct Table {
    /// The sheet as a whole.
    pub(super) place: Place,
    /// Those that are not empty, in order.
    pub(super) lines: Vec<Line>,
}

#[derive(Debug)]
pub(super) struct Line {
    /// As an editor or a spreadsheet counts, from 1.
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

impl Table {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            lines: Vec::new(),
        }
    }

    /// Puts a cell that is not empty behind those before it in reading order.
    pub(super) fn put(&mut self, line: u32, column: usize, cell: Cell) -> Result<(), Finding> {
        if cell.is_empty() {
            return Ok(());
        }
        let too_many = |limit| Err(self.place.at(line).finding("", Reason::TooMany { limit }));
        if column >= COLUMNS_MAX {
            return too_many(COLUMNS_MAX);
        }
        if self.lines.last().is_none_or(|last| last.number != line) {
            if self.lines.len() >= ROWS_MAX {
                return too_many(ROWS_MAX);
            }
            self.lines.push(Line {
                number: line,
                cells: Vec::new(),
            });
        }
        if let Some(last) = self.lines.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::Empty);
            }
            last.cells[column] = cell;
        }
        Ok(())
    }
}

impl Line {
    pub(super) fn cell(&self, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.cells.get(column).unwrap_or(EMPTY)
    }
}
