//! Recovery secrets that devices deposited, and the one-time codes that release them.

use linli_domain::{DeviceId, Timestamp};
use rusqlite::params;

use super::codes::Codes;
use super::columns::blob;
use super::identity::device;
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, By, Deposit, StoreError};

/// A device has one: an older one, of another vault or secret, is void and goes.
pub(super) fn keep(
    writing: &mut Writing<'_>,
    of: DeviceId,
    deposit: &Deposit,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(known) = device(writing.connection, of)? else {
        return Ok(());
    };
    writing
        .connection
        .prepare_cached("DELETE FROM deposits WHERE device = ?1")?
        .execute([&of.as_bytes()[..]])?;
    // Who names another device's vault must not push that one's deposit out.
    writing
        .connection
        .prepare_cached("INSERT OR IGNORE INTO deposits VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            deposit.vault(),
            of.as_bytes(),
            deposit.bytes(),
            now.seconds()
        ])?;
    writing.note(&AuditNote {
        by: By::Device {
            person: known.person,
            device: of,
        },
        ..AuditNote::of(AuditEvent::Deposited, now)
    })?;
    Ok(())
}

pub(super) const RELEASES: Codes = Codes {
    table: "releases",
    used_at: "released_at",
    given: AuditEvent::ReleasePermitted,
};

/// The deposit of a vault, for a code that was not used for anything else yet.
pub(super) fn release(
    writing: &mut Writing<'_>,
    code_hash: &[u8; 32],
    vault: &[u8; 16],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let connection = writing.connection;
    let Some(code) = RELEASES.find(connection, code_hash)? else {
        return Ok(None);
    };
    let person = code.person;
    let mut statement =
        connection.prepare_cached("SELECT device, secret FROM deposits WHERE vault = ?1")?;
    let mut rows = statement.query([&vault[..]])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let (of, secret): (DeviceId, Vec<u8>) = (blob(row, 0)?, row.get(1)?);
    let known = device(connection, of)?;
    let theirs = known.is_some_and(|it| it.person == person && it.suspended_at.is_none());
    if !theirs || !code.is_good(connection, now)? {
        return Ok(None);
    }
    RELEASES.use_up(connection, code_hash, now)?;
    writing.note(&AuditNote {
        by: By::Device { person, device: of },
        ..AuditNote::of(AuditEvent::Released, now)
    })?;
    Ok(Some(secret))
}
