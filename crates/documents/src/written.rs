//! Who wrote what a document says now, field by field: a resident may ask.

use automerge::{ObjId, ObjType, ROOT, ReadDoc, ValueRef};
use linli_domain::view::Written;

use crate::conflicts::field_path;
use crate::document::Document;
use crate::erased::is_of_erased;

impl Document {
    /// Of every field that has a value, by path. Of several values written apart, the one that is shown.
    pub fn written(&self) -> Vec<Written> {
        let mut written = Vec::new();
        self.authors(&ROOT, "", &mut written);
        written.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        written
    }

    fn authors(&self, map: &ObjId, path: &str, written: &mut Vec<Written>) {
        for item in self.automerge.map_range(map, ..) {
            if item.value == ValueRef::Object(ObjType::Map) {
                self.authors(&item.id(), &format!("{path}{}/", item.key), written);
                continue;
            }
            let Ok(Some((_, operation))) = self.automerge.get(map, item.key.as_ref()) else {
                continue;
            };
            if path.is_empty() && is_of_erased(&item.key) {
                continue;
            }
            let (by, at) = self.written_by(&operation);
            written.push(Written {
                path: field_path(path, &item.key),
                by,
                at,
            });
        }
    }
}
