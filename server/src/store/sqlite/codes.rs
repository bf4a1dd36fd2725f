//! One-time codes: given to a person, good until a time, and for one thing. For what, a table of its own says.

use linli_domain::{PersonId, Timestamp};
use rusqlite::{Connection, params};

use super::columns::{blob, time, time_or_null};
use super::identity::suspended_since;
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, NewInvitation, StoreError};

/// A table of codes.
pub(super) struct Codes {
    pub(super) table: &'static str,
    /// The column that says when one was used; NULL before.
    pub(super) used_at: &'static str,
    /// That one was given out. The subject is the person.
    pub(super) given: AuditEvent,
}

/// What is known of a code that somebody shows.
pub(super) struct Code {
    pub(super) person: PersonId,
    pub(super) used: bool,
    expires_at: Timestamp,
}

impl Code {
    /// Not used, not too old, and its person is not suspended.
    pub(super) fn is_good(
        &self,
        connection: &Connection,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let in_time = !self.used && now < self.expires_at;
        Ok(in_time && suspended_since(connection, self.person)?.is_none())
    }
}

impl Codes {
    pub(super) fn give(
        &self,
        writing: &mut Writing<'_>,
        code: &NewInvitation,
    ) -> Result<(), StoreError> {
        writing
            .connection
            .prepare_cached(&format!(
                "INSERT INTO {} (code_hash, person, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
                self.table
            ))?
            .execute(params![
                code.code_hash,
                code.person.as_bytes(),
                code.created_at.seconds(),
                code.expires_at.seconds(),
            ])?;
        writing.note(&AuditNote {
            subject: Some(code.person.0),
            ..AuditNote::of(self.given, code.created_at)
        })?;
        Ok(())
    }

    /// An index compares the hashes: `InvitationCode::hash` says why that may take as long as it takes.
    pub(super) fn find(
        &self,
        connection: &Connection,
        code_hash: &[u8; 32],
    ) -> Result<Option<Code>, StoreError> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT person, expires_at, {} FROM {} WHERE code_hash = ?1",
            self.used_at, self.table
        ))?;
        let mut rows = statement.query([&code_hash[..]])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Code {
            person: blob(row, 0)?,
            used: time_or_null(row, 2)?.is_some(),
            expires_at: time(row, 1)?,
        }))
    }

    pub(super) fn use_up(
        &self,
        connection: &Connection,
        code_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        connection
            .prepare_cached(&format!(
                "UPDATE {} SET {} = ?2 WHERE code_hash = ?1",
                self.table, self.used_at
            ))?
            .execute(params![code_hash, now.seconds()])?;
        Ok(())
    }
}
