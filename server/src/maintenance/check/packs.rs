//! Stored packs: each decodes by itself, and holds documents of its feed.

use linli_documents::Document;
use linli_domain::FeedId;
use linli_sync::OpenPack;
use linli_wire::{FrameReader, ResponseItem, Snapshot, compression, limits};
use rusqlite::Connection;

use super::problem::{Problem, Report};
use crate::store::StoreError;
use crate::store::sqlite::columns::{blob, feed_id};

/// What a pack must say of itself.
struct Expected {
    feed: FeedId,
    generation: u64,
    number: u32,
    /// The position, if it is the last one.
    complete_at: Option<u64>,
}

pub(super) fn check(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id, f.kind, f.building, s.generation, p.number, s.count, s.seq, p.plain_bytes, p.frame
         FROM packs p JOIN pack_sets s ON s.row = p.pack_set JOIN feeds f ON f.row = s.feed
         JOIN estates e ON e.row = f.estate ORDER BY s.row, p.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.packs += 1;
        let (number, count): (u32, u32) = (row.get(4)?, row.get(5)?);
        let expected = Expected {
            feed: feed_id(blob(row, 0)?, row, 1)?,
            generation: row.get(3)?,
            number,
            complete_at: (number + 1 == count).then_some(row.get(6)?),
        };
        let frame = row
            .get_ref(8)?
            .as_blob()
            .map_err(|_| StoreError::Damaged("pack"))?;
        if !is_sound(&expected, row.get(7)?, frame) {
            let Expected {
                generation, number, ..
            } = expected;
            report.problems.push(Problem::Pack { generation, number });
        }
    }
    Ok(())
}

fn is_sound(expected: &Expected, plain_bytes: usize, frame: &[u8]) -> bool {
    let Ok(plain) = compression::decompress(frame, plain_bytes) else {
        return false;
    };
    let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    reader.push(&plain);
    let start = matches!(next(&mut reader), Some(ResponseItem::PackStart { feed, generation, index })
        if (feed, generation, index) == (expected.feed, expected.generation, expected.number));
    if !start || plain.len() != plain_bytes {
        return false;
    }
    let mut pack = OpenPack::new(expected.feed, expected.generation, expected.number);
    loop {
        match next(&mut reader) {
            Some(ResponseItem::PackEnd {
                index, complete_at, ..
            }) => {
                let told = (index, complete_at) == (expected.number, expected.complete_at);
                return told && reader.finish().is_ok() && holds(pack, expected.feed);
            }
            Some(item) => {
                if pack.take(item).is_err() {
                    return false;
                }
            }
            None => return false,
        }
    }
}

/// Whether the pack's documents can be read and are of the feed.
fn holds(pack: OpenPack, feed: FeedId) -> bool {
    let readable = |snapshot: &Snapshot| {
        let key = &snapshot.document;
        key.feed() == feed && Document::load(key, snapshot.epoch, &snapshot.bytes).is_ok()
    };
    pack.snapshots()
        .is_ok_and(|snapshots| snapshots.iter().all(readable))
}

fn next(reader: &mut FrameReader) -> Option<ResponseItem> {
    minicbor::decode(reader.next_frame().ok()??).ok()
}
