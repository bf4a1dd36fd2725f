//! Effects of a response, each in one transaction.

use linli_domain::{DocumentId, EstateId, FeedId};
use linli_sync::Effect;
use linli_sync::receive::Reached;
use linli_wire::response::FeedChecksum;
use linli_wire::{Checksum, FeedCursor, FeedPosition, ResponseHello, Snapshot, Verdict};
use rusqlite::{Connection, params};

use super::request::held_feeds;
use super::session::SyncReport;
use crate::replica::{
    Changed, DocumentRow, Meta, PENDING_COLUMNS, Replica, WRONG_EPOCH, Work, decode_key,
    feed_building,
};
use crate::{Result, lease, projection};

/// Own accepted commands are kept this long for a server that comes back from a backup.
const KEEP_ACCEPTED_SECONDS: i64 = 90 * 24 * 3600;

/// Outbox numbers of one chain, with what the server said of each.
type Heard<'a> = (&'a [i64], Vec<Verdict>);

impl Replica {
    /// Effects that arrived together, in order. Each is a transaction of its own, except that verdicts
    /// in a row share one: a day's work touches forty documents, and a phone's flash takes milliseconds for
    /// each commit.
    pub(crate) fn perform_all(
        &mut self,
        effects: Vec<Effect>,
        sent: &[Vec<i64>],
        report: &mut SyncReport,
    ) -> Result<()> {
        let mut heard: Vec<Heard<'_>> = Vec::new();
        for effect in effects {
            if let Effect::Settle { chain, verdicts } = effect {
                let numbers = sent.get(chain).map(Vec::as_slice).unwrap_or_default();
                heard.push((numbers, verdicts));
                continue;
            }
            self.settle(std::mem::take(&mut heard), report)?;
            self.perform(effect, sent, report)?;
        }
        self.settle(heard, report)
    }

    fn settle(&mut self, heard: Vec<Heard<'_>>, report: &mut SyncReport) -> Result<()> {
        if heard.is_empty() {
            return Ok(());
        }
        let together = self.transact(|work| {
            let each = heard.iter().map(|chain| work.settle(chain.0, &chain.1));
            each.collect::<Result<Vec<_>>>()
        });
        if let Ok(settled) = together {
            settled.into_iter().for_each(|one| report.count(one));
            return Ok(());
        }
        // Nothing of it was kept. One by one, so that a chain in trouble does not hold up those before it.
        for (numbers, verdicts) in &heard {
            report.count(self.transact(|work| work.settle(numbers, verdicts))?);
        }
        Ok(())
    }

    pub(crate) fn perform(
        &mut self,
        effect: Effect,
        sent: &[Vec<i64>],
        report: &mut SyncReport,
    ) -> Result<()> {
        match effect {
            Effect::Greet(hello) => {
                report.begun_again |= self.transact(|work| work.greet(&hello))?;
                Ok(())
            }
            Effect::Settle { chain, verdicts } => {
                let numbers = sent.get(chain).map(Vec::as_slice).unwrap_or_default();
                self.settle(vec![(numbers, verdicts)], report)
            }
            Effect::AdoptFeeds { estate, feeds } => {
                self.transact(|work| work.adopt_feeds(estate, &feeds))
            }
            Effect::StorePack {
                cursor,
                snapshots,
                seal,
            } => {
                report.documents += snapshots.len();
                self.transact(|work| {
                    work.store_pack(cursor, &snapshots)?;
                    seal.map_or(Ok(()), |seal| {
                        work.keep_pack(cursor.feed.estate, &seal, &snapshots)
                    })
                })
            }
            Effect::RestartFeed { cursor } => self.transact(|work| work.restart(cursor.feed)),
            Effect::Repair { snapshots } => {
                report.documents += snapshots.len();
                self.transact(|work| work.confirm_snapshots(&snapshots))
            }
            Effect::Apply { entries, reached } => {
                report.changes += entries.len();
                let agrees = self.transact(|work| {
                    work.confirm_entries(entries)?;
                    reached.map_or(Ok(true), |reached| work.reach(&reached))
                })?;
                report.disagreed |= !agrees;
                Ok(())
            }
            Effect::CompareFeeds { checksums } => {
                let restarted = self.transact(|work| work.compare_feeds(&checksums))?;
                report.refetched += restarted;
                Ok(())
            }
            Effect::Keep {
                estate,
                seal,
                changes,
            } => self.transact(|work| work.keep_sealed(estate, &seal, &changes)),
            Effect::Carried { hash, outcome } => {
                if self.transact(|work| work.delivered(hash, outcome))? {
                    report.carried += 1;
                } else {
                    report.carried_refused += 1;
                }
                Ok(())
            }
            Effect::ForgetLeft { document, epoch } => {
                self.transact(|work| work.forget_left(&document, epoch))
            }
            Effect::Lock(order) => {
                report.locked |= self.lock_is_ordered(&order)?.is_some();
                Ok(())
            }
            Effect::Finish { more } => {
                report.more = more;
                self.transact(|work| work.finish(more))
            }
        }
    }
}

