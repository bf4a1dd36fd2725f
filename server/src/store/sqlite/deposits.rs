//! Recovery secrets that devices deposited, and the one-time codes that release them.

use linli_domain::{DeviceId, Timestamp};
use rusqlite::params;

use super::columns::{blob, time, time_or_null};
use super::identity::{device, suspended_since};
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, By, Deposit, NewInvitation, StoreError};

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

pub(super) fn permit(writing: &mut Writing<'_>, release: &NewInvitation) -> Result<(), StoreError> {
    writing
        .connection
        .prepare_cached(
            "INSERT INTO releases (code_hash, person, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            release.code_hash,
            release.person.as_bytes(),
            release.created_at.seconds(),
            release.expires_at.seconds(),
        ])?;
    writing.note(&AuditNote {
        subject: Some(release.person.0),
        ..AuditNote::of(AuditEvent::ReleasePermitted, release.created_at)
    })?;
    Ok(())
}

/// The deposit of a vault, for a code that was not used for anything else yet.
pub(super) fn release(
    writing: &mut Writing<'_>,
    code_hash: &[u8; 32],
    vault: &[u8; 16],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let connection = writing.connection;
    let mut statement = connection.prepare_cached(
        "SELECT person, expires_at, released_at FROM releases WHERE code_hash = ?1",
    )?;
    let mut rows = statement.query([&code_hash[..]])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let person = blob(row, 0)?;
    let usable = now < time(row, 1)? && time_or_null(row, 2)?.is_none();
    let mut statement =
        connection.prepare_cached("SELECT device, secret FROM deposits WHERE vault = ?1")?;
    let mut rows = statement.query([&vault[..]])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let (of, secret): (DeviceId, Vec<u8>) = (blob(row, 0)?, row.get(1)?);
    let known = device(connection, of)?;
    let theirs = known.is_some_and(|it| it.person == person && it.suspended_at.is_none());
    if !usable || !theirs || suspended_since(connection, person)?.is_some() {
        return Ok(None);
    }
    connection
        .prepare_cached("UPDATE releases SET released_at = ?2 WHERE code_hash = ?1")?
        .execute(params![code_hash, now.seconds()])?;
    writing.note(&AuditNote {
        by: By::Device { person, device: of },
        ..AuditNote::of(AuditEvent::Released, now)
    })?;
    Ok(Some(secret))
}
