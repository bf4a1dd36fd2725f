//! A store from before there was an audit log, or a new one.

use linli_domain::{EstateId, Seq, Timestamp};
use rusqlite::{Connection, TransactionBehavior};

use super::log_rows;
use super::writing::Auditing;
use crate::store::sqlite::columns::{EstateRow, blob, time};
use crate::store::{AuditEvent, AuditHead, By, StoreError};

/// Covers what stands in the log already, once in the life of a file.
pub(in crate::store::sqlite) fn adopt(connection: &mut Connection) -> Result<(), StoreError> {
    if begun(connection)? {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Somebody else may have opened the file at the same moment.
    if begun(&tx)? {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO audit_head VALUES (1, 0, ?1)",
        [&AuditHead::default().hash[..]],
    )?;
    let mut auditing = Auditing::default();
    for estate in estates(&tx)? {
        let rows = (1, estate.seq);
        log_rows::each(&tx, estate.row, rows, |row| {
            auditing.appended(estate.id, row);
        })?;
        auditing.account(&tx, AuditEvent::Adopted, By::Operator, estate.newest)?;
    }
    auditing.finish(&tx)?;
    Ok(tx.commit()?)
}

/// Whether there is an audit log.
pub(crate) fn begun(connection: &Connection) -> Result<bool, StoreError> {
    let begun = "SELECT EXISTS (SELECT 1 FROM audit_head)";
    Ok(connection.query_row(begun, [], |row| row.get(0))?)
}

struct Adopted {
    row: EstateRow,
    id: EstateId,
    seq: Seq,
    /// When the newest command came. Opening a file asks for no clock.
    newest: Timestamp,
}

fn estates(connection: &Connection) -> Result<Vec<Adopted>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT e.row, e.id, e.seq, max(l.received_at) FROM estates e JOIN log l ON l.estate = e.row
         GROUP BY e.row ORDER BY e.row",
    )?;
    let mut rows = statement.query([])?;
    let mut estates = Vec::new();
    while let Some(row) = rows.next()? {
        estates.push(Adopted {
            row: row.get(0)?,
            id: blob(row, 1)?,
            seq: row.get(2)?,
            newest: time(row, 3)?,
        });
    }
    Ok(estates)
}
