//! Documents as they were at the bases of recent chains.
//!
//! After a day without a signal twenty devices send chains on one and the same base: the first one pays for
//! the fork, the others clone it. What a document was at given heads never changes, so nothing in here is
//! ever out of date.

use linli_documents::{Document, DocumentError};
use linli_domain::{ChangeHash, DocumentId, Epoch};
use linli_sync::Bases;

use super::cache::Cache;

/// Together, in changes: a few tens of megabytes.
const CHANGES_MAX: usize = 10_000;

#[derive(Debug)]
pub(crate) struct KeptBases(Cache<(DocumentId, Epoch, Vec<ChangeHash>), Document>);

impl Default for KeptBases {
    fn default() -> Self {
        Self(Cache::new(CHANGES_MAX))
    }
}

impl KeptBases {
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

/// The kept bases, for a chain on a document with so many changes.
pub(crate) struct BasesOf<'a> {
    pub(crate) kept: &'a mut KeptBases,
    pub(crate) changes: usize,
}

impl Bases for BasesOf<'_> {
    fn base(
        &mut self,
        document: &Document,
        base: &[ChangeHash],
    ) -> Result<Document, DocumentError> {
        let heads = document.heads_of(base);
        if heads == document.heads() {
            return Ok(document.clone());
        }
        let place = (document.key().id(), document.epoch(), heads);
        if let Some(base) = self.kept.0.get(&place) {
            return Ok(base.clone());
        }
        let base = document.fork_at(&place.2)?;
        self.kept.0.put(place, base.clone(), self.changes + 4);
        self.kept.0.shrink();
        Ok(base)
    }
}
