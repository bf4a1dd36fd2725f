//! Stored packs: finding them, keeping them, knowing when they are out of date.

use linli_domain::FeedId;
use rusqlite::{Connection, OptionalExtension};

use super::columns::{FeedRow, InsertedRow, PackSetRow, blob, feed_id, scope};
use super::packing::Made;
use crate::store::{Pack, PackSet, StoreError};

/// Generations kept of a feed: a replica may be in the middle of the one before.
const GENERATIONS: usize = 2;
/// Entries behind a feed's packs that are never too many: they travel about as fast.
const ENTRIES_BEHIND: u64 = 200;

/// How a feed's newest packs stand to its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Age {
    Fresh,
    /// To be made anew in the background; good enough for now.
    Stale,
    /// So old that making them takes less time than sending what is behind them.
    Useless,
}

#[derive(Debug)]
pub(super) struct Found {
    /// `None`: never made.
    pub(super) set: Option<PackSet>,
    pub(super) age: Age,
}

/// The newest packs; `None` for a feed without documents.
pub(super) fn newest(connection: &Connection, feed: FeedId) -> Result<Option<Found>, StoreError> {
    let Some((row, entries)) = feed_row(connection, feed)? else {
        return Ok(None);
    };
    let set: Option<(PackSet, u64)> = connection
        .prepare_cached(
            "SELECT generation, count, seq, entries FROM pack_sets WHERE feed = ?1
             ORDER BY row DESC LIMIT 1",
        )?
        .query_row([row], |row| Ok((pack_set(row)?, row.get(3)?)))
        .optional()?;
    Ok(Some(match set {
        Some((set, then)) => Found {
            set: Some(set),
            age: age(then, entries),
        },
        None => Found {
            set: None,
            age: Age::Useless,
        },
    }))
}

fn age(then: u64, now: u64) -> Age {
    let behind = now.saturating_sub(then);
    if behind <= ENTRIES_BEHIND.max(then / 4) {
        Age::Fresh
    } else if behind <= ENTRIES_BEHIND.max(then) * 2 {
        Age::Stale
    } else {
        Age::Useless
    }
}

pub(super) fn of_generation(
    connection: &Connection,
    feed: FeedId,
    generation: u64,
) -> Result<Option<PackSet>, StoreError> {
    let Some((row, _)) = feed_row(connection, feed)? else {
        return Ok(None);
    };
    Ok(connection
        .prepare_cached(
            "SELECT generation, count, seq FROM pack_sets WHERE feed = ?1 AND generation = ?2",
        )?
        .query_row((row, generation.cast_signed()), pack_set)
        .optional()?)
}

fn pack_set(row: &rusqlite::Row<'_>) -> Result<PackSet, rusqlite::Error> {
    Ok(PackSet {
        generation: row.get(0)?,
        count: row.get(1)?,
        seq: row.get(2)?,
    })
}

pub(super) fn pack(
    connection: &Connection,
    feed: FeedId,
    generation: u64,
    index: u32,
) -> Result<Option<Pack>, StoreError> {
    let Some((row, _)) = feed_row(connection, feed)? else {
        return Ok(None);
    };
    Ok(connection
        .prepare_cached(
            "SELECT p.frame, p.plain_bytes FROM packs p JOIN pack_sets s ON s.row = p.pack_set
             WHERE s.feed = ?1 AND s.generation = ?2 AND p.number = ?3",
        )?
        .query_row((row, generation.cast_signed(), index), |row| {
            Ok(Pack {
                frame: row.get(0)?,
                plain_bytes: row.get(1)?,
            })
        })
        .optional()?)
}

/// Feeds whose packs are to be made in the background.
pub(super) fn stale(connection: &Connection) -> Result<Vec<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id, f.kind, f.building FROM feeds f JOIN estates e ON e.row = f.estate
         ORDER BY f.row",
    )?;
    let mut rows = statement.query([])?;
    let mut stale = Vec::new();
    while let Some(row) = rows.next()? {
        let feed = feed_id(blob(row, 0)?, row, 1)?;
        if newest(connection, feed)?.is_some_and(|found| found.age != Age::Fresh) {
            stale.push(feed);
        }
    }
    Ok(stale)
}

/// Keeps what was made, and lets go of generations that nobody can be in the middle of.
pub(super) fn keep(connection: &Connection, made: &Made) -> Result<(), StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO pack_sets (feed, generation, seq, entries, count)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            made.feed,
            made.generation,
            made.seq,
            made.entries,
            made.packs.len(),
        ))?;
    if added == 0 {
        return Ok(());
    }
    let set = PackSetRow::inserted(connection);
    let mut insert = connection.prepare_cached("INSERT INTO packs VALUES (?1, ?2, ?3, ?4)")?;
    for (number, pack) in made.packs.iter().enumerate() {
        insert.execute((set, number, pack.plain_bytes, &pack.frame))?;
    }
    connection
        .prepare_cached(
            "DELETE FROM pack_sets WHERE feed = ?1 AND row NOT IN
             (SELECT row FROM pack_sets WHERE feed = ?1 ORDER BY row DESC LIMIT ?2)",
        )?
        .execute((made.feed, GENERATIONS))?;
    Ok(())
}

/// The feed's row, and how many entries it has.
fn feed_row(connection: &Connection, feed: FeedId) -> Result<Option<(FeedRow, u64)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT f.row, f.entries FROM feeds f JOIN estates e ON e.row = f.estate
             WHERE e.id = ?1 AND f.kind = ?2 AND f.building = ?3",
        )?
        .query_row(
            (
                &feed.estate.as_bytes()[..],
                feed.kind.code(),
                scope(feed.building.as_ref()),
            ),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?)
}