impl Work<'_> {
    /// Whether the server is in another life than the one that this replica knew.
    fn greet(&mut self, hello: &ResponseHello) -> Result<bool> {
        let meta = Meta(self.tx);
        let offset = hello.server_time.seconds() - self.surroundings.now().seconds();
        meta.set_number("clock_offset", offset)?;
        lease::note_contact(self.tx, self.surroundings.now(), hello.server_time)?;
        let known = meta.server_epoch()?;
        let another = known.is_some_and(|known| known != hello.server_epoch);
        if another {
            self.offer_again()?;
        }
        if known != Some(hello.server_epoch) {
            meta.set("server_epoch", &hello.server_epoch.0)?;
        }
        Ok(another)
    }

    /// The server came back from a backup: what it had accepted of ours it may have lost. Everything of
    /// the last 90 days goes to the outbox again (it is known as a duplicate if it was not lost), and the
    /// feeds are fetched anew.
    fn offer_again(&mut self) -> Result<()> {
        self.tx.execute_batch(&format!(
            "UPDATE outbox SET verdict = NULL WHERE verdict = '{WRONG_EPOCH}';
             INSERT OR IGNORE INTO outbox ({PENDING_COLUMNS}) SELECT {PENDING_COLUMNS} FROM accepted;
             DELETE FROM accepted;
             UPDATE feeds SET seq = NULL, generation = NULL, next_pack = NULL;"
        ))?;
        self.offer_sealed()?;
        Meta(self.tx).remove("heard")?;
        self.hold_what_is_offered()?;
        DocumentRow::make_stale(self.tx, None)?;
        self.cache.clear();
        self.changed.push(Changed::Outbox);
        Ok(())
    }

    /// A document may have been left since its commands were accepted. It is held again, so that it is shown
    /// when its feed turns out not to bring it.
    fn hold_what_is_offered(&self) -> Result<()> {
        let mut statement = self.tx.prepare(
            "SELECT DISTINCT name FROM outbox WHERE document NOT IN (SELECT id FROM documents)",
        )?;
        let offered = statement
            .query_map([], |row| decode_key(row, 0))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut rows = offered.into_iter().map(|key| DocumentRow::genesis(key, 0));
        rows.try_for_each(|row| row.write(self.tx, &[]))
    }

    /// A feed is to be fetched anew. What is held of it stays readable until then.
    fn restart(&mut self, feed: FeedId) -> Result<()> {
        DocumentRow::make_stale(self.tx, Some(feed))?;
        set_position(self.tx, feed, None)
    }

    fn adopt_feeds(&mut self, estate: EstateId, feeds: &[FeedId]) -> Result<()> {
        self.tx.execute(
            "INSERT OR IGNORE INTO estates (id, name) VALUES (?1, '')",
            [estate.as_bytes()],
        )?;
        for held in held_feeds(self.tx, estate)? {
            if !feeds.contains(&held.feed) {
                self.tx.execute(
                    "DELETE FROM feeds WHERE estate = ?1 AND building = ?2 AND kind = ?3",
                    params![
                        estate.as_bytes(),
                        feed_building(held.feed),
                        held.feed.kind.code()
                    ],
                )?;
                self.forget_sealed_of(held.feed)?;
            }
        }
        for feed in feeds.iter().filter(|feed| feed.estate == estate) {
            self.tx.execute(
                "INSERT OR IGNORE INTO feeds (estate, building, kind) VALUES (?1, ?2, ?3)",
                params![estate.as_bytes(), feed_building(*feed), feed.kind.code()],
            )?;
        }
        Ok(())
    }

    fn store_pack(&mut self, cursor: FeedCursor, snapshots: &[Snapshot]) -> Result<()> {
        self.confirm_snapshots(snapshots)?;
        if matches!(cursor.position, FeedPosition::At { .. }) {
            for key in DocumentRow::still_stale(self.tx, cursor.feed)? {
                self.lose(&key)?;
            }
        }
        self.changed.clear();
        self.changed.push(Changed::Kind(cursor.feed.kind));
        set_position(self.tx, cursor.feed, Some(cursor.position))
    }

    /// Raises every held feed to `seq`; whether the checksums agree.
    fn reach(&mut self, reached: &Reached) -> Result<bool> {
        self.tx
            .prepare_cached("UPDATE feeds SET seq = ?2 WHERE estate = ?1 AND seq < ?2")?
            .execute(params![reached.estate.as_bytes(), reached.seq as i64])?;
        let Some(expected) = reached.checksum else {
            return Ok(true);
        };
        let feeds = held_feeds(self.tx, reached.estate)?;
        let whole = feeds
            .iter()
            .all(|held| matches!(held.position, Some(FeedPosition::At { .. })));
        if !whole || own_checksum(self.tx, reached.estate, None)? == expected {
            return Ok(true);
        }
        // An entry was missed somewhere: ask feed by feed next time, to find out where.
        Meta(self.tx).set("compare", &[1])?;
        Ok(false)
    }

    /// Feeds whose documents differ are fetched anew. Their number.
    fn compare_feeds(&mut self, checksums: &[FeedChecksum]) -> Result<usize> {
        Meta(self.tx).remove("compare")?;
        let mut restarted = 0;
        for found in checksums {
            if own_checksum(self.tx, found.feed.estate, Some(found.feed))? != found.checksum {
                self.restart(found.feed)?;
                restarted += 1;
            }
        }
        Ok(restarted)
    }

    fn finish(&mut self, more: bool) -> Result<()> {
        self.leave()?;
        self.free_the_deferred()?;
        if !more {
            self.settle_sealed()?;
            Meta(self.tx).set("heard", &[1])?;
            let now = self.server_now()?;
            Meta(self.tx).set_number("last_sync", now.seconds())?;
            self.tx.execute(
                "DELETE FROM accepted WHERE settled_at < ?1",
                [now.seconds() - KEEP_ACCEPTED_SECONDS],
            )?;
        }
        Ok(())
    }

    /// Commands that wait for a base which nobody will send: the feed may no longer be read. They are done
    /// again on what the server must have, so that the next sync brings a verdict.
    fn free_the_deferred(&mut self) -> Result<()> {
        let mut statement = self.tx.prepare_cached(
            "SELECT DISTINCT o.name FROM outbox o JOIN documents d ON d.id = o.document
             WHERE o.verdict = 'deferred' AND NOT EXISTS
                 (SELECT 1 FROM feeds f WHERE f.estate = d.estate AND f.building = d.building AND f.kind = d.kind)",
        )?;
        let waiting: Vec<_> = statement
            .query_map([], |row| decode_key(row, 0))?
            .collect::<Result<_, _>>()?;
        waiting.iter().try_for_each(|key| self.lose(key))
    }

    /// Forgets documents of feeds that may no longer be read, once nothing of them waits in the outbox.
    fn leave(&mut self) -> Result<()> {
        // By ids, so that the index answers: every sync asks this, and it must not read the documents.
        let mut statement = self.tx.prepare_cached(
            "SELECT d.id FROM documents d
             WHERE NOT EXISTS (SELECT 1 FROM feeds f WHERE f.estate = d.estate AND f.building = d.building AND f.kind = d.kind)
               AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.document = d.id)",
        )?;
        let ids: Vec<[u8; 16]> = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let left = ids
            .into_iter()
            .map(|id| self.document_key(DocumentId::from_bytes(id)))
            .collect::<Result<Vec<_>>>()?;
        for key in left {
            projection::erase(self.tx, &key)?;
            self.forget_sealed(&key.id())?;
            DocumentRow::delete(self.tx, &key.id())?;
            self.cache.forget(&key.id());
            self.changed.push(Changed::Document(key));
        }
        Ok(())
    }
}

