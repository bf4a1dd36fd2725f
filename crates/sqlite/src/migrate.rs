//! The runner over `PRAGMA user_version`: each step and its number in one transaction.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::error::OpenError;
use crate::schema::{Migration, Schema};
use crate::trouble::Trouble;

/// Runs every step above `version`, the version that the file had when it was identified.
/// On an error the file keeps the last step that succeeded.
pub(crate) fn migrate(
    connection: &mut Connection,
    schema: &Schema,
    version: u32,
) -> Result<(), OpenError> {
    let pending = schema
        .migrations
        .iter()
        .filter(|step| step.version > version);
    for step in pending {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have run it while this one waited for the lock.
        let current: u32 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if current < step.version {
            run(&tx, step, schema.kind.application_id())?;
        }
        tx.commit().map_err(|source| failed(step, source))?;
    }
    Ok(())
}

fn run(tx: &Transaction<'_>, step: &Migration, application_id: i32) -> Result<(), OpenError> {
    let version = step.version;
    tx.execute_batch(step.sql)
        .and_then(|()| {
            tx.execute_batch(&format!(
                "PRAGMA user_version = {version}; PRAGMA application_id = {application_id}"
            ))
        })
        .map_err(|source| failed(step, source))?;
    let broken = tx
        .query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
        .optional()
        .map_err(|source| failed(step, source))?;
    match broken {
        None => Ok(()),
        Some(table) => Err(OpenError::BrokenReference {
            version,
            name: step.name,
            table,
        }),
    }
}

/// A full disk or a damaged file is no fault of the step, and has its own message.
fn failed(step: &Migration, source: rusqlite::Error) -> OpenError {
    match Trouble::of(&source) {
        Trouble::Other => OpenError::Migration {
            version: step.version,
            name: step.name,
            source,
        },
        _ => OpenError::from(source),
    }
}
