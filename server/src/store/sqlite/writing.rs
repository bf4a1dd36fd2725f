//! One transaction of the writer, and what it keeps in memory from one to the next.

use std::collections::{BTreeMap, BTreeSet};

use linli_documents::Change;
use linli_domain::rights::{self, Grant, POLICY_VERSION};
use linli_domain::{
    DeviceId, DocumentId, DocumentKey, EstateId, FeedId, PersonId, Seq, Timestamp, limits,
};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::audit::{Auditing, LogRow};
use super::bases::KeptBases;
use super::cache::Cache;
use super::columns::{DocumentRow, InsertedRow, month};
use super::estates::EstateState;
use super::loaded::{Loaded, Stored};
use super::roster::Roster;
use super::secrets::Secrets;
use crate::store::{AuditEvent, AuditHead, AuditNote, By, StoreError};

/// Documents in memory, in changes; measured at one to two kilobytes each.
const CHANGES_MAX: usize = 40_000;
/// Estates in memory.
const ESTATES_MAX: usize = 1_000;

/// What the writer keeps in memory. It shows the last commit, or it is dropped.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) documents: Cache<DocumentId, Loaded>,
    pub(super) bases: KeptBases,
    pub(super) estates: BTreeMap<EstateId, EstateState>,
    pub(super) console_nonce: [u8; 16],
    /// When the store came back from a backup.
    pub(super) restored_at: Option<Timestamp>,
    /// Something was erased that the write-ahead log may still hold.
    pub(super) erased: bool,
    /// What is to be found in what comes to the archive after a restore, see `returning`. Of each household; in memory
    /// alone, for as long as the process lives.
    pub(super) erased_in_lost_days: BTreeMap<DocumentKey, (Secrets, Secrets)>,
    /// Unset until the audit log was written to.
    pub(super) audit_head: Option<AuditHead>,
}

impl Kept {
    pub(super) fn new(console_nonce: [u8; 16], restored_at: Option<Timestamp>) -> Self {
        Self {
            documents: Cache::new(CHANGES_MAX),
            bases: KeptBases::default(),
            estates: BTreeMap::new(),
            console_nonce,
            restored_at,
            erased: false,
            erased_in_lost_days: BTreeMap::new(),
            audit_head: None,
        }
    }

    /// Whether what the store lacks may still come back from devices: it was restored, and not long ago.
    pub(super) fn is_healing(&self, now: Timestamp) -> bool {
        is_healing(self.restored_at, now)
    }

    /// After a failed transaction, or when somebody else has written: everything is read anew.
    pub(super) fn forget(&mut self) {
        self.documents.clear();
        self.estates.clear();
        self.audit_head = None;
    }
}

pub(super) fn is_healing(restored_at: Option<Timestamp>, now: Timestamp) -> bool {
    let seconds = i64::from(limits::HEALING_DAYS) * 24 * 3_600;
    restored_at.is_some_and(|at| now < at.plus_seconds(seconds))
}

/// A row for the log.
pub(super) struct NewEntry<'a> {
    pub(super) change: &'a Change,
    /// As it came.
    pub(super) command: &'a [u8],
    pub(super) author: PersonId,
    /// `None`: the console.
    pub(super) device: Option<DeviceId>,
    pub(super) device_time: Timestamp,
    pub(super) clock_offset: Option<i64>,
    pub(super) received_at: Timestamp,
    /// The secretary who took it from the escrow.
    pub(super) adopted_by: Option<PersonId>,
    pub(super) replaces: Replaces,
}

/// Whether an entry is of what a new epoch began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replaces {
    /// It is a command.
    Nothing = 0,
    Part = 1,
    /// With it the beginning is whole: the feed brings the document.
    Last = 2,
    /// It is a change that a device gave back after the server was restored: its command is not known.
    Returned = 3,
}

