//! The numbers and hashes of the envelopes that a device has sent.

use linli_domain::ChangeHash;
use rusqlite::{Connection, OptionalExtension};

use crate::store::{Push, PushError, StoreError};

/// What a device's first envelope names as the one before.
const BEFORE_THE_FIRST: ChangeHash = ChangeHash([0; 32]);

/// Notes that the envelope came, and gives whether its device is suspended. Gaps and numbers used twice are noted, never refused: requests get lost,
/// phones are cloned and come back from backups, and their work counts all the same. A repetition changes
/// nothing, since every change in it is known by then.
pub(super) fn receive(
    connection: &Connection,
    push: &Push,
) -> Result<Result<bool, PushError>, StoreError> {
    let device = &push.device.as_bytes()[..];
    let suspended: Option<bool> = connection
        .prepare_cached(
            "UPDATE devices SET last_seen_at = iif(?4, last_seen_at, ?2), waiting = iif(?4, waiting, ?3) WHERE id = ?1
             RETURNING suspended_at IS NOT NULL",
        )?
        .query_row(
            (device, push.received_at.seconds(), push.waiting, push.carried),
            |row| row.get(0),
        )
        .optional()?;
    let Some(suspended) = suspended else {
        return Ok(Err(PushError::UnknownDevice));
    };
    let gap = push.payload.previous != BEFORE_THE_FIRST
        && !is_known(connection, device, &push.payload.previous)?;
    connection
        .prepare_cached("INSERT OR IGNORE INTO envelopes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute((
            device,
            &push.envelope_hash.0[..],
            push.payload.counter.cast_signed(),
            &push.payload.previous.0[..],
            &push.signature,
            push.received_at.seconds(),
            gap,
        ))?;
    Ok(Ok(suspended))
}

/// Whether this very envelope came before, from its author or carried.
pub(super) fn is_repeated(connection: &Connection, push: &Push) -> Result<bool, StoreError> {
    is_known(connection, &push.device.as_bytes()[..], &push.envelope_hash)
}

fn is_known(connection: &Connection, device: &[u8], hash: &ChangeHash) -> Result<bool, StoreError> {
    let known = connection
        .prepare_cached("SELECT 1 FROM envelopes WHERE device = ?1 AND hash = ?2")?
        .exists((device, &hash.0[..]))?;
    Ok(known)
}
