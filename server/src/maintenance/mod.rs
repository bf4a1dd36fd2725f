//! Looking after a store's file, beside a running server or without one. All of it blocks: from async code,
//! call it under `spawn_blocking`.
//!
//! - [`check`] derives everything anew from the commands in the log and lists what differs.
//! - [`backup`] writes a copy while the server goes on; [`restore`] checks a copy and puts it in place, as
//!   another life of the server.
//! - [`export`] reads an estate's register as rows of `linli_domain::exchange`.
//! - `due` finds what is to be closed, archived and erased: `Store::due`.

mod check;
mod copy;
mod export;
mod retention;

use std::path::Path;

use linli_sqlite::Options;
use rusqlite::Connection;

pub use check::{DocumentProblem, EntryProblem, Problem, Report, check};
pub use copy::{backup, restore};
pub use export::{Export, ExportRow, export};
pub(crate) use retention::due;
pub use retention::{Due, EstateRetention, Over, Quiet, What};

use crate::store::StoreError;
use crate::store::sqlite::schema::SCHEMA;

/// Why something could not be done. The file is as before.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    #[error("the store's file can't be opened")]
    Open(#[from] linli_sqlite::OpenError),
    #[error("the file was never made into a store")]
    NotInitialised,
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the file could not be written")]
    Write(#[source] std::io::Error),
    /// A backup never replaces a file, and a restore never replaces a store.
    #[error("there is a file of that name already")]
    Exists,
    /// What was to be restored is not sound; the report says what is wrong.
    #[error("the backup is damaged in {} places", .0.problems.len())]
    Damaged(Report),
}

impl From<rusqlite::Error> for MaintenanceError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A connection of its own; the server and others may have the file open too.
fn open(file: &Path) -> Result<Connection, MaintenanceError> {
    let options = Options {
        create: false,
        ..Options::server()
    };
    Ok(linli_sqlite::open(file, &options, &SCHEMA)?)
}
