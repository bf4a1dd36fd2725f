//! What an estate's log has behind the positions of some feeds.

use std::collections::BTreeMap;

use linli_domain::{EstateId, FeedId, Seq};
use linli_wire::{Checksum, FeedPosition};
use rusqlite::Connection;

use super::columns::{EstateRow, FeedRow, blob, feed_id, key};
use super::reading;
use super::writing::Replaces;
use crate::store::{LogEntry, StoreError, Tail};

/// A feed that was asked for, and where it stands.
struct Wanted {
    feed: FeedId,
    after: Seq,
    newest: Seq,
}

pub(super) fn tail(
    connection: &Connection,
    estate: EstateId,
    feeds: &[(FeedId, FeedPosition)],
    limit_bytes: usize,
) -> Result<Tail, StoreError> {
    let Some((row, newest)) = reading::estate(connection, estate)? else {
        return Ok(Tail {
            newest: true,
            checksums: vec![Checksum::default(); feeds.len()],
            ..Tail::default()
        });
    };
    let stored = stored(connection, estate, row)?;
    let mut wanted = BTreeMap::new();
    let mut checksums = Vec::with_capacity(feeds.len());
    for (feed, position) in feeds {
        let Some((feed_row, seq, checksum)) = stored.get(feed) else {
            checksums.push(Checksum::default());
            continue;
        };
        checksums.push(*checksum);
        if let FeedPosition::At { seq: after } = *position {
            wanted.insert(
                *feed_row,
                Wanted {
                    feed: *feed,
                    after,
                    newest: *seq,
                },
            );
        }
    }
    // A feed that has nothing new need not be looked for; where none has, the log is not touched.
    wanted.retain(|_, wanted| wanted.after < wanted.newest);
    let mut tail = Tail {
        reached: newest,
        newest: true,
        ..Tail::default()
    };
    if !wanted.is_empty() && !entries(connection, row, &wanted, limit_bytes, &mut tail)? {
        tail.newest = false;
        return Ok(tail);
    }
    tail.checksums = checksums;
    Ok(tail)
}

/// Reads until the limit; whether everything was read. If not, sets `reached` anew.
fn entries(
    connection: &Connection,
    estate: EstateRow,
    wanted: &BTreeMap<FeedRow, Wanted>,
    limit_bytes: usize,
    tail: &mut Tail,
) -> Result<bool, StoreError> {
    let after = wanted
        .values()
        .map(|wanted| wanted.after)
        .min()
        .unwrap_or_default();
    // The rows of other feeds are passed over within the index. The list is made of row ids of ours.
    let list: Vec<String> = wanted.keys().map(FeedRow::to_string).collect();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT l.seq, l.feed, d.id, d.month, l.epoch, l.hash, l.change, l.replaces
         FROM log l INDEXED BY log_by_feed JOIN documents d ON d.row = l.document
         WHERE l.estate = ?1 AND l.seq > ?2 AND l.feed IN ({}) AND l.epoch = d.epoch AND l.replaces <> {}
         ORDER BY l.seq",
        list.join(","),
        Replaces::Part as u8
    ))?;
    let mut rows = statement.query((estate, after))?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let seq: Seq = row.get(0)?;
        let Some(wanted) = wanted.get(&row.get(1)?) else {
            continue;
        };
        if seq <= wanted.after {
            continue;
        }
        if bytes >= limit_bytes {
            // Nothing is left out between the last entry taken and this one.
            tail.reached = seq - 1;
            return Ok(false);
        }
        let document = key(wanted.feed, blob(row, 2)?, row.get(3)?)?;
        let (change, replaces) = if row.get::<_, u8>(7)? == Replaces::Last as u8 {
            (Vec::new(), reading::snapshot(connection, document.id())?)
        } else {
            (row.get(6)?, None)
        };
        bytes += change.len() + replaces.as_ref().map_or(0, |whole| whole.bytes.len());
        tail.entries.push(LogEntry {
            seq,
            document,
            epoch: row.get(4)?,
            hash: blob(row, 5)?,
            change,
            replaces,
        });
    }
    Ok(true)
}

fn stored(
    connection: &Connection,
    estate: EstateId,
    row: EstateRow,
) -> Result<BTreeMap<FeedId, (FeedRow, Seq, Checksum)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT row, kind, building, seq, checksum FROM feeds WHERE estate = ?1")?;
    let mut rows = statement.query([row])?;
    let mut stored = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let feed = feed_id(estate, row, 1)?;
        stored.insert(feed, (row.get(0)?, row.get(3)?, blob(row, 4)?));
    }
    Ok(stored)
}
