//! A file of an office, through a whole import: `format (1), part (1), the file`. The last format is a
//! workbook made of the file's lines and tabs, since a fuzzer seldom gets past a deflated one's checksums.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use linli_domain::Seq;
use linli_server::import::{self, ImportError, ImportReport, ImportRequest};
use linli_server::store::Store;
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::stage::estate::now;
use crate::stage::office;
use crate::stage::{Kept, with};
use crate::take::Take;

/// Stands in values of the seeds. What is said of a file must not hold it.
pub(crate) const SECRET: &str = "何玉珍的秘密";
const ESTATE: &str = "西苑";
/// Entries of the log after which the store is made anew.
const MOST_ENTRIES: Seq = 400;

thread_local! {
    static REGISTER: Kept<Register> = const { Kept::new(None) };
}

pub fn run(bytes: &[u8]) {
    let spent = |register: &Register| register.seq() > MOST_ENTRIES;
    REGISTER.with(|kept| {
        with(kept, Register::open, spent, |register| {
            take_in(register, bytes)
        })
    });
}

/// A store that holds an office's households already.
struct Register {
    store: Arc<dyn Store>,
    runtime: Runtime,
    folder: TempDir,
}

fn take_in(register: &Register, bytes: &[u8]) {
    let mut take = Take(bytes);
    let format = take.byte() % 4;
    let (part, rest) = (take.byte(), take.rest());
    let (name, content) = match format {
        0 => ("file.jsonl", rest.to_vec()),
        1 => ("file.csv", rest.to_vec()),
        2 => ("file.xlsx", rest.to_vec()),
        _ => ("file.xlsx", workbook(rest)),
    };
    let path = register.file(name, &content);
    let request = || ImportRequest {
        estate: ESTATE.to_owned(),
        households: (part % 3 == 0).then(|| path.clone()),
        visits: (part % 3 == 1).then(|| path.clone()),
        cases: (part % 3 == 2).then(|| path.clone()),
        skip_bad: part & 0x80 == 0,
    };
    let before = register.seq();
    let outcome = register.import(request());
    let said = said(&outcome);
    assert!(
        names_its_columns_so(format, rest) || !said.contains(SECRET),
        "a value of a row is said: {said}"
    );
    match outcome {
        Ok(_) => {
            let seq = register.seq();
            let again = register.import(request());
            assert!(again.is_ok(), "what was taken once is taken again");
            assert_eq!(register.seq(), seq, "the same file again changes something");
        }
        Err(
            error @ (ImportError::Interrupted
            | ImportError::Store(_)
            | ImportError::Document(_)
            | ImportError::Unreadable { .. }),
        ) => panic!("our fault: {error:?}"),
        Err(error) => {
            let written = matches!(error, ImportError::Directory(_));
            assert!(
                written || register.seq() == before,
                "something was written before {error}"
            );
        }
    }
}

/// Everything that is said of a file, to people and to a log.
fn said(outcome: &Result<ImportReport, ImportError>) -> String {
    match outcome {
        Ok(report) => {
            let json = serde_json::to_string(report).expect("a report is plain data");
            format!("{report} {report:?} {json}")
        }
        Err(error) => {
            let mut said = format!("{error} {error:?}");
            let mut cause = error.source();
            while let Some(source) = cause {
                said += &format!(" {source}");
                cause = source.source();
            }
            said
        }
    }
}

/// Names of columns and fields may be said, and mutations put anything there.
fn names_its_columns_so(format: u8, bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    match format {
        0 => text.match_indices(SECRET).any(|(at, _)| {
            let behind = &text[at..];
            let closed = behind.find('"').map(|quote| &behind[quote + 1..]);
            closed.is_some_and(|behind| behind.trim_start().starts_with(':'))
        }),
        // Only a line that names a column too can be taken for the header.
        _ => {
            let mut lines = text.lines().filter(|line| line.contains(SECRET));
            text.contains('"')
                || lines.any(|line| line.replace(SECRET, "").contains(char::is_alphanumeric))
        }
    }
}

/// Each line a row, each tab a cell.
pub(crate) fn workbook(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in text.lines().take(64).enumerate() {
        for (column, cell) in line.split('\t').take(64).enumerate() {
            let (row, column) = (row as u32, column as u16);
            let written = match cell.parse::<f64>() {
                Ok(number) if number.is_finite() => sheet.write_number(row, column, number),
                _ => sheet.write_string(row, column, cell),
            };
            // Longer than a cell may be: then it stays empty.
            drop(written);
        }
    }
    workbook.save_to_buffer().unwrap_or_default()
}

impl Register {
    fn open() -> Self {
        let (folder, runtime, store) = office::empty();
        let register = Self {
            store,
            runtime,
            folder,
        };
        let households = Some(register.file(
            "register.csv",
            include_bytes!("../../../fixtures/import/register.csv"),
        ));
        let known = register.import(ImportRequest {
            estate: ESTATE.to_owned(),
            households,
            visits: None,
            cases: None,
            skip_bad: true,
        });
        known.expect("the fixture can be imported");
        register
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("the temporary folder can be written");
        path
    }

    fn import(&self, request: ImportRequest) -> Result<ImportReport, ImportError> {
        self.runtime
            .block_on(import::run(self.store.as_ref(), request, now()))
    }

    fn seq(&self) -> Seq {
        let estates = self.runtime.block_on(self.store.estates());
        let estates = estates.expect("the store works");
        estates.iter().map(|estate| estate.seq).sum()
    }
}
