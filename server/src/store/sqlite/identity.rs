//! Invitations, devices and the keys that sign tokens.

use linli_domain::{DeviceId, PersonId, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::codes::Codes;
use super::columns::{blob, time, time_or_null};
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, By, Device, Redemption, StoreError, TokenKey};

pub(super) const INVITATIONS: Codes = Codes {
    table: "invitations",
    used_at: "redeemed_at",
    given: AuditEvent::Invited,
};

pub(super) fn redeem(
    writing: &mut Writing<'_>,
    code_hash: &[u8; 32],
    public_key: &[u8; 32],
    name: &str,
    now: Timestamp,
) -> Result<Redemption, StoreError> {
    let connection = writing.connection;
    let Some(invitation) = INVITATIONS.find(connection, code_hash)? else {
        return Ok(Redemption::Invalid);
    };
    let id = DeviceId::of_public_key(public_key);
    let known = device(connection, id)?;
    if invitation.used {
        // The same code and key again: the first answer was lost.
        let same = was_redeemed_by(connection, code_hash, id)?;
        let same = known.filter(|_| same);
        return Ok(same.map_or(Redemption::Invalid, Redemption::Enrolled));
    }
    let anothers = known
        .as_ref()
        .is_some_and(|device| device.person != invitation.person);
    if anothers || !invitation.is_good(connection, now)? {
        return Ok(Redemption::Invalid);
    }
    // A device that is enrolled already takes the new name and stays what it is, suspended or not.
    connection
        .prepare_cached(
            "INSERT INTO devices (id, person, name, public_key, enrolled_at)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        )?
        .execute((
            &id.as_bytes()[..],
            &invitation.person.as_bytes()[..],
            name,
            &public_key[..],
            now.seconds(),
        ))?;
    INVITATIONS.use_up(connection, code_hash, now)?;
    connection
        .prepare_cached("UPDATE invitations SET device = ?2 WHERE code_hash = ?1")?
        .execute((&code_hash[..], &id.as_bytes()[..]))?;
    writing.note(&AuditNote {
        by: By::Device {
            person: invitation.person,
            device: id,
        },
        ..AuditNote::of(AuditEvent::Enrolled, now)
    })?;
    let device = device(connection, id)?.ok_or(StoreError::Damaged("device"))?;
    Ok(Redemption::Enrolled(device))
}

pub(super) fn enrol_again(
    writing: &mut Writing<'_>,
    certified: &Device,
    now: Timestamp,
) -> Result<Device, StoreError> {
    if let Some(known) = device(writing.connection, certified.id)? {
        return Ok(known);
    }
    let suspended = suspended_since(writing.connection, certified.person)?;
    writing
        .connection
        .prepare_cached(
            "INSERT INTO devices (id, person, name, public_key, enrolled_at, suspended_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            &certified.id.as_bytes()[..],
            &certified.person.as_bytes()[..],
            &certified.name,
            &certified.public_key[..],
            certified.enrolled_at.seconds(),
            suspended.map(Timestamp::seconds),
        ))?;
    writing.note(&AuditNote {
        by: By::Device {
            person: certified.person,
            device: certified.id,
        },
        ground: Some("restored"),
        ..AuditNote::of(AuditEvent::Enrolled, now)
    })?;
    device(writing.connection, certified.id)?.ok_or(StoreError::Damaged("device"))
}

fn was_redeemed_by(
    connection: &Connection,
    code_hash: &[u8; 32],
    device: DeviceId,
) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT 1 FROM invitations WHERE code_hash = ?1 AND device = ?2")?;
    Ok(statement.exists((&code_hash[..], &device.as_bytes()[..]))?)
}

const DEVICE: &str = "SELECT id, person, name, public_key, enrolled_at, suspended_at, last_seen_at, waiting FROM devices";

pub(super) fn device(connection: &Connection, id: DeviceId) -> Result<Option<Device>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{DEVICE} WHERE id = ?1"))?;
    let mut rows = statement.query([&id.as_bytes()[..]])?;
    rows.next()?.map(read_device).transpose()
}

pub(super) fn devices(connection: &Connection) -> Result<Vec<Device>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{DEVICE} ORDER BY row"))?;
    let mut rows = statement.query([])?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        devices.push(read_device(row)?);
    }
    Ok(devices)
}

