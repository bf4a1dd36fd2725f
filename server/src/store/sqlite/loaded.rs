//! A document in memory, as the writer keeps it: its content, and what its rows say of it.

use linli_documents::Document;
use linli_domain::{DocumentId, DocumentKey, Epoch, Seq};
use linli_wire::Checksum;
use rusqlite::{Connection, OptionalExtension};

use super::columns::{DocumentRow, blob, feed_id, heads_to_blob, key};
use crate::store::StoreError;

/// The snapshot is written anew when so many changes, and a quarter of all, lie behind it. Few writes a
/// push, and a bounded rest to apply when a document is loaded.
const SNAPSHOT_LAG: u32 = 64;

#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) document: Document,
    /// `None` until the first change is accepted.
    pub(crate) stored: Option<Stored>,
    /// Changes in this epoch, without the genesis.
    pub(crate) changes: u32,
    /// How many of them the stored snapshot has.
    pub(crate) snapshot_changes: u32,
}

/// What the row in `documents` says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    pub(crate) row: DocumentRow,
    /// Its part in the feed's checksum; `None` while it has none, between insertion and the batch's end.
    pub(crate) checksum: Option<Checksum>,
    pub(crate) seq: Seq,
}

impl Loaded {
    /// One that nobody has written to.
    pub(crate) fn genesis(key: &DocumentKey) -> Self {
        Self {
            document: Document::genesis(key, 0),
            stored: None,
            changes: 0,
            snapshot_changes: 0,
        }
    }

    /// What it costs to keep, in changes.
    pub(crate) fn weight(&self) -> usize {
        self.changes as usize + 4
    }

    pub(crate) fn checksum(&self) -> Checksum {
        let document = &self.document;
        Checksum::of_document(document.key().id(), document.epoch(), &document.heads())
    }

    pub(crate) fn snapshot_is_due(&self) -> bool {
        self.changes - self.snapshot_changes >= SNAPSHOT_LAG + self.changes / 4
    }

    /// Reads snapshot and rest of the log; `None` if there is no such document.
    pub(crate) fn read(
        connection: &Connection,
        id: DocumentId,
    ) -> Result<Option<Self>, StoreError> {
        let Some(filed) = Filed::read(connection, id)? else {
            return Ok(None);
        };
        let (document, snapshot_changes, seq) = content(connection, &filed)?;
        if heads_to_blob(&document.heads()) != filed.heads {
            return Err(StoreError::Damaged("heads"));
        }
        let loaded = Self {
            document,
            stored: None,
            changes: filed.changes,
            snapshot_changes,
        };
        let checksum = Some(loaded.checksum());
        let stored = Stored {
            row: filed.row,
            checksum,
            seq,
        };
        Ok(Some(Self {
            stored: Some(stored),
            ..loaded
        }))
    }
}

/// A document without its content, as its row and its feed's say.
pub(super) struct Filed {
    pub(super) key: DocumentKey,
    pub(super) epoch: Epoch,
    row: DocumentRow,
    changes: u32,
    heads: Vec<u8>,
}

impl Filed {
    /// `None` if there is no such document.
    pub(super) fn read(
        connection: &Connection,
        id: DocumentId,
    ) -> Result<Option<Self>, StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT d.row, d.month, d.epoch, d.changes, d.heads, e.id, f.kind, f.building
             FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
             WHERE d.id = ?1",
        )?;
        let mut rows = statement.query([&id.as_bytes()[..]])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Self {
            key: key(feed_id(blob(row, 5)?, row, 6)?, id, row.get(1)?)?,
            epoch: row.get(2)?,
            row: row.get(0)?,
            changes: row.get(3)?,
            heads: row.get(4)?,
        }))
    }
}

/// The document, how many of its changes came from the snapshot, and the seq of the newest.
fn content(connection: &Connection, filed: &Filed) -> Result<(Document, u32, Seq), StoreError> {
    let Filed {
        ref key,
        row,
        epoch,
        ..
    } = *filed;
    let snapshot: Option<(Seq, u32, Vec<u8>)> = connection
        .prepare_cached("SELECT seq, changes, bytes FROM snapshots WHERE document = ?1")?
        .query_row([row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (mut seq, snapshot_changes, mut document) = match snapshot {
        Some((seq, changes, bytes)) => (seq, changes, Document::load(key, epoch, &bytes)?),
        None => (0, 0, Document::genesis(key, epoch)),
    };
    let mut statement = connection.prepare_cached(
        "SELECT seq, change FROM log WHERE document = ?1 AND seq > ?2 AND epoch = ?3 ORDER BY seq",
    )?;
    let mut rows = statement.query((row, seq, epoch))?;
    let mut changes: Vec<Vec<u8>> = Vec::new();
    while let Some(row) = rows.next()? {
        seq = row.get(0)?;
        changes.push(row.get(1)?);
    }
    document.apply(changes.iter().map(Vec::as_slice))?;
    Ok((document, snapshot_changes, seq))
}
