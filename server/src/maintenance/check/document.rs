//! One document: its commands executed again, each where it was executed first.

use linli_documents::Document;
use linli_domain::{
    ActorId, ChangeHash, Command, DocumentKey, Epoch, EstateId, PersonId, Recorded, Seq, Timestamp,
};
use linli_sync::Bases;
use linli_wire::Checksum;
use rusqlite::{Connection, OptionalExtension};

use super::problem::{DocumentProblem, EntryProblem, Problem, Report};
use crate::store::StoreError;
use crate::store::sqlite::bases::{BasesOf, KeptBases};
use crate::store::sqlite::columns::{DocumentRow, blob, time};

/// The document's row.
pub(super) struct Row {
    pub(super) row: DocumentRow,
    pub(super) estate: EstateId,
    pub(super) key: DocumentKey,
    pub(super) epoch: Epoch,
    pub(super) heads: Vec<ChangeHash>,
    pub(super) changes: u64,
}

/// The document as its changes make it.
pub(super) struct Derived {
    pub(super) document: Document,
    pub(super) newest: Seq,
    /// Of all epochs.
    pub(super) entries: u64,
}

impl Derived {
    pub(super) fn checksum(&self) -> Checksum {
        let document = &self.document;
        Checksum::of_document(document.key().id(), document.epoch(), &document.heads())
    }
}

struct Entry {
    seq: Seq,
    hash: ChangeHash,
    actor: ActorId,
    actor_seq: u64,
    author: PersonId,
    at: Timestamp,
    command: Vec<u8>,
    change: Vec<u8>,
    /// The epoch began with it: it is no command's.
    replaces: bool,
}

/// `None` when the changes do not even make a document.
pub(super) fn check(
    connection: &Connection,
    row: &Row,
    report: &mut Report,
) -> Result<Option<Derived>, StoreError> {
    let entries = entries(connection, row)?;
    let mut document = Document::genesis(&row.key, row.epoch);
    let mut found = |what| {
        report.problems.push(Problem::Document {
            document: row.key.id(),
            what,
        });
    };
    if document
        .apply(entries.iter().map(|entry| entry.change.as_slice()))
        .is_err()
    {
        found(DocumentProblem::Changes);
        return Ok(None);
    }
    if document.heads() != row.heads {
        found(DocumentProblem::Heads);
    }
    if entries.len() as u64 != row.changes || document.change_ids().len() != entries.len() {
        found(DocumentProblem::Count);
    }
    if !snapshot_is_sound(connection, row, &document)? {
        found(DocumentProblem::Snapshot);
    }
    execute_again(row, &document, &entries, report);
    let (newest, count) = connection.query_row(
        "SELECT ifnull(max(seq), 0), count(*) FROM log WHERE document = ?1",
        [row.row],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Some(Derived {
        document,
        newest,
        entries: count,
    }))
}

fn execute_again(row: &Row, document: &Document, entries: &[Entry], report: &mut Report) {
    let mut bases = KeptBases::default();
    // The result of the entry before, on which most entries stand.
    let mut last: Option<(ChangeHash, Document)> = None;
    for entry in entries {
        if entry.replaces {
            continue;
        }
        report.commands += 1;
        let before = last.take();
        match again(document, entry, before, &mut bases, entries.len()) {
            Ok(done) => last = Some((entry.hash, done)),
            Err(what) => {
                report.problems.push(Problem::Entry {
                    estate: row.estate,
                    seq: entry.seq,
                    what,
                });
            }
        }
    }
}

/// The document after the command, at its causal position.
fn again(
    document: &Document,
    entry: &Entry,
    before: Option<(ChangeHash, Document)>,
    bases: &mut KeptBases,
    changes: usize,
) -> Result<Document, EntryProblem> {
    let stored = document
        .change(&entry.hash)
        .ok_or(EntryProblem::OtherBytes)?;
    if stored.bytes != entry.change {
        return Err(EntryProblem::OtherBytes);
    }
    if (stored.actor, stored.actor_seq) != (entry.actor, entry.actor_seq) {
        return Err(EntryProblem::OtherActor);
    }
    let mut base = match before {
        Some((hash, before)) if stored.deps == [hash] => before,
        _ => BasesOf {
            kept: bases,
            changes,
        }
        .base(document, &stored.deps)
        .map_err(|_| EntryProblem::NoBase)?,
    };
    let command = Command::from_bytes(&entry.command).map_err(EntryProblem::Refused)?;
    let recorded = Recorded {
        author: entry.author,
        at: entry.at,
        command,
    };
    let made = base
        .execute(entry.actor, &recorded)
        .map_err(EntryProblem::Refused)?;
    if made.hash == entry.hash {
        Ok(base)
    } else {
        Err(EntryProblem::OtherChange(made.hash))
    }
}

fn entries(connection: &Connection, row: &Row) -> Result<Vec<Entry>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, hash, actor, actor_seq, author, device_time, command, change, replaces FROM log
         WHERE document = ?1 AND epoch = ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query((row.row, row.epoch))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(Entry {
            seq: row.get(0)?,
            hash: blob(row, 1)?,
            actor: blob(row, 2)?,
            actor_seq: row.get(3)?,
            author: blob(row, 4)?,
            at: time(row, 5)?,
            command: row.get(6)?,
            change: row.get(7)?,
            replaces: row.get::<_, u8>(8)? > 0,
        });
    }
    Ok(entries)
}

/// A snapshot holds what it says: so many changes, all of them the document's.
fn snapshot_is_sound(
    connection: &Connection,
    row: &Row,
    document: &Document,
) -> Result<bool, StoreError> {
    let snapshot: Option<(usize, Vec<u8>)> = connection
        .prepare_cached("SELECT changes, bytes FROM snapshots WHERE document = ?1")?
        .query_row([row.row], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((changes, bytes)) = snapshot else {
        return Ok(true);
    };
    let Ok(snapshot) = Document::load(&row.key, row.epoch, &bytes) else {
        return Ok(false);
    };
    let heads = snapshot.heads();
    Ok(snapshot.change_ids().len() == changes && heads.iter().all(|head| document.contains(head)))
}
