//! The three files of JSON lines.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Workload;

pub const HOUSEHOLDS: &str = "households.jsonl";
pub const VISITS: &str = "visits.jsonl";
pub const CASES: &str = "cases.jsonl";

/// Why a folder could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("{}: {cause}", path.display())]
    Io { path: PathBuf, cause: io::Error },
    /// A line that is no row; counted from 1.
    #[error("{} line {line}: {cause}", path.display())]
    Row {
        path: PathBuf,
        line: usize,
        cause: serde_json::Error,
    },
}

impl Workload {
    /// Writes the three files into `folder`, which is made if it is missing.
    pub fn write(&self, folder: &Path) -> Result<(), FileError> {
        fs::create_dir_all(folder).map_err(io_at(folder))?;
        write_rows(&folder.join(HOUSEHOLDS), &self.households)?;
        write_rows(&folder.join(VISITS), &self.visits)?;
        write_rows(&folder.join(CASES), &self.cases)
    }

    /// Reads what [`write`](Self::write) wrote, or an estate of one's own. Empty lines are skipped.
    pub fn read(folder: &Path) -> Result<Self, FileError> {
        Ok(Self {
            households: read_rows(&folder.join(HOUSEHOLDS))?,
            visits: read_rows(&folder.join(VISITS))?,
            cases: read_rows(&folder.join(CASES))?,
        })
    }
}

/// One compact object a line, `\n` on every platform.
fn write_rows<T: Serialize>(path: &Path, rows: &[T]) -> Result<(), FileError> {
    let mut file = BufWriter::new(File::create(path).map_err(io_at(path))?);
    for row in rows {
        serde_json::to_writer(&mut file, row).map_err(|cause| io_at(path)(cause.into()))?;
        file.write_all(b"\n").map_err(io_at(path))?;
    }
    file.flush().map_err(io_at(path))
}

fn read_rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, FileError> {
    let file = BufReader::new(File::open(path).map_err(io_at(path))?);
    let mut rows = Vec::new();
    for (index, line) in file.lines().enumerate() {
        let line = line.map_err(io_at(path))?;
        if line.trim().is_empty() {
            continue;
        }
        rows.push(serde_json::from_str(&line).map_err(|cause| FileError::Row {
            path: path.to_owned(),
            line: index + 1,
            cause,
        })?);
    }
    Ok(rows)
}

fn io_at(path: &Path) -> impl Fn(io::Error) -> FileError + '_ {
    |cause| FileError::Io {
        path: path.to_owned(),
        cause,
    }
}
