//! CSV as spreadsheets write it: any encoding of `text`, commas, semicolons or tabs.

use super::cell::Cell;
use super::table::Table;
use super::text;
use crate::import::error::ImportError;
use crate::import::finding::Place;
use crate::import::reason::Reason;

pub(super) fn table(bytes: &[u8], place: Place) -> Result<Table, ImportError> {
    let Some(text) = text::decode(bytes) else {
        return Err(ImportError::NotText {
            file: place.file.to_string(),
        });
    };
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut table = Table::new(place);
    let mut record = ::csv::StringRecord::new();
    loop {
        let line = line_number(reader.position().line());
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(table),
            Err(_) => return Err(table.place.at(line).finding("", Reason::CellError).into()),
        }
        let line = record.position().map_or(line, |at| {
            line.saturating_add(empty_lines(&text, at.byte()))
        });
        for (column, value) in record.iter().enumerate() {
            table.put(line, column, Cell::of_text(unguarded(value)))?;
        }
    }
}

/// Empty lines between where the reader stood and where the record begins: it passes over them.
fn empty_lines(text: &str, byte: u64) -> u32 {
    let rest = usize::try_from(byte).map_or(&[][..], |byte| {
        text.as_bytes().get(byte..).unwrap_or_default()
    });
    let between = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let lines = between.filter(|byte| **byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// The one of `,` `;` and tab that is most frequent in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    // `max_by_key` takes the last of equals.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

/// Some systems write `="13800001234"`, so that a spreadsheet keeps the digits.
fn unguarded(value: &str) -> &str {
    value
        .trim()
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::finding::Part;

    fn read(text: &str) -> Table {
        let place = Place {
            part: Part::Households,
            file: "a.csv".into(),
            line: 0,
        };
        table(text.as_bytes(), place).unwrap()
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let table = read("楼栋,备注\n\n1号楼,\"两行\n备注\"\n2号楼\n");
        let numbers: Vec<u32> = table.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 3, 5]);
        assert_eq!(table.lines[1].cell(1), &Cell::of_text("两行\n备注"));
        assert_eq!(table.lines[2].cell(7), &Cell::Empty);
    }

    #[test]
    fn delimiters_and_guards_are_seen_through() {
        for text in ["a;b\n1;2", "a\tb\n1\t2", "a,b\n1,=\"2\""] {
            assert_eq!(read(text).lines[1].cell(1), &Cell::of_text("2"), "{text}");
        }
    }
}
