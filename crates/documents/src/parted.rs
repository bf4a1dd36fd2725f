//! Merges that were taken back: somebody looked, and found two where one was thought to be.

use std::collections::BTreeSet;
use std::str::FromStr;

use automerge::{ObjId, ROOT, ReadDoc, ScalarValue, Value};
use linli_domain::{HouseholdId, ResidentId};

use crate::document::Document;

impl Document {
    /// Residents who were merged into others and are so no longer, each with whom they were merged into.
    /// Walks the history once for each resident: for few documents, not for every screen.
    pub fn parted_residents(&self) -> BTreeSet<(ResidentId, ResidentId)> {
        let residents = self.map("residents");
        let mut parted = BTreeSet::new();
        for item in self.automerge.map_range(&residents, ..) {
            if let Ok(resident) = item.key.parse::<ResidentId>() {
                let former = self.former::<ResidentId>(&item.id());
                parted.extend(former.into_iter().map(|into| (resident, into)));
            }
        }
        parted
    }

    /// Households that this one was merged into and is so no longer.
    pub fn parted_households(&self) -> BTreeSet<HouseholdId> {
        self.former(&ROOT)
    }

    /// What `merged_into` said at any time and does not say now.
    fn former<T: FromStr + Ord>(&self, map: &ObjId) -> BTreeSet<T> {
        let said = |value: &Value<'_>| match value {
            Value::Scalar(value) => match value.as_ref() {
                ScalarValue::Str(text) => text.parse::<T>().ok(),
                _ => None,
            },
            _ => None,
        };
        let mut former = BTreeSet::new();
        for change in self.automerge.get_changes_meta(&[]) {
            let then = self.automerge.get_at(map, "merged_into", &[change.hash]);
            if let Ok(Some((value, _))) = then {
                former.extend(said(&value));
            }
        }
        let now = self.automerge.get_all(map, "merged_into");
        for into in now.iter().flatten().filter_map(|(value, _)| said(value)) {
            former.remove(&into);
        }
        former
    }
}
