//! Rows are added in the transaction of what they tell of, so that neither is there without the other.

use std::collections::BTreeMap;

use linli_domain::{EstateId, Seq, Timestamp};
use rusqlite::Connection;

use super::digest::{self, LogDigest, LogRow};
use super::reading;
use crate::store::{AuditEntry, AuditEvent, AuditHead, AuditNote, By, Covered, StoreError};

/// What one transaction adds to the audit log.
#[derive(Default)]
pub(in crate::store::sqlite) struct Auditing {
    /// Rows of the log that no row of the audit log covers yet.
    open: BTreeMap<EstateId, Stretch>,
    /// Where the audit log ends, once it was looked up.
    head: Option<AuditHead>,
    grown: bool,
}

struct Stretch {
    first: Seq,
    last: Seq,
    digest: LogDigest,
}

impl Auditing {
    /// `head`: as the last transaction left it.
    pub(in crate::store::sqlite) fn after(head: Option<AuditHead>) -> Self {
        Self {
            head,
            ..Self::default()
        }
    }

    /// A row was appended to the log. Rows of one estate come in order, without gaps.
    pub(in crate::store::sqlite) fn appended(&mut self, estate: EstateId, row: &LogRow<'_>) {
        let stretch = self.open.entry(estate).or_insert_with(|| Stretch {
            first: row.seq,
            last: row.seq,
            digest: LogDigest::default(),
        });
        stretch.last = row.seq;
        stretch.digest.add(row);
    }

    /// Accounts for all rows appended since: one row of the audit log for each estate.
    pub(in crate::store::sqlite) fn account(
        &mut self,
        connection: &Connection,
        event: AuditEvent,
        by: By,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        for (estate, stretch) in std::mem::take(&mut self.open) {
            let commands = Covered {
                first: stretch.first,
                last: stretch.last,
                digest: stretch.digest.finish(),
            };
            let note = AuditNote {
                by,
                estate: Some(estate),
                count: stretch.last - stretch.first + 1,
                ..AuditNote::of(event, at)
            };
            self.add(connection, &note, Some(commands))?;
        }
        Ok(())
    }

    /// Gives the number of the new row.
    pub(in crate::store::sqlite) fn note(
        &mut self,
        connection: &Connection,
        note: &AuditNote,
    ) -> Result<u64, StoreError> {
        self.add(connection, note, None)
    }

    fn add(
        &mut self,
        connection: &Connection,
        note: &AuditNote,
        commands: Option<Covered>,
    ) -> Result<u64, StoreError> {
        let head = match self.head {
            Some(head) => head,
            None => reading::head(connection)?,
        };
        let (person, device) = match note.by {
            By::Operator => (None, None),
            By::Person(person) => (Some(person), None),
            By::Device { person, device } => (Some(person), Some(device)),
        };
        let mut entry = AuditEntry {
            number: head.number + 1,
            at: note.at,
            event: note.event.as_str().to_owned(),
            person,
            device,
            estate: note.estate,
            commands,
            count: note.count,
            subject: note.subject,
            ground: note.ground.map(str::to_owned),
            previous: head.hash,
            hash: [0; 32],
        };
        entry.hash = digest::hash(&entry);
        insert(connection, &entry)?;
        self.head = Some(AuditHead {
            number: entry.number,
            hash: entry.hash,
        });
        self.grown = true;
        Ok(entry.number)
    }

    /// Before the commit. Gives where the audit log ends, if that is known.
    pub(in crate::store::sqlite) fn finish(
        self,
        connection: &Connection,
    ) -> Result<Option<AuditHead>, StoreError> {
        if !self.open.is_empty() {
            return Err(StoreError::Unaccounted);
        }
        if let Some(head) = self.head.filter(|_| self.grown) {
            connection
                .prepare_cached("UPDATE audit_head SET number = ?1, hash = ?2")?
                .execute((head.number, &head.hash[..]))?;
        }
        Ok(self.head)
    }
}

fn insert(connection: &Connection, entry: &AuditEntry) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO audit (number, at, event, person, device, estate, first_seq, last_seq,
             digest, count, subject, ground, previous, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(rusqlite::params![
            entry.number,
            entry.at.seconds(),
            entry.event,
            entry.person.as_ref().map(|it| &it.as_bytes()[..]),
            entry.device.as_ref().map(|it| &it.as_bytes()[..]),
            entry.estate.as_ref().map(|it| &it.as_bytes()[..]),
            entry.commands.map(|covered| covered.first),
            entry.commands.map(|covered| covered.last),
            entry.commands.as_ref().map(|covered| &covered.digest[..]),
            entry.count,
            entry.subject.as_ref().map(|it| &it.as_bytes()[..]),
            entry.ground,
            &entry.previous[..],
            &entry.hash[..],
        ])?;
    Ok(())
}
