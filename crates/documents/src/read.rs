//! Single values of a document, for rules: one key each, never a whole map.

use std::str::FromStr;

use automerge::{ObjId, ROOT, ReadDoc, ScalarValue, Value};
use linli_domain::PersonId;

use crate::convert::author_of;
use crate::document::Document;

impl Document {
    /// The value at a key of the root, read as `T`; `None` where it is absent or something else.
    pub(crate) fn root<T: FromStr>(&self, key: &str) -> Option<T> {
        self.field(&ROOT, key)
    }

    /// The same within a map.
    pub(crate) fn field<T: FromStr>(&self, map: &ObjId, key: &str) -> Option<T> {
        match self.automerge.get(map, key).ok()?? {
            (Value::Scalar(value), _) => match value.as_ref() {
                ScalarValue::Str(text) => text.parse().ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the root has the key.
    pub(crate) fn root_has(&self, key: &str) -> bool {
        self.has(&ROOT, key)
    }

    pub(crate) fn has(&self, map: &ObjId, key: &str) -> bool {
        matches!(self.automerge.get(map, key), Ok(Some(_)))
    }

    /// A map of the genesis. The root where a damaged document lacks it: reading stays total.
    pub(crate) fn map(&self, name: &str) -> ObjId {
        self.submap(&ROOT, name).unwrap_or(ROOT)
    }

    pub(crate) fn submap(&self, map: &ObjId, key: &str) -> Option<ObjId> {
        let (value, id) = self.automerge.get(map, key).ok()??;
        value.is_object().then_some(id)
    }

    /// An entry, itself a map, of a map of the genesis.
    pub(crate) fn entry(&self, map: &str, key: impl ToString) -> Option<ObjId> {
        self.submap(&self.map(map), &key.to_string())
    }

    /// How many keys a map of the genesis has.
    pub(crate) fn count(&self, map: &str) -> usize {
        self.automerge.length(self.map(map))
    }

    /// Who wrote the operation, by the message of its change.
    pub(crate) fn author(&self, operation: &ObjId) -> PersonId {
        self.automerge
            .hash_for_opid(operation)
            .and_then(|hash| self.automerge.get_change_meta_by_hash(&hash))
            .map_or_else(
                || author_of(None),
                |change| author_of(change.message.as_deref()),
            )
    }
}