fn read_device(row: &rusqlite::Row<'_>) -> Result<Device, StoreError> {
    Ok(Device {
        id: blob(row, 0)?,
        person: blob(row, 1)?,
        name: row.get(2)?,
        public_key: blob(row, 3)?,
        enrolled_at: time(row, 4)?,
        suspended_at: time_or_null(row, 5)?,
        last_seen_at: time_or_null(row, 6)?,
        waiting: row.get(7)?,
    })
}

pub(super) fn suspend(
    writing: &mut Writing<'_>,
    id: DeviceId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found: Option<Option<i64>> = writing
        .connection
        .prepare_cached("SELECT suspended_at FROM devices WHERE id = ?1")?
        .query_row([&id.as_bytes()[..]], |row| row.get(0))
        .optional()?;
    if found == Some(None) {
        writing
            .connection
            .prepare_cached("UPDATE devices SET suspended_at = ?2 WHERE id = ?1")?
            .execute((&id.as_bytes()[..], now.seconds()))?;
        writing.note(&AuditNote {
            subject: Some(uuid::Uuid::from_bytes(*id.as_bytes())),
            ..AuditNote::of(AuditEvent::Suspended, now)
        })?;
    }
    Ok(found.is_some())
}

/// Gives how many devices that were at work no longer are.
pub(super) fn suspend_person(
    writing: &mut Writing<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let new = writing
        .connection
        .prepare_cached("INSERT OR IGNORE INTO suspended_people VALUES (?1, ?2)")?
        .execute((&person.as_bytes()[..], now.seconds()))?;
    let devices = writing
        .connection
        .prepare_cached(
            "UPDATE devices SET suspended_at = ?2 WHERE person = ?1 AND suspended_at IS NULL",
        )?
        .execute((&person.as_bytes()[..], now.seconds()))?;
    if new + devices > 0 {
        writing.note(&AuditNote {
            count: devices as u64,
            subject: Some(person.0),
            ..AuditNote::of(AuditEvent::Suspended, now)
        })?;
    }
    Ok(devices)
}

pub(super) fn resume_person(
    writing: &mut Writing<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let removed = writing
        .connection
        .prepare_cached("DELETE FROM suspended_people WHERE person = ?1")?
        .execute([&person.as_bytes()[..]])?;
    if removed == 1 {
        writing.note(&AuditNote {
            subject: Some(person.0),
            ..AuditNote::of(AuditEvent::Resumed, now)
        })?;
    }
    Ok(removed == 1)
}

pub(super) fn suspended_since(
    connection: &Connection,
    person: PersonId,
) -> Result<Option<Timestamp>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT since FROM suspended_people WHERE person = ?1")?;
    let mut rows = statement.query([&person.as_bytes()[..]])?;
    rows.next()?.map(|row| time(row, 0)).transpose()
}

pub(super) fn token_keys(connection: &Connection) -> Result<Vec<TokenKey>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT kid, seed, created_at FROM token_keys ORDER BY row DESC")?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        keys.push(TokenKey {
            kid: row.get(0)?,
            seed: blob(row, 1)?,
            created_at: time(row, 2)?,
        });
    }
    Ok(keys)
}

pub(super) fn add_token_key(writing: &mut Writing<'_>, key: &TokenKey) -> Result<(), StoreError> {
    writing
        .connection
        .prepare_cached("INSERT INTO token_keys (kid, seed, created_at) VALUES (?1, ?2, ?3)")?
        .execute((&key.kid, &key.seed[..], key.created_at.seconds()))?;
    writing.note(&AuditNote::of(AuditEvent::KeyAdded, key.created_at))?;
    Ok(())
}

pub(super) fn server_key(
    connection: &Connection,
    candidate: &[u8; 32],
) -> Result<[u8; 32], StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO server_key VALUES (1, ?1)")?
        .execute([candidate])?;
    own_key(connection)?.ok_or(StoreError::Damaged("server key"))
}

/// The seed of the server's own key; `None` before it has one.
pub(super) fn own_key(connection: &Connection) -> Result<Option<[u8; 32]>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT seed FROM server_key")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

pub(super) fn replace_token_keys(
    writing: &mut Writing<'_>,
    key: &TokenKey,
) -> Result<(), StoreError> {
    writing
        .connection
        .prepare_cached("DELETE FROM token_keys")?
        .execute(())?;
    add_token_key(writing, key)
}
