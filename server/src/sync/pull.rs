//! What the replica gets: verdicts, wanted documents, and estate by estate what is new to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use linli_domain::{ChangeHash, Date, EstateId, PersonId, Timestamp, rights};
use linli_wire::{
    CarriedOutcome, FeedsDigest, Position, ResponseHello, ResponseItem, SignedLock, Verdict,
};

use super::SyncRequest;
use super::output::{Gone, Output};
use super::request::Request;
use crate::store::{EstateStanding, PushReceipt, Standing, Store, StoreError};

mod feeds;

/// Why the writing of an answer ended early.
#[derive(Debug)]
enum Stop {
    Gone,
    Store(StoreError),
}

impl From<Gone> for Stop {
    fn from(Gone: Gone) -> Self {
        Self::Gone
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Whether a replica has all of an estate now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Newest,
    /// It shall ask again.
    More,
}

pub(super) struct Pull {
    store: Arc<dyn Store>,
    person: PersonId,
    now: Timestamp,
    today: Date,
    request: Request,
    verdicts: Vec<Vec<Verdict>>,
    /// Changes that the verdicts confirm: the replica has them.
    held: BTreeSet<ChangeHash>,
    /// Of the envelopes that it brought for others.
    carried: Vec<(ChangeHash, CarriedOutcome)>,
    /// The device is suspended: nothing of any feed is for it.
    lock: Option<SignedLock>,
    /// Seals what is sent.
    server_key: Arc<SigningKey>,
}

impl Pull {
    pub(super) fn new(
        store: Arc<dyn Store>,
        request: &SyncRequest,
        read: Request,
        receipt: PushReceipt,
        lock: Option<SignedLock>,
    ) -> Self {
        Self {
            store,
            person: request.device.person,
            now: request.now,
            today: request.now.date(),
            request: read,
            verdicts: receipt.chains,
            held: receipt.held.into_iter().collect(),
            carried: Vec::new(),
            lock,
            server_key: Arc::clone(&request.server_key),
        }
    }

    pub(super) fn told(mut self, carried: Vec<(ChangeHash, CarriedOutcome)>) -> Self {
        self.carried = carried;
        self
    }

    /// Writes the whole body; a failed store breaks it off.
    pub(super) async fn write(mut self, hello: ResponseHello, mut out: Output) {
        match self.items(hello, &mut out).await {
            Ok(()) | Err(Stop::Gone) => {}
            Err(Stop::Store(error)) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "An answer broke off."
                );
                out.fail(error).await;
            }
        }
    }

    async fn items(&mut self, hello: ResponseHello, out: &mut Output) -> Result<(), Stop> {
        out.item(&ResponseItem::Hello(hello)).await?;
        for (chain, verdicts) in (0..).zip(std::mem::take(&mut self.verdicts)) {
            out.item(&ResponseItem::Verdicts { chain, verdicts })
                .await?;
        }
        for (hash, outcome) in std::mem::take(&mut self.carried) {
            out.item(&ResponseItem::Carried { hash, outcome }).await?;
        }
        if let Some(lock) = self.lock.take() {
            out.item(&ResponseItem::Lock(lock)).await?;
            out.item(&ResponseItem::End { more: false }).await?;
            return Ok(out.finish().await?);
        }
        let standing = self.store.standing(self.person).await?;
        self.wanted(&standing, out).await?;
        let mut reached = Reached::Newest;
        for (estate, position) in self.estates(&standing) {
            if out.is_full() {
                reached = Reached::More;
                break;
            }
            if self.estate(&standing, estate, position, out).await? == Reached::More {
                reached = Reached::More;
            }
        }
        let more = reached == Reached::More;
        out.item(&ResponseItem::End { more }).await?;
        Ok(out.finish().await?)
    }

    /// Documents that do not exist and those that may not be read are passed over alike. Who once wrote in one hears
    /// that somebody was erased from it.
    async fn wanted(&self, standing: &Standing, out: &mut Output) -> Result<(), Stop> {
        for document in &self.request.wanted {
            let Some(snapshot) = self.store.snapshot(*document).await? else {
                continue;
            };
            if rights::may_read(&standing.grants, snapshot.document.feed(), self.today) {
                out.item(&ResponseItem::Snapshot(snapshot)).await?;
            } else if snapshot.epoch > 0 && self.store.wrote_in(self.person, *document).await? {
                let epoch = snapshot.epoch;
                let document = *document;
                out.item(&ResponseItem::BegunAnew { document, epoch })
                    .await?;
            }
        }
        Ok(())
    }

    /// Those in which the person is somebody, and those that the replica holds, each once, in order.
    fn estates(&mut self, standing: &Standing) -> BTreeMap<EstateId, Option<Position>> {
        let known = standing.estates.iter().map(|estate| (estate.id, None));
        let mut estates: BTreeMap<_, _> = known.collect();
        let given = std::mem::take(&mut self.request.positions);
        estates.extend(given.into_iter().map(|(id, position)| (id, Some(position))));
        estates
    }

    async fn estate(
        &self,
        standing: &Standing,
        id: EstateId,
        position: Option<Position>,
        out: &mut Output,
    ) -> Result<Reached, Stop> {
        let found = standing.estates.iter().find(|estate| estate.id == id);
        // An estate of others and one that does not exist look the same: no feed may be read.
        let unknown = EstateStanding {
            id,
            seq: 0,
            buildings: Vec::new(),
        };
        let estate = found.unwrap_or(&unknown);
        let readable = rights::readable_feeds(&standing.grants, id, &estate.buildings, self.today);
        if readable.is_empty() && (position.is_none() || self.may_be_lost(standing, id).await?) {
            return Ok(Reached::Newest);
        }
        let cursors = match position {
            Some(Position::Together { seq, feeds })
                if feeds == FeedsDigest::of(&readable) && seq <= estate.seq =>
            {
                return self.together(id, &readable, seq, out).await;
            }
            // Where its feeds stand is not known: it shall say so one by one.
            Some(Position::Together { .. }) => {
                out.item(&ResponseItem::Feeds {
                    estate: id,
                    feeds: readable,
                })
                .await?;
                return Ok(Reached::More);
            }
            Some(Position::Each { cursors }) => cursors,
            None => Vec::new(),
        };
        out.item(&ResponseItem::Feeds {
            estate: id,
            feeds: readable.clone(),
        })
        .await?;
        self.each(estate, &readable, &cursors, out).await
    }

    /// Whether an appointment there may be among what a restored store lacks. Nothing is said then: the replica would
    /// leave the feeds, and with them what it could give back, its owner's appointment before all.
    async fn may_be_lost(&self, standing: &Standing, estate: EstateId) -> Result<bool, Stop> {
        let mut grants = standing.grants.iter();
        Ok(!grants.any(|grant| grant.estate == estate) && self.store.is_healing(self.now).await?)
    }
}