pub(super) struct Writing<'a> {
    /// Inside the transaction.
    pub(super) connection: &'a Connection,
    pub(super) kept: &'a mut Kept,
    auditing: Auditing,
    changed: BTreeSet<DocumentId>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(connection: &'a Connection, kept: &'a mut Kept) -> Self {
        Self {
            connection,
            auditing: Auditing::after(kept.audit_head),
            kept,
            changed: BTreeSet::new(),
        }
    }

    pub(super) fn estate(&mut self, id: EstateId) -> Result<Option<&mut EstateState>, StoreError> {
        use std::collections::btree_map::Entry;
        match self.kept.estates.entry(id) {
            Entry::Occupied(entry) => Ok(Some(entry.into_mut())),
            Entry::Vacant(entry) => {
                Ok(EstateState::read(self.connection, id)?.map(|estate| entry.insert(estate)))
            }
        }
    }

    /// What a person holds in an estate: by its own directory, and by those of the places above.
    pub(super) fn grants(
        &mut self,
        estate: EstateId,
        person: PersonId,
    ) -> Result<Vec<Grant>, StoreError> {
        rights::climb(estate, |place| {
            let found = self.estate(place)?;
            Ok(found.map(|found| {
                let roster = &found.roster;
                let appointments = roster.appointments.values();
                let within = (estate, place == estate);
                rights::Rung::new((roster.level, roster.parent), appointments, person, within)
            }))
        })
    }

    /// Takes the document out of memory, to be worked on and `put` back: one that nobody has written to
    /// if it is unknown, `None` if its id is that of another document.
    pub(super) fn take(&mut self, key: &DocumentKey) -> Result<Option<Loaded>, StoreError> {
        let id = key.id();
        let found = match self.kept.documents.take(&id) {
            Some(loaded) => Some(loaded),
            None => Loaded::read(self.connection, id)?,
        };
        match found {
            Some(loaded) if loaded.document.key() == key => Ok(Some(loaded)),
            Some(other) => {
                self.put(other);
                Ok(None)
            }
            None => Ok(Some(Loaded::genesis(key))),
        }
    }

    pub(super) fn put(&mut self, loaded: Loaded) {
        // One that was only looked at, and does not exist, is not worth the room.
        if loaded.stored.is_some() {
            let weight = loaded.weight();
            self.kept
                .documents
                .put(loaded.document.key().id(), loaded, weight);
        }
    }

    /// Numbers a change and writes it to the log. The document itself takes it in by other means.
    pub(super) fn append(
        &mut self,
        loaded: &mut Loaded,
        entry: &NewEntry<'_>,
    ) -> Result<Seq, StoreError> {
        let connection = self.connection;
        let key = *loaded.document.key();
        let Some(estate) = self.estate(key.estate())? else {
            return Err(StoreError::Damaged("estate"));
        };
        estate.seq += 1;
        estate.seq_changed = true;
        let (seq, estate_row) = (estate.seq, estate.row);
        let feed = estate.feed(connection, key.feed())?;
        feed.seq = seq;
        feed.entries += 1;
        feed.changed = true;
        let feed = feed.row;
        let stored = match &mut loaded.stored {
            Some(stored) => stored,
            none => none.insert(insert(connection, &key, feed, loaded.document.epoch())?),
        };
        stored.seq = seq;
        loaded.changes += 1;
        self.changed.insert(key.id());
        let change = entry.change;
        connection
            .prepare_cached(
                "INSERT INTO log (estate, seq, feed, document, epoch, hash, actor, actor_seq, author,
                 device, device_time, clock_offset, received_at, policy, command, change, adopted_by, replaces)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )?
            .execute(rusqlite::params![
                estate_row,
                seq,
                feed,
                stored.row,
                loaded.document.epoch(),
                &change.hash.0[..],
                &change.actor.0[..],
                change.actor_seq,
                &entry.author.as_bytes()[..],
                entry.device.as_ref().map(|device| &device.as_bytes()[..]),
                entry.device_time.seconds(),
                entry.clock_offset,
                entry.received_at.seconds(),
                POLICY_VERSION,
                entry.command,
                &change.bytes,
                entry.adopted_by.map(|person| *person.as_bytes()),
                entry.replaces as u8,
            ])?;
        self.auditing.appended(
            key.estate(),
            &LogRow {
                seq,
                hash: &change.hash.0,
                author: entry.author.as_bytes(),
                device: entry
                    .device
                    .as_ref()
                    .map_or(&[], |device| device.as_bytes()),
                device_time: entry.device_time.seconds(),
                received_at: entry.received_at.seconds(),
                policy: POLICY_VERSION,
                command: Sha256::digest(entry.command).into(),
            },
        );
        Ok(seq)
    }

    /// Says on whose behalf all was appended since: to be called once by whoever appends.
    pub(super) fn account(
        &mut self,
        event: AuditEvent,
        by: By,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.auditing.account(self.connection, event, by, at)
    }

    /// Something for the audit log that is no command.
    pub(super) fn note(&mut self, note: &AuditNote) -> Result<u64, StoreError> {
        self.auditing.note(self.connection, note)
    }

    /// Packs of a feed show what it was.
    pub(super) fn drop_packs(&mut self, feed: FeedId) -> Result<(), StoreError> {
        let connection = self.connection;
        let Some(estate) = self.estate(feed.estate)? else {
            return Ok(());
        };
        let row = estate.feed(connection, feed)?.row;
        for sql in [
            "DELETE FROM packs WHERE pack_set IN (SELECT row FROM pack_sets WHERE feed = ?1)",
            "DELETE FROM pack_sets WHERE feed = ?1",
        ] {
            connection.prepare_cached(sql)?.execute([row])?;
        }
        Ok(())
    }

    /// Something was erased: after the commit the write-ahead log is to be emptied.
    pub(super) fn erased(&mut self) {
        self.kept.erased = true;
    }

    /// After a directory was written to.
    pub(super) fn refresh_roster(&mut self, loaded: &Loaded) -> Result<(), StoreError> {
        let Some(view) = loaded.document.directory() else {
            return Ok(());
        };
        if let Some(estate) = self.estate(view.estate)? {
            estate.roster = Roster::of(view);
            estate.roster_changed = true;
        }
        Ok(())
    }

    /// Writes what the batch has changed: once a document, a feed and an estate, however many commands.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        for id in std::mem::take(&mut self.changed) {
            let Some(mut loaded) = self.kept.documents.take(&id) else {
                return Err(StoreError::Damaged("document"));
            };
            self.write(&mut loaded)?;
            self.put(loaded);
        }
        for estate in self.kept.estates.values_mut() {
            estate.write(self.connection)?;
        }
        self.kept.documents.shrink();
        if self.kept.estates.len() > ESTATES_MAX {
            self.kept.estates.clear();
        }
        self.kept.audit_head = self.auditing.finish(self.connection)?;
        Ok(())
    }

    fn write(&mut self, loaded: &mut Loaded) -> Result<(), StoreError> {
        let connection = self.connection;
        super::dispatching::project(connection, loaded)?;
        let key = *loaded.document.key();
        let checksum = loaded.checksum();
        let snapshot_is_due = loaded.snapshot_is_due();
        let Some(stored) = &mut loaded.stored else {
            return Ok(());
        };
        let Some(estate) = self.estate(key.estate())? else {
            return Err(StoreError::Damaged("estate"));
        };
        let feed = estate.feed(connection, key.feed())?;
        let without = stored
            .checksum
            .map_or(feed.checksum, |old| feed.checksum.minus(old));
        feed.checksum = without.plus(checksum);
        feed.changed = true;
        stored.checksum = Some(checksum);
        let heads = super::columns::heads_to_blob(&loaded.document.heads());
        connection
            .prepare_cached(
                "UPDATE documents SET heads = ?2, changes = ?3, epoch = ?4 WHERE row = ?1",
            )?
            .execute((stored.row, heads, loaded.changes, loaded.document.epoch()))?;
        if snapshot_is_due {
            connection
                .prepare_cached("INSERT OR REPLACE INTO snapshots VALUES (?1, ?2, ?3, ?4)")?
                .execute((
                    stored.row,
                    stored.seq,
                    loaded.changes,
                    loaded.document.save(),
                ))?;
            loaded.snapshot_changes = loaded.changes;
        }
        Ok(())
    }
}

fn insert(
    connection: &Connection,
    key: &DocumentKey,
    feed: super::columns::FeedRow,
    epoch: u32,
) -> Result<Stored, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO documents (id, feed, month, epoch, heads, changes)
             VALUES (?1, ?2, ?3, ?4, x'', 0)",
        )?
        .execute((&key.id().as_bytes()[..], feed, month(key), epoch))?;
    Ok(Stored {
        row: DocumentRow::inserted(connection),
        checksum: None,
        seq: 0,
    })
}
