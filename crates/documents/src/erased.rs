//! Who was erased from a household: an id, in every epoch since, and nothing else of them. Whoever holds the household as it
//! was before, such as a server from a backup, can tell by it who was erased and who was only never heard of.

use std::collections::BTreeSet;

use automerge::{ROOT, ReadDoc, ScalarValue};
use linli_domain::{Epoch, Kind, ResidentId};

use crate::document::Document;

/// Before the id, at the root.
const ERASED: &str = "erased/";
/// The epoch from which on all are told. Those before began without a word of it.
const SINCE: &str = "erased_since";

pub(crate) fn is_of_erased(key: &str) -> bool {
    key == SINCE || key.starts_with(ERASED)
}

impl Document {
    /// Who was erased from the household, among them all who were since it began `epoch`. `None`: it does not tell that far
    /// back, or is no household.
    pub fn erased_since(&self, epoch: Epoch) -> Option<BTreeSet<ResidentId>> {
        (self.told_from()? <= u64::from(epoch) + 1).then(|| self.erased())
    }

    fn told_from(&self) -> Option<u64> {
        let (since, _) = self.automerge.get(ROOT, SINCE).ok()??;
        since.as_u64()
    }

    /// Who was erased from the household, as far as it tells.
    pub fn erased(&self) -> BTreeSet<ResidentId> {
        let keys = self.automerge.keys(ROOT);
        keys.filter_map(|key| key.strip_prefix(ERASED)?.parse().ok())
            .collect()
    }

    /// What the next epoch has to tell at its root.
    pub(crate) fn erased_with(
        &self,
        epoch: Epoch,
        gone: &[ResidentId],
    ) -> Vec<(String, ScalarValue)> {
        if self.key.kind() != Kind::Household {
            return Vec::new();
        }
        let mut erased = self.erased();
        erased.extend(gone);
        let mut told = vec![(
            SINCE.to_owned(),
            ScalarValue::Uint(self.told_from().unwrap_or(epoch.into())),
        )];
        told.extend(
            erased
                .iter()
                .map(|id| (format!("{ERASED}{id}"), true.into())),
        );
        told
    }
}
