//! Changes: reading them out of a document, and putting others' in.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{AutomergeError, ReadDoc};
use linli_domain::{ActorId, ChangeHash, PersonId, Timestamp};

use crate::convert::{actor_out, author_of, hash_in, hash_out, hashes_in, time_of};
use crate::document::Document;
use crate::error::DocumentError;

/// One change, as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub hash: ChangeHash,
    pub actor: ActorId,
    /// Counted from 1 within the actor.
    pub actor_seq: u64,
    /// The heads of the document when it was made, and the actor's change before this one.
    pub deps: Vec<ChangeHash>,
    /// A raw Automerge change chunk, uncompressed.
    pub bytes: Vec<u8>,
}

impl From<&automerge::Change> for Change {
    fn from(change: &automerge::Change) -> Self {
        Self {
            hash: hash_out(change.hash()),
            actor: actor_out(change.actor_id()),
            actor_seq: change.seq(),
            deps: change.deps().iter().copied().map(hash_out).collect(),
            bytes: change.raw_bytes().to_vec(),
        }
    }
}

impl Change {
    /// Reads a change that is known to be the server's own, and whose work it is, and when it was made.
    ///
    /// # Errors
    /// The bytes are no change.
    pub fn read(bytes: &[u8]) -> Result<(Self, PersonId, Timestamp), DocumentError> {
        let change = parse(bytes)?;
        let author = author_of(change.message());
        Ok((Self::from(&change), author, time_of(change.timestamp())))
    }
}

impl Document {
    /// Takes in changes that another replica made: a batch at once is ten times faster than singly.
    ///
    /// In any order; those known already are passed over. Either all of them are taken in or none:
    /// a change that lacks what it builds on is an error and is not kept for later.
    pub fn apply<'a>(
        &mut self,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(), DocumentError> {
        let mut batch = BTreeMap::new();
        for bytes in changes {
            let change = parse(bytes)?;
            let hash = hash_out(change.hash());
            if !self.contains(&hash) {
                batch.insert(hash, change);
            }
        }
        self.check(&batch)?;
        if batch.is_empty() {
            return Ok(());
        }
        let batch: Vec<_> = batch.into_values().collect();
        self.automerge
            .apply_changes(batch)
            .map_err(|error| match error {
                // Found by Automerge before it touches anything.
                AutomergeError::DuplicateSeqNumber(actor_seq, actor) => {
                    DocumentError::ActorForked {
                        actor: actor_out(&actor),
                        actor_seq,
                    }
                }
                other => DocumentError::NotApplied(other.into()),
            })
    }

    /// What could go wrong with a batch is found before anything is touched.
    fn check(&self, batch: &BTreeMap<ChangeHash, automerge::Change>) -> Result<(), DocumentError> {
        let mut places = BTreeSet::new();
        for (hash, change) in batch {
            if change.deps().is_empty() {
                return Err(DocumentError::ForeignChange(*hash));
            }
            for dependency in change.deps().iter().copied().map(hash_out) {
                if !batch.contains_key(&dependency) && !self.contains(&dependency) {
                    return Err(DocumentError::MissingDependency(dependency));
                }
            }
            let place = (actor_out(change.actor_id()), change.seq());
            if !places.insert(place) {
                return Err(DocumentError::ActorForked {
                    actor: place.0,
                    actor_seq: place.1,
                });
            }
        }
        Ok(())
    }

    /// The changes that somebody at `heads` lacks, each after those that it builds on.
    ///
    /// Heads that this replica does not know are passed over.
    pub fn changes_since(&self, heads: &[ChangeHash]) -> Vec<Change> {
        self.automerge
            .get_changes(&hashes_in(heads))
            .iter()
            .map(Change::from)
            .collect()
    }

    pub fn change(&self, hash: &ChangeHash) -> Option<Change> {
        self.automerge
            .get_change_by_hash(&hash_in(hash))
            .as_ref()
            .map(Change::from)
    }

    /// Every change but the genesis, sorted: the order in which a snapshot lists the server's numbers.
    pub fn change_ids(&self) -> Vec<(ActorId, u64)> {
        let genesis = hash_in(&self.genesis);
        let mut ids: Vec<_> = self
            .automerge
            .get_changes_meta(&[])
            .into_iter()
            .filter(|change| change.hash != genesis)
            .map(|change| (actor_out(&change.actor), change.seq))
            .collect();
        ids.sort_unstable();
        ids
    }
}

fn parse(bytes: &[u8]) -> Result<automerge::Change, DocumentError> {
    let change = catch_unwind(AssertUnwindSafe(|| automerge::Change::try_from(bytes)))
        .map_err(|_| DocumentError::Damaged)?
        .map_err(|error| DocumentError::UnreadableChange(error.into()))?;
    // Automerge does not compare the checksum of a single change, and panics on the first damaged one
    // that it applies. The checksum stands behind the four bytes by which a chunk is known, and is
    // the beginning of the hash.
    if bytes.get(4..8) == Some(&change.hash().0[..4]) {
        Ok(change)
    } else {
        Err(DocumentError::Damaged)
    }
}
