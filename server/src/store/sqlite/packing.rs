//! Making packs: the documents of a feed as they are now, in an order that compresses well, cut into
//! pieces that stand alone.

use ed25519_dalek::SigningKey;
use linli_documents::{Document, Heads};
use linli_domain::{DocumentId, FeedId, Seq};
use linli_wire::{ServerEpoch, Snapshot};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::columns::{DocumentRow, FeedRow, blob, key, scope};
use super::cutter::Cutter;
use super::identity;
use super::loaded::Loaded;
use super::reading;
use crate::store::{Pack, StoreError};

/// Grows when packs are cut or ordered in another way: a replica must not go on in the middle of others.
const FORMAT: u8 = 3;

/// The packs of a feed, made in one moment of the log.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) feed: FeedRow,
    pub(super) generation: u64,
    pub(super) seq: Seq,
    pub(super) entries: u64,
    pub(super) packs: Vec<Pack>,
}

/// `None` for a feed without documents.
pub(super) fn make(
    connection: &Connection,
    server_epoch: ServerEpoch,
    feed: FeedId,
) -> Result<Option<Made>, StoreError> {
    let found: Option<(FeedRow, Seq, u64, Seq)> = connection
        .prepare_cached(
            "SELECT f.row, f.seq, f.entries, e.seq FROM feeds f JOIN estates e ON e.row = f.estate
             WHERE e.id = ?1 AND f.kind = ?2 AND f.building = ?3",
        )?
        .query_row(
            (
                &feed.estate.as_bytes()[..],
                feed.kind.code(),
                scope(feed.building.as_ref()),
            ),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let Some((row, newest, entries, seq)) = found else {
        return Ok(None);
    };
    let generation = generation(server_epoch, feed, newest, entries);
    let own = identity::own_key(connection)?.map(|seed| SigningKey::from_bytes(&seed));
    let mut cutter = Cutter::new(feed, generation, own);
    let mut statement = connection.prepare_cached(
        "SELECT row, id, month FROM documents WHERE feed = ?1 ORDER BY month, row",
    )?;
    let mut rows = statement.query([row])?;
    while let Some(document) = rows.next()? {
        let key = key(feed, blob(document, 1)?, document.get(2)?)?;
        let id: DocumentId = key.id();
        let (snapshot, heads) = snapshot(connection, document.get(0)?, id)?;
        cutter.add(snapshot, heads);
    }
    let packs = cutter.finish(seq);
    Ok(Some(Made {
        feed: row,
        generation,
        seq,
        entries,
        packs,
    }))
}

/// Another life of the server, another state of the feed, another way of packing: another generation.
fn generation(epoch: ServerEpoch, feed: FeedId, newest: Seq, entries: u64) -> u64 {
    let digest = Sha256::new()
        .chain_update([FORMAT, feed.kind.code()])
        .chain_update(epoch.0)
        .chain_update(feed.estate.as_bytes())
        .chain_update(scope(feed.building.as_ref()))
        .chain_update(newest.to_be_bytes())
        .chain_update(entries.to_be_bytes())
        .finalize();
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    // A column holds 63 bits.
    u64::from_be_bytes(bytes) >> 1
}

/// The stored snapshot where it has everything, otherwise the document as it is.
fn snapshot(
    connection: &Connection,
    row: DocumentRow,
    id: DocumentId,
) -> Result<(Snapshot, Heads), StoreError> {
    let Some(loaded) = Loaded::read(connection, id)? else {
        return Err(StoreError::Damaged("document"));
    };
    let document: &Document = &loaded.document;
    let snapshot = Snapshot {
        document: *document.key(),
        epoch: document.epoch(),
        bytes: document.save(),
        order: reading::order(connection, row, document.key().kind(), document.epoch())?,
    };
    Ok((snapshot, document.heads()))
}