fn set_position(
    connection: &Connection,
    feed: FeedId,
    position: Option<FeedPosition>,
) -> Result<()> {
    let (seq, generation, next) = match position {
        Some(FeedPosition::At { seq }) => (Some(seq as i64), None, None),
        Some(FeedPosition::InPacks { generation, next }) => {
            (None, Some(generation as i64), Some(next))
        }
        None => (None, None, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO feeds (estate, building, kind, seq, generation, next_pack) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (estate, building, kind) DO UPDATE SET seq = ?4, generation = ?5, next_pack = ?6",
        )?
        .execute(params![
            feed.estate.as_bytes(),
            feed_building(feed),
            feed.kind.code(),
            seq,
            generation,
            next
        ])?;
    Ok(())
}

/// Over the confirmed documents of an estate's held feeds, or of one feed.
fn own_checksum(
    connection: &Connection,
    estate: EstateId,
    feed: Option<FeedId>,
) -> Result<Checksum> {
    let mut statement = connection.prepare_cached(
        "SELECT d.checksum FROM documents d JOIN feeds f USING (estate, building, kind)
         WHERE d.estate = ?1 AND d.checksum IS NOT NULL AND (?2 IS NULL OR (d.building = ?2 AND d.kind = ?3))",
    )?;
    let sums = statement.query_map(
        params![
            estate.as_bytes(),
            feed.map(feed_building),
            feed.map(|feed| feed.kind.code())
        ],
        |row| row.get(0).map(Checksum),
    )?;
    sums.map(|sum| sum.map_err(Into::into)).sum()
}
