use super::{Seed, seed};
use crate::import::SECRET;

const JSON_LINES: u8 = 0;
const CSV: u8 = 1;
const XLSX: u8 = 2;
const TABLE: u8 = 3;
const HOUSEHOLDS: u8 = 0;
const VISITS: u8 = 1;
const CASES: u8 = 2;
/// With the part: the first bad row stops the import.
const STRICT: u8 = 0x80;

const REGISTER: &str = include_str!("../../../../fixtures/import/register.csv");
const VISIT_SHEET: &str = include_str!("../../../../fixtures/import/visits.csv");
const CASE_SHEET: &str = include_str!("../../../../fixtures/import/cases.csv");

pub(super) fn seeds() -> Vec<Seed> {
    let bad_cells = |sheet: &str| {
        let header = sheet.lines().next().unwrap_or_default();
        let columns = header.split(',').count();
        format!("{header}\n{}\n", vec![SECRET; columns].join(","))
    };
    let bad_line = format!(
        "{{\"id\":\"{SECRET}\",\"building\":[\"{SECRET}\"],\"residents\":\"{SECRET}\",\"at\":\"{SECRET}\"}}\n"
    );
    let tabs = |sheet: &str| first(sheet, 4).replace(',', "\t");
    [
        (
            "lines-households",
            JSON_LINES,
            HOUSEHOLDS,
            lines("households"),
        ),
        ("lines-visits", JSON_LINES, VISITS, lines("visits")),
        ("lines-cases", JSON_LINES, CASES, lines("cases")),
        ("lines-bad", JSON_LINES, HOUSEHOLDS, bad_line.clone()),
        ("lines-bad-strict", JSON_LINES, CASES | STRICT, bad_line),
        ("csv-households", CSV, HOUSEHOLDS, first(REGISTER, 6)),
        ("csv-visits", CSV, VISITS, first(VISIT_SHEET, 6)),
        ("csv-cases", CSV, CASES, first(CASE_SHEET, 6)),
        ("csv-bad-households", CSV, HOUSEHOLDS, bad_cells(REGISTER)),
        (
            "csv-bad-visits",
            CSV,
            VISITS | STRICT,
            bad_cells(VISIT_SHEET),
        ),
        ("csv-bad-cases", CSV, CASES, bad_cells(CASE_SHEET)),
        ("table-households", TABLE, HOUSEHOLDS, tabs(REGISTER)),
        ("table-visits", TABLE, VISITS, tabs(VISIT_SHEET)),
        ("table-cases", TABLE, CASES, tabs(CASE_SHEET)),
    ]
    .into_iter()
    .map(|(name, format, part, text)| {
        seed(
            "import",
            name,
            [&[format, part][..], text.as_bytes()].concat(),
        )
    })
    .chain([workbook()])
    .collect()
}

fn workbook() -> Seed {
    let tabs = first(REGISTER, 3).replace(',', "\t");
    let workbook = crate::import::workbook(tabs.as_bytes());
    seed(
        "import",
        "xlsx-households",
        [&[XLSX, HOUSEHOLDS][..], &workbook].concat(),
    )
}

/// Of the demo's estate.
fn lines(part: &str) -> String {
    let file = match part {
        "households" => include_str!("../../../../fixtures/estates/demo/households.jsonl"),
        "visits" => include_str!("../../../../fixtures/estates/demo/visits.jsonl"),
        _ => include_str!("../../../../fixtures/estates/demo/cases.jsonl"),
    };
    first(file, 2)
}

fn first(text: &str, lines: usize) -> String {
    let lines = text.lines().take(lines);
    lines.map(|line| format!("{line}\n")).collect()
}
