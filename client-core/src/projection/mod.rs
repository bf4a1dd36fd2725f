//! Documents to rows: what screens read is a function of the documents, and can be made anew.

mod case;
mod directory;
mod dispute;
mod household;
mod visits;

use linli_documents::Document;
use linli_domain::{Command, DocumentId, DocumentKey, Kind};
use rusqlite::{Connection, params};

use crate::Result;
use crate::replica::Numbers;

/// Writes all rows of a document.
pub(crate) fn project(
    connection: &Connection,
    document: &Document,
    numbers: &Numbers,
) -> Result<()> {
    match document.key().kind() {
        Kind::Directory => directory::project(connection, document)?,
        Kind::Household => household::project(connection, document)?,
        Kind::Visits => visits::project(connection, document)?,
        Kind::Case => case::project(connection, document, numbers)?,
        Kind::Dispute => dispute::project(connection, document, numbers)?,
    }
    project_conflicts(connection, document)
}

/// Writes the rows that one own command touched: recording a visit must not cost more in a log of a
/// thousand visits than in an empty one.
pub(crate) fn project_command(
    connection: &Connection,
    document: &Document,
    numbers: &Numbers,
    command: &Command,
) -> Result<()> {
    match command {
        // A new visit has an id of its own: it can neither make nor settle a conflict.
        Command::RecordVisit(visit) => visits::project_one(connection, document, &visit.visit),
        Command::CorrectVisit(correction) => {
            visits::project_one(connection, document, &correction.visit)?;
            project_conflicts(connection, document)
        }
        Command::WithdrawVisit(withdrawal) => {
            visits::project_one(connection, document, &withdrawal.visit)
        }
        _ => project(connection, document, numbers),
    }
}

fn project_conflicts(connection: &Connection, document: &Document) -> Result<()> {
    let id = document.key().id();
    connection
        .prepare_cached("DELETE FROM conflicts WHERE document = ?1")?
        .execute([id.as_bytes()])?;
    for conflict in document.conflicts() {
        connection
            .prepare_cached("INSERT INTO conflicts (document, path, found) VALUES (?1, ?2, ?3)")?
            .execute(params![
                id.as_bytes(),
                conflict.path,
                json(&conflict.values)
            ])?;
    }
    Ok(())
}

/// Takes away the rows of a document that is no longer held.
pub(crate) fn erase(connection: &Connection, key: &DocumentKey) -> Result<()> {
    let id: DocumentId = key.id();
    match key {
        DocumentKey::Directory { estate } => directory::erase(connection, estate)?,
        DocumentKey::Household { household, .. } => household::erase(connection, household)?,
        DocumentKey::Visits { .. } => {
            connection.execute("DELETE FROM visits WHERE document = ?1", [id.as_bytes()])?;
        }
        DocumentKey::Case { case, .. } => {
            connection.execute("DELETE FROM cases WHERE id = ?1", [case.as_bytes()])?;
        }
        DocumentKey::Dispute { dispute, .. } => {
            connection.execute("DELETE FROM disputes WHERE id = ?1", [dispute.as_bytes()])?;
        }
    }
    connection.execute("DELETE FROM conflicts WHERE document = ?1", [id.as_bytes()])?;
    Ok(())
}

/// Empties every projection.
pub(crate) fn clear(connection: &Connection) -> Result<()> {
    // Dropping the index is far cheaper than deleting its rows one by one.
    connection.execute_batch(
        "DELETE FROM buildings; DELETE FROM dwellings; DELETE FROM appointments; DELETE FROM households;
         DELETE FROM residents; DELETE FROM visits; DELETE FROM cases; DELETE FROM disputes; DELETE FROM conflicts;
         DELETE FROM search_rows; DROP TABLE search;",
    )?;
    connection.execute_batch(crate::search::TABLE)?;
    Ok(())
}

/// Views are plain data: turning them into JSON does not fail.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("a view is plain data")
}
