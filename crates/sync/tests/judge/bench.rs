//! A device and a server, as small as they can be.

use std::collections::BTreeMap;

use linli_documents::strategy::{key, recorded};
use linli_documents::{Change, Document};
use linli_domain::{ActorId, ChangeHash, Command, Kind, PersonId, Recorded, Seq, Timestamp};
use linli_sync::{ForkEach, Judgement, Log, judge};
use linli_wire::{Chain, ChainEntry, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) const AUTHOR: PersonId = PersonId::from_bytes([1; 16]);
pub(crate) const ACTOR: ActorId = ActorId([0xac; 16]);

/// The log of one document.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) document: Document,
    seqs: BTreeMap<ChangeHash, Seq>,
    places: BTreeMap<(ActorId, u64), ChangeHash>,
    pub(crate) foreign_actors: Vec<ActorId>,
}

impl Log for Server {
    fn seq_of(&self, hash: &ChangeHash) -> Option<Seq> {
        self.seqs.get(hash).copied()
    }

    fn change_of(&self, actor: &ActorId, actor_seq: u64) -> Option<ChangeHash> {
        self.places.get(&(*actor, actor_seq)).copied()
    }

    fn owns(&self, actor: &ActorId) -> bool {
        !self.foreign_actors.contains(actor)
    }
}

impl Server {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            document: Document::genesis(&key(kind), 0),
            seqs: BTreeMap::new(),
            places: BTreeMap::new(),
            foreign_actors: vec![],
        }
    }

    /// Judges, numbers and writes; everybody may do everything.
    pub(crate) fn push(&mut self, chain: &Chain) -> Vec<Verdict> {
        self.push_with(chain, &|_, _| Ok(()))
    }

    pub(crate) fn push_with(
        &mut self,
        chain: &Chain,
        right: &dyn Fn(usize, &Command) -> Result<(), Verdict>,
    ) -> Vec<Verdict> {
        let mut judgement = self.judge_with(chain, right);
        for n in 0..judgement.accepted.len() {
            let change = judgement.accepted[n].change.clone();
            judgement.number(n, self.write(&change));
        }
        if let Some(document) = &judgement.document {
            assert_eq!(
                document.heads(),
                self.document.heads(),
                "not what came of it"
            );
        }
        judgement.verdicts
    }

    pub(crate) fn judge_with(
        &self,
        chain: &Chain,
        right: &dyn Fn(usize, &Command) -> Result<(), Verdict>,
    ) -> Judgement {
        judge(chain, AUTHOR, &self.document, &mut ForkEach, self, right)
    }

    fn write(&mut self, change: &Change) -> Seq {
        self.document.apply([&change.bytes[..]]).unwrap();
        let seq = self.seqs.len() as Seq + 1;
        assert_eq!(self.seqs.insert(change.hash, seq), None, "numbered twice");
        let place = (change.actor, change.actor_seq);
        assert_eq!(
            self.places.insert(place, change.hash),
            None,
            "a place taken twice"
        );
        seq
    }

    /// The same log and the same document.
    pub(crate) fn stands_like(&self, other: &Self) -> bool {
        self.seqs == other.seqs && self.document.heads() == other.document.heads()
    }
}

/// Work of one actor on a document, command by command.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    pub(crate) chain: Chain,
    pub(crate) hashes: Vec<ChangeHash>,
}

impl Work {
    /// Executes what is legal of `given` on `document`, as `actor`.
    pub(crate) fn on(document: &mut Document, actor: ActorId, given: &[Recorded]) -> Self {
        let mut work = Self {
            chain: Chain {
                document: *document.key(),
                epoch: document.epoch(),
                actor,
                base: document.base(),
                result: ChangeHash([0; 32]).into(),
                entries: vec![],
            },
            hashes: vec![],
        };
        for recorded in given {
            let recorded = Recorded {
                author: AUTHOR,
                ..recorded.clone()
            };
            if let Ok(change) = document.execute(actor, &recorded) {
                work.chain.entries.push(ChainEntry {
                    at: recorded.at,
                    command: recorded.command.to_bytes(),
                });
                work.chain.result = change.hash.into();
                work.hashes.push(change.hash);
            }
        }
        work
    }

    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The chain as it was after its first `length` commands.
    pub(crate) fn prefix(&self, length: usize) -> Chain {
        let mut chain = self.chain.clone();
        chain.entries.truncate(length);
        if let Some(last) = length.checked_sub(1) {
            chain.result = self.hashes[last].into();
        }
        chain
    }
}

/// What a person might do to a document of one kind.
pub(crate) fn commands() -> impl Strategy<Value = (Kind, Vec<Recorded>)> {
    linli_documents::strategy::kind().prop_flat_map(|kind| (Just(kind), vec(recorded(kind), 1..14)))
}

/// The same a second later: what has the same id by chance is no copy then.
pub(crate) fn later(given: &[Recorded]) -> Vec<Recorded> {
    let mut given = given.to_vec();
    for recorded in &mut given {
        // Earlier where there is no later: the same work of the same second is one work, done by two copies.
        let (now, next) = (recorded.at, Timestamp::clamped(recorded.at.seconds() + 1));
        recorded.at = if next == now {
            Timestamp::clamped(now.seconds() - 1)
        } else {
            next
        };
    }
    given
}

/// The same, with at least one command that is legal on a fresh document.
pub(crate) fn work() -> impl Strategy<Value = (Kind, Work)> {
    commands().prop_filter_map("nothing legal", |(kind, given)| {
        let work = Work::on(&mut Document::genesis(&key(kind), 0), ACTOR, &given);
        (work.len() > 0).then_some((kind, work))
    })
}

pub(crate) fn accepted(seqs: std::ops::RangeInclusive<Seq>) -> Vec<Verdict> {
    seqs.map(|seq| Verdict::Accepted { seq }).collect()
}
