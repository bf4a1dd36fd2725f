//! An estate in memory, as the writer keeps it: its newest number, its roster, where its feeds stand.

use std::collections::BTreeMap;

use linli_domain::{BuildingId, EstateId, FeedId, Kind, Seq};
use linli_wire::Checksum;
use rusqlite::{Connection, OptionalExtension};

use super::columns::{EstateRow, FeedRow, InsertedRow, blob, feed_id, scope};
use super::roster::Roster;
use crate::store::StoreError;

#[derive(Debug)]
pub(super) struct EstateState {
    pub(super) id: EstateId,
    pub(super) row: EstateRow,
    pub(super) seq: Seq,
    pub(super) roster: Roster,
    pub(super) feeds: BTreeMap<(Kind, Option<BuildingId>), FeedState>,
    pub(super) seq_changed: bool,
    pub(super) roster_changed: bool,
}

#[derive(Debug)]
pub(super) struct FeedState {
    pub(super) row: FeedRow,
    pub(super) seq: Seq,
    pub(super) entries: u64,
    pub(super) checksum: Checksum,
    pub(super) changed: bool,
}

impl EstateState {
    pub(super) fn read(connection: &Connection, id: EstateId) -> Result<Option<Self>, StoreError> {
        let found: Option<(EstateRow, Seq)> = connection
            .prepare_cached("SELECT row, seq FROM estates WHERE id = ?1")?
            .query_row([&id.as_bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((row, seq)) = found else {
            return Ok(None);
        };
        Ok(Some(Self {
            id,
            row,
            seq,
            roster: Roster::read(connection, row)?,
            feeds: feeds(connection, id, row)?,
            seq_changed: false,
            roster_changed: false,
        }))
    }

    /// The feed, which gets its row here if it has none.
    pub(super) fn feed(
        &mut self,
        connection: &Connection,
        feed: FeedId,
    ) -> Result<&mut FeedState, StoreError> {
        use std::collections::btree_map::Entry;
        match self.feeds.entry((feed.kind, feed.building)) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let checksum = Checksum::default();
                connection
                    .prepare_cached(
                        "INSERT INTO feeds (estate, kind, building, seq, entries, checksum)
                         VALUES (?1, ?2, ?3, 0, 0, ?4)",
                    )?
                    .execute((
                        self.row,
                        feed.kind.code(),
                        scope(feed.building.as_ref()),
                        &checksum.0[..],
                    ))?;
                let row = FeedRow::inserted(connection);
                Ok(entry.insert(FeedState {
                    row,
                    seq: 0,
                    entries: 0,
                    checksum,
                    changed: false,
                }))
            }
        }
    }

    /// Writes what a batch changed.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if std::mem::take(&mut self.seq_changed) {
            connection
                .prepare_cached("UPDATE estates SET seq = ?2 WHERE row = ?1")?
                .execute((self.row, self.seq))?;
        }
        if std::mem::take(&mut self.roster_changed) {
            self.roster.write(connection, self.row)?;
        }
        for feed in self.feeds.values_mut().filter(|feed| feed.changed) {
            feed.changed = false;
            connection
                .prepare_cached(
                    "UPDATE feeds SET seq = ?2, entries = ?3, checksum = ?4 WHERE row = ?1",
                )?
                .execute((feed.row, feed.seq, feed.entries, &feed.checksum.0[..]))?;
        }
        Ok(())
    }
}

fn feeds(
    connection: &Connection,
    id: EstateId,
    estate: EstateRow,
) -> Result<BTreeMap<(Kind, Option<BuildingId>), FeedState>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT row, kind, building, seq, entries, checksum FROM feeds WHERE estate = ?1",
    )?;
    let mut rows = statement.query([estate])?;
    let mut feeds = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let feed = feed_id(id, row, 1)?;
        let state = FeedState {
            row: row.get(0)?,
            seq: row.get(3)?,
            entries: row.get(4)?,
            checksum: blob(row, 5)?,
            changed: false,
        };
        feeds.insert((feed.kind, feed.building), state);
    }
    Ok(feeds)
}
