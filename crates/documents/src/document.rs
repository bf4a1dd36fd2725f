//! A document: its name, its history, and where in the history it stands.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, ReadDoc};
use linli_domain::{ChangeHash, DocumentKey, Epoch};

use crate::actor;
use crate::convert::{hash_in, hash_out, hashes_in};
use crate::error::DocumentError;
use crate::genesis;

/// The changes that no other change of the document builds on, sorted.
pub type Heads = Vec<ChangeHash>;

/// One document (档案) with its whole history.
///
/// Cloning costs tens of microseconds and shares nothing; it is how to try something out.
#[derive(Clone)]
pub struct Document {
    pub(crate) key: DocumentKey,
    pub(crate) epoch: Epoch,
    pub(crate) genesis: ChangeHash,
    pub(crate) automerge: Automerge,
}

impl Document {
    /// The document as it is before anybody writes; equal on every device.
    pub fn genesis(key: &DocumentKey, epoch: Epoch) -> Self {
        let (automerge, genesis) = genesis::build(key, epoch);
        Self {
            key: *key,
            epoch,
            genesis,
            automerge,
        }
    }

    /// Reads what `save` wrote: a device's own database, or a snapshot whose server was verified.
    ///
    /// Every change hash is computed anew and the heads are compared, so that damage shows here and
    /// not later. Foreign bytes must not come this far: some that pass every check cost memory out of
    /// all proportion. A panic inside Automerge is caught where the platform unwinds (not on the web).
    pub fn load(key: &DocumentKey, epoch: Epoch, bytes: &[u8]) -> Result<Self, DocumentError> {
        let automerge = catch_unwind(AssertUnwindSafe(|| actor::load(bytes)))
            .map_err(|_| DocumentError::Damaged)?
            .map_err(|error| DocumentError::UnreadableDocument(error.into()))?;
        let (_, genesis) = genesis::build(key, epoch);
        let document = Self {
            key: *key,
            epoch,
            genesis,
            automerge,
        };
        if !document.contains(&genesis) {
            return Err(DocumentError::WrongGenesis);
        }
        match document.automerge.get_missing_deps(&[]).first() {
            Some(missing) => Err(DocumentError::MissingDependency(hash_out(*missing))),
            None => Ok(document),
        }
    }

    /// The whole document as bytes, not compressed inside: packs and databases compress many at once.
    pub fn save(&self) -> Vec<u8> {
        self.automerge.save_nocompress()
    }

    pub fn key(&self) -> &DocumentKey {
        &self.key
    }

    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub fn heads(&self) -> Heads {
        self.automerge
            .get_heads()
            .into_iter()
            .map(hash_out)
            .collect()
    }

    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.automerge
            .get_change_meta_by_hash(&hash_in(hash))
            .is_some()
    }

    /// Whether nobody has written anything.
    pub fn is_empty(&self) -> bool {
        self.heads() == [self.genesis]
    }

    /// Where a command stands that is executed now: the heads; none while there is nothing but the genesis,
    /// which everybody can make.
    pub fn base(&self) -> Heads {
        if self.is_empty() {
            Heads::new()
        } else {
            self.heads()
        }
    }

    /// The heads that a base names, in the order of `heads`, known here or not.
    pub fn heads_of(&self, base: &[ChangeHash]) -> Heads {
        if base.is_empty() {
            return vec![self.genesis];
        }
        let mut heads = base.to_vec();
        heads.sort_unstable();
        heads.dedup();
        heads
    }

    /// The document as it was at `base`: heads in any order, none for its genesis. A plain clone when those are
    /// the own.
    ///
    /// Cost grows with the history up to `base`: take one fork for a chain of commands.
    ///
    /// # Errors
    /// `MissingBase` names the first head that is unknown.
    pub fn fork_at(&self, base: &[ChangeHash]) -> Result<Self, DocumentError> {
        let heads = self.heads_of(base);
        if heads == self.heads() {
            return Ok(self.clone());
        }
        if let Some(missing) = heads.iter().find(|head| !self.contains(head)) {
            return Err(DocumentError::MissingBase(*missing));
        }
        let automerge = actor::fork_at(&self.automerge, &hashes_in(&heads))
            .map_err(|error| DocumentError::NotApplied(error.into()))?;
        Ok(Self { automerge, ..*self })
    }
}

impl fmt::Debug for Document {
    /// Names the document and its heads, nothing of what it holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("key", &self.key)
            .field("epoch", &self.epoch)
            .field("heads", &self.heads())
            .finish_non_exhaustive()
    }
}
