//! The feeds of one estate: packs for those that the replica lacks, the log's tail for all.

use std::collections::BTreeSet;

use linli_domain::{EstateId, FeedId, Seq};
use linli_wire::response::FeedChecksum;
use linli_wire::{EntryDigest, FeedCursor, FeedPosition, ResponseItem, Seal, SealedChange};

use super::{Output, Pull, Reached, Stop};
use crate::store::{EstateStanding, LogEntry, PackSet, Tail};

/// Plain bytes of changes that are read from the log at once.
const PAGE_BYTES: usize = 512 * 1024;

/// Where a feed's packs are to be gone on with.
struct Fetch {
    feed: FeedId,
    packs: PackSet,
    next: u32,
}

impl Pull {
    /// The usual case: every feed that may be read is held at `seq`.
    pub(super) async fn together(
        &self,
        estate: EstateId,
        readable: &[FeedId],
        seq: Seq,
        out: &mut Output,
    ) -> Result<Reached, Stop> {
        if readable.is_empty() {
            return Ok(Reached::Newest);
        }
        let at = FeedPosition::At { seq };
        let positions = readable.iter().map(|feed| (*feed, at)).collect();
        let (tail, reached) = self.tail(estate, positions, &BTreeSet::new(), out).await?;
        self.cursor(estate, &tail, out).await?;
        Ok(reached)
    }

    /// Feed by feed.
    pub(super) async fn each(
        &self,
        estate: &EstateStanding,
        readable: &[FeedId],
        cursors: &[FeedCursor],
        out: &mut Output,
    ) -> Result<Reached, Stop> {
        if readable.is_empty() {
            return Ok(Reached::Newest);
        }
        let mut positions = Vec::with_capacity(readable.len());
        let mut fetched = BTreeSet::new();
        for feed in readable {
            let cursor = cursors.iter().find(|cursor| cursor.feed == *feed);
            match self.begin(estate, *feed, cursor, out).await? {
                Ok(seq) => positions.push((*feed, FeedPosition::At { seq })),
                Err(fetch) => {
                    let Some(seq) = self.packs(fetch, out).await? else {
                        return Ok(Reached::More);
                    };
                    positions.push((*feed, FeedPosition::At { seq }));
                    fetched.insert(*feed);
                }
            }
        }
        let (tail, reached) = self.tail(estate.id, positions, &fetched, out).await?;
        if tail.newest {
            let checksums = readable.iter().zip(&tail.checksums);
            let checksums = checksums
                .map(|(feed, checksum)| FeedChecksum {
                    feed: *feed,
                    checksum: *checksum,
                })
                .collect();
            out.item(&ResponseItem::FeedChecksums { checksums }).await?;
        }
        self.cursor(estate.id, &tail, out).await?;
        Ok(reached)
    }

    /// The position behind which the feed goes on, or the packs that come first.
    async fn begin(
        &self,
        estate: &EstateStanding,
        feed: FeedId,
        cursor: Option<&FeedCursor>,
        out: &mut Output,
    ) -> Result<Result<Seq, Fetch>, Stop> {
        match cursor.map(|cursor| cursor.position) {
            Some(FeedPosition::At { seq }) if seq <= estate.seq => return Ok(Ok(seq)),
            Some(FeedPosition::InPacks { generation, next }) => {
                let packs = self.store.packs_of(feed, generation).await?;
                if let Some(packs) = packs.filter(|packs| next < packs.count) {
                    return Ok(Err(Fetch { feed, packs, next }));
                }
            }
            // A position ahead of the log is of a log that was lost.
            Some(FeedPosition::At { .. }) | None => {}
        }
        if let Some(cursor) = cursor {
            out.item(&ResponseItem::Restart { cursor: *cursor }).await?;
        }
        let packs = self.store.packs(feed).await?;
        Ok(Err(Fetch {
            feed,
            packs,
            next: 0,
        }))
    }

    /// The position that the packs make true; `None` when there are more of them than fit.
    async fn packs(&self, fetch: Fetch, out: &mut Output) -> Result<Option<Seq>, Stop> {
        let Fetch { feed, packs, next } = fetch;
        let generation = packs.generation;
        if packs.count == 0 {
            out.item(&ResponseItem::PackStart {
                feed,
                generation,
                index: 0,
            })
            .await?;
            let complete_at = Some(packs.seq);
            out.item(&ResponseItem::PackEnd {
                index: 0,
                complete_at,
                seal: None,
            })
            .await?;
            return Ok(Some(packs.seq));
        }
        for index in next..packs.count {
            if out.is_full() {
                return Ok(None);
            }
            let Some(pack) = self.store.pack(feed, generation, index).await? else {
                return Ok(None);
            };
            out.pack(pack).await?;
        }
        Ok(Some(packs.seq))
    }

    /// Writes what the log has behind `positions`, page by page, until all of it or enough is written. The
    /// replica's own accepted changes are left out, but not in feeds that were just `fetched`: packs may be
    /// older than the verdicts, and take the place of what the replica had.
    /// Gives the last page without its entries.
    async fn tail(
        &self,
        estate: EstateId,
        mut positions: Vec<(FeedId, FeedPosition)>,
        fetched: &BTreeSet<FeedId>,
        out: &mut Output,
    ) -> Result<(Tail, Reached), Stop> {
        loop {
            let limit = out.left().clamp(1, PAGE_BYTES);
            let mut page = self.store.tail(estate, positions.clone(), limit).await?;
            let mut digests = Vec::new();
            for entry in std::mem::take(&mut page.entries) {
                if fetched.contains(&entry.document.feed()) || !self.held.contains(&entry.hash) {
                    let (item, digest) = item(entry);
                    digests.push(digest);
                    out.item(&item).await?;
                    out.begin();
                }
            }
            if !digests.is_empty() {
                let seal = Seal::sign(estate, &digests, &self.server_key);
                out.item(&ResponseItem::Seal { estate, seal }).await?;
            }
            if page.newest {
                return Ok((page, Reached::Newest));
            }
            if out.is_full() {
                return Ok((page, Reached::More));
            }
            for (_, position) in &mut positions {
                if let FeedPosition::At { seq } = position {
                    *seq = page.reached.max(*seq);
                }
            }
        }
    }

    async fn cursor(&self, estate: EstateId, tail: &Tail, out: &mut Output) -> Result<(), Stop> {
        let checksum = tail.newest.then(|| tail.checksums.iter().copied().sum());
        let cursor = ResponseItem::Cursor {
            estate,
            seq: tail.reached,
            checksum,
        };
        Ok(out.item(&cursor).await?)
    }
}

/// What is sent of an entry, and what the seal has of that.
fn item(entry: LogEntry) -> (ResponseItem, EntryDigest) {
    let seq = entry.seq;
    if let Some(snapshot) = entry.replaces {
        let digest = SealedChange::beginning(seq, &snapshot).digest();
        return (ResponseItem::Replace { seq, snapshot }, digest);
    }
    let sealed = SealedChange {
        seq,
        document: entry.document,
        epoch: entry.epoch,
        bytes: entry.change,
        order: None,
    };
    let digest = sealed.digest();
    let SealedChange {
        document,
        epoch,
        bytes,
        ..
    } = sealed;
    let item = ResponseItem::Change {
        seq,
        document,
        epoch,
        bytes,
    };
    (item, digest)
}
