//! What was kept long enough goes: the document begins anew without it.

use linli_documents::Keep;
use linli_domain::Timestamp;
use linli_domain::command::ErasureGround;

use super::erasing::{self, Erasure, Forgetting};
use super::writing::Writing;
use super::{archive, forgotten};
use crate::store::{AuditEvent, By, Retired, StoreError};

/// How many documents began anew, or were written anew in the archive.
pub(super) fn retire(
    writing: &mut Writing<'_>,
    retired: &[Retired],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let erasure = Erasure {
        ground: ErasureGround::Purpose,
        by: By::Operator,
        now,
    };
    let mut begun = 0;
    for one in retired {
        let without = Without(&one.paths);
        forgotten::retire(writing.connection, one)?;
        if one.archived {
            begun += archive::retire(writing, one, &without, &erasure.note())?;
            continue;
        }
        let Some(mut loaded) = writing.take(&one.document)? else {
            continue;
        };
        if loaded.stored.is_some() {
            begun += 1;
            let before = loaded.document.clone();
            if one.residents.is_empty() {
                erasing::begin_anew(writing, &mut loaded, &without, &[], &erasure)?;
            } else {
                let forgetting = Forgetting {
                    residents: &one.residents,
                    keep: &without,
                    in_disputes: false,
                };
                erasing::forget_people(writing, &mut loaded, &before, &forgetting, &erasure)?;
            }
            writing.refresh_roster(&loaded)?;
        }
        writing.put(loaded);
    }
    writing.account(AuditEvent::Commanded, By::Operator, now)?;
    Ok(begun)
}

/// Everything but these: `visits/<id>`; `*` for all of a document.
struct Without<'a>(&'a [String]);

impl Keep for Without<'_> {
    fn keeps(&self, path: &[String]) -> bool {
        let path = path.join("/");
        !self.0.iter().any(|gone| gone == "*" || *gone == path)
    }

    fn text(&self, _: &[String], text: &str) -> String {
        text.to_owned()
    }
}
