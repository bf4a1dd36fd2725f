//! Workbooks: each visible sheet that is not empty is a table.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs,
};

use super::calendar::{self, of_excel};
use super::cell::Cell;
use super::table::Table;
use crate::import::error::ImportError;
use crate::import::finding::Place;

pub(super) fn tables(bytes: &[u8], place: &Place) -> Result<Vec<Table>, ImportError> {
    let unsound = |cause| ImportError::Workbook {
        file: place.file.to_string(),
        cause,
    };
    // The reader is no place for foreign files alone: what it can't take, it may give up on in a panic.
    catch_unwind(AssertUnwindSafe(|| read(bytes, place)))
        .map_err(|_| unsound(None))?
        .map_err(|trouble| match trouble {
            Trouble::Reader(cause) => unsound(Some(Box::new(cause))),
            Trouble::Import(error) => error,
        })
}

enum Trouble {
    Reader(XlsxError),
    Import(ImportError),
}

impl From<XlsxError> for Trouble {
    fn from(error: XlsxError) -> Self {
        Self::Reader(error)
    }
}

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

fn read(bytes: &[u8], place: &Place) -> Result<Vec<Table>, Trouble> {
    let mut workbook: Workbook<'_> = open_workbook_from_rs(Cursor::new(bytes))?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        // Hidden ones hold the choices of drop-down lists.
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut tables = Vec::new();
    for sheet in &sheets {
        let file = match sheets.as_slice() {
            [_] => place.file.clone(),
            _ => format!("{} [{sheet}]", place.file).into(),
        };
        let table = read_sheet(
            &mut workbook,
            sheet,
            Place {
                file,
                ..place.clone()
            },
        )?;
        if !table.lines.is_empty() {
            tables.push(table);
        }
    }
    if tables.is_empty() {
        // So that the missing header is spoken of.
        tables.push(Table::new(place.clone()));
    }
    Ok(tables)
}

fn read_sheet(workbook: &mut Workbook<'_>, sheet: &str, place: Place) -> Result<Table, Trouble> {
    let merged = workbook.merge_cells_by_sheet_name(sheet)?;
    let mut table = Table::new(place);
    // Cells are read in one stream, not as a range: one stray cell would make a range enormous.
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        table
            .put(row.saturating_add(1), column, read_cell(cell.get_value()))
            .map_err(|finding| Trouble::Import(finding.into()))?;
    }
    fill_merged(&mut table, &merged);
    Ok(table)
}

/// A cell merged over several rows says the same of each of them: `1号楼` beside all its households.
/// Only rows that have something of their own, and only one column wide: titles are merged sideways.
fn fill_merged(table: &mut Table, merged: &[Dimensions]) {
    for region in merged {
        let (first, last) = (region.start.0, region.end.0);
        let column = region.start.1 as usize;
        if first >= last || region.start.1 != region.end.1 {
            continue;
        }
        let from = table.lines.partition_point(|line| line.number <= first);
        let to = table.lines.partition_point(|line| line.number <= last + 1);
        let Some(top) = table.lines.get(from).filter(|top| top.number == first + 1) else {
            continue;
        };
        let cell = top.cell(column).clone();
        for line in &mut table.lines[from..to] {
            if line.cells.len() <= column {
                line.cells.resize(column + 1, Cell::Empty);
            }
            line.cells[column] = cell.clone();
        }
    }
}

fn read_cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::of_text(&number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::of_text(text),
        DataRef::SharedString(text) => Cell::of_text(text),
        DataRef::Bool(value) => Cell::of_text(if *value { "是" } else { "否" }),
        DataRef::DateTime(time) if time.is_datetime() => Cell::Moment(of_excel(time)),
        DataRef::DateTime(span) => Cell::Number(span.as_f64()),
        DataRef::DateTimeIso(text) => {
            calendar::read(text).map_or_else(|_| Cell::of_text(text), Cell::Moment)
        }
        DataRef::DurationIso(text) => Cell::of_text(text),
        DataRef::Error(_) => Cell::Error,
    }
}
