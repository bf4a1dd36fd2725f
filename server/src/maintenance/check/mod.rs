//! Everything derived anew from the commands in the log, and compared with what is stored.

mod archive;
mod document;
mod estate;
mod packs;
mod problem;

use std::path::Path;

use rusqlite::Connection;

use super::{MaintenanceError, open};
use crate::store::sqlite::audit;
use crate::store::sqlite::open::read_meta;
use crate::store::sqlite::reading;
pub use problem::{DocumentProblem, EntryProblem, Problem, Report};

/// Reads the whole store in one moment of it; the server may go on. Takes about as long as it took to
/// execute all commands the first time, and the memory of one document.
pub fn check(file: &Path) -> Result<Report, MaintenanceError> {
    let connection = open(file)?;
    if read_meta(&connection)?.is_none() {
        return Err(MaintenanceError::NotInitialised);
    }
    let mut report = Report::default();
    let findings = linli_sqlite::quick_check(&connection)?;
    report
        .problems
        .extend(findings.into_iter().map(Problem::File));
    if !report.problems.is_empty() {
        // What a damaged file says of the rest means nothing.
        return Ok(report);
    }
    connection.execute_batch("BEGIN")?;
    references(&connection, &mut report)?;
    for estate in reading::estates(&connection)? {
        estate::check(&connection, &estate, &mut report)?;
    }
    packs::check(&connection, &mut report)?;
    archive::check(&connection, &mut report)?;
    // A file that no program of this version has opened for writing has no audit log yet.
    if audit::begun(&connection)? {
        let audit = audit::verify(&connection, None)?;
        report
            .problems
            .extend(audit.problems.into_iter().map(Problem::Audit));
    }
    connection.execute_batch("COMMIT")?;
    Ok(report)
}

fn references(connection: &Connection, report: &mut Report) -> Result<(), MaintenanceError> {
    let mut statement =
        connection.prepare("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.problems.push(Problem::Reference(row.get(0)?));
    }
    Ok(())
}
