//! Fields that several people wrote without knowing of each other.
//!
//! Automerge keeps all such values and shows one. They are reported until somebody writes the field
//! again. Taking a value away leaves none to report: a value written meanwhile then stays.

use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value, ValueRef};
use linli_domain::view::{Conflict, ConflictValue};
use linli_domain::{PersonId, Timestamp};

use crate::convert::{author_of, time_of};
use crate::document::Document;

impl Document {
    /// All conflicts, by path. Values written apart that are the same are none.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        if !self.forks() {
            return conflicts;
        }
        self.collect(&ROOT, "", &mut conflicts);
        conflicts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        conflicts
    }

    /// Whether any two changes were made apart. Most documents have one line of history, and then
    /// there is nothing to look for.
    fn forks(&self) -> bool {
        let mut last = None;
        for change in self.automerge.get_changes_meta(&[]) {
            if !change.deps.iter().eq(last.iter()) {
                return true;
            }
            last = Some(change.hash);
        }
        false
    }

    fn collect(&self, map: &ObjId, path: &str, conflicts: &mut Vec<Conflict>) {
        for item in self.automerge.map_range(map, ..) {
            if item.value == ValueRef::Object(ObjType::Map) {
                // A withdrawn visit can no longer be corrected, so that nobody could decide.
                if self.has(&item.id(), "withdrawn") {
                    continue;
                }
                self.collect(&item.id(), &format!("{path}{}/", item.key), conflicts);
            } else if item.conflict && !needs_no_decision(&item.key) {
                let values = self.values(map, &item.key);
                if values.len() > 1 {
                    conflicts.push(Conflict {
                        document: self.key.id(),
                        path: field_path(path, &item.key),
                        values,
                    });
                }
            }
        }
    }

    /// Whether a field has several values that differ.
    pub(crate) fn disputed(&self, map: &ObjId, key: &str) -> bool {
        self.values(map, key).len() > 1
    }

    /// The different values of a field; the one that is shown comes last from Automerge, here first.
    fn values(&self, map: &ObjId, key: &str) -> Vec<ConflictValue> {
        let mut values: Vec<ConflictValue> = Vec::new();
        let all = self.automerge.get_all(map, key).unwrap_or_default();
        for (value, operation) in all.iter().rev() {
            let Some(text) = as_text(value) else { continue };
            if values.iter().all(|seen| seen.value.as_ref() != Some(&text)) {
                values.push(self.value(text, operation));
            }
        }
        values
    }

    fn value(&self, text: String, operation: &ObjId) -> ConflictValue {
        let (by, at) = self.written_by(operation);
        ConflictValue {
            value: Some(text),
            by,
            at,
        }
    }

    /// Who wrote, and when by the clock of the device.
    pub(crate) fn written_by(&self, operation: &ObjId) -> (PersonId, Timestamp) {
        let change = self
            .automerge
            .hash_for_opid(operation)
            .and_then(|hash| self.automerge.get_change_meta_by_hash(&hash));
        let message = change.as_ref().and_then(|change| change.message.as_deref());
        let at = change.as_ref().map_or(0, |change| change.timestamp);
        (author_of(message), time_of(at))
    }
}

/// Where several values say the same thing: gone through, withdrawn. Which of them is shown matters to
/// nobody, and a visit that is withdrawn cannot be withdrawn again to decide it.
fn needs_no_decision(key: &str) -> bool {
    matches!(key, "verified_on" | "withdrawn" | "accepted") || key.starts_with("withdrawn_on/")
}

/// `residents/<id>/phone`; the fields of a consent and the name of a building or department stand as flat keys.
pub(crate) fn field_path(path: &str, key: &str) -> String {
    match (path, key.split_once('/')) {
        ("consents/", Some((field, tag))) => format!("consents/{tag}/{field}"),
        ("", Some(("department", id))) => format!("departments/{id}/name"),
        ("buildings/", _) => format!("buildings/{key}/name"),
        _ => format!("{path}{key}"),
    }
}

fn as_text(value: &Value<'_>) -> Option<String> {
    let Value::Scalar(scalar) = value else {
        return None;
    };
    Some(match scalar.as_ref() {
        ScalarValue::Str(text) => text.to_string(),
        ScalarValue::Boolean(truth) => truth.to_string(),
        ScalarValue::Uint(number) => number.to_string(),
        ScalarValue::Int(number) => number.to_string(),
        ScalarValue::Timestamp(seconds) => time_of(*seconds).to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No command of today writes one; a newer version may, and its conflicts must not vanish here.
    #[test]
    fn a_signed_number_is_a_value_too() {
        let number = Value::Scalar(std::borrow::Cow::Owned(ScalarValue::Int(-3)));
        assert_eq!(as_text(&number).as_deref(), Some("-3"));
    }
}
