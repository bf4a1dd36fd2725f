//! Rows of the log as the audit log covers them.

use linli_domain::Seq;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::digest::LogRow;
use crate::store::StoreError;
use crate::store::sqlite::columns::EstateRow;

/// Hands on an estate's rows from `first` to `last`, as far as they are there.
pub(super) fn each(
    connection: &Connection,
    estate: EstateRow,
    (first, last): (Seq, Seq),
    mut take: impl FnMut(&LogRow<'_>),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, hash, author, device, device_time, received_at, policy, command, command_digest
         FROM log WHERE estate = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
    )?;
    let mut rows = statement.query((estate, first, last))?;
    while let Some(row) = rows.next()? {
        take(&LogRow {
            seq: row.get(0)?,
            hash: bytes(row.get_ref(1)?),
            author: bytes(row.get_ref(2)?),
            device: bytes(row.get_ref(3)?),
            device_time: row.get(4)?,
            received_at: row.get(5)?,
            policy: row.get(6)?,
            command: command(bytes(row.get_ref(7)?), bytes(row.get_ref(8)?)),
        });
    }
    Ok(())
}

/// The digest stands for a command only where the command is gone.
fn command(command: &[u8], digest: &[u8]) -> [u8; 32] {
    match <[u8; 32]>::try_from(digest) {
        Ok(digest) if command.is_empty() => digest,
        _ => Sha256::digest(command).into(),
    }
}

/// Empty for NULL.
fn bytes(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Blob(bytes) => bytes,
        _ => &[],
    }
}
