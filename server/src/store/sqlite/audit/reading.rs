//! Rows of the audit log, and where it ends.

use linli_domain::Timestamp;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::store::sqlite::columns::{blob, blob_or_null, time};
use crate::store::{AuditEntry, AuditFilter, AuditHead, Covered, StoreError};

/// As it was kept apart from the rows.
pub(in crate::store::sqlite) fn head(connection: &Connection) -> Result<AuditHead, StoreError> {
    let mut statement = connection.prepare_cached("SELECT number, hash FROM audit_head")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Err(StoreError::Damaged("audit head"));
    };
    Ok(AuditHead {
        number: row.get(0)?,
        hash: blob(row, 1)?,
    })
}

pub(super) const COLUMNS: &str = "number, at, event, person, device, estate, first_seq, last_seq, digest, count, subject, ground, previous, hash";

/// In order, behind `after`.
pub(in crate::store::sqlite) fn list(
    connection: &Connection,
    filter: &AuditFilter,
    after: u64,
    limit: usize,
) -> Result<Vec<AuditEntry>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM audit
         WHERE number > ?1 AND (?2 IS NULL OR estate = ?2) AND at >= ?3 ORDER BY number LIMIT ?4"
    ))?;
    let estate = filter.estate.as_ref().map(|it| &it.as_bytes()[..]);
    let since = filter.since.map_or(i64::MIN, Timestamp::seconds);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![after, estate, since, limit])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Of a row with [`COLUMNS`].
pub(super) fn entry(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
    let first: Option<u64> = row.get(6)?;
    let commands = match first {
        None => None,
        Some(first) => Some(Covered {
            first,
            last: row.get(7)?,
            digest: blob(row, 8)?,
        }),
    };
    let subject: Option<[u8; 16]> = blob_or_null(row, 10)?;
    Ok(AuditEntry {
        number: row.get(0)?,
        at: time(row, 1)?,
        event: row.get(2)?,
        person: blob_or_null(row, 3)?,
        device: blob_or_null(row, 4)?,
        estate: blob_or_null(row, 5)?,
        commands,
        count: row.get(9)?,
        subject: subject.map(Uuid::from_bytes),
        ground: row.get(11)?,
        previous: blob(row, 12)?,
        hash: blob(row, 13)?,
    })
}
