//! What devices give back to a server that came from an old backup: changes under its own seal.

use std::collections::BTreeMap;

use linli_documents::Change;
use linli_domain::{EstateId, Seq, Timestamp};
use linli_wire::SealedChange;

use super::writing::{NewEntry, Replaces, Writing};
use crate::store::{AuditEvent, By, StoreError};

/// In the order in which they were accepted. One that does not fit (what it stands on is not here yet, its
/// document has begun anew, other work stands in its place) is passed over; its device offers it again.
pub(super) fn bring_back(
    writing: &mut Writing<'_>,
    changes: &[SealedChange],
    now: Timestamp,
) -> Result<Vec<(EstateId, Seq)>, StoreError> {
    let mut advanced = BTreeMap::new();
    let mut in_order: Vec<&SealedChange> = changes.iter().collect();
    in_order.sort_by_key(|change| change.seq);
    for sealed in in_order {
        if let Some(seq) = bring_one_back(writing, sealed, now)? {
            advanced.insert(sealed.document.estate(), seq);
        }
    }
    writing.account(AuditEvent::BroughtBack, By::Operator, now)?;
    Ok(advanced.into_iter().collect())
}

fn bring_one_back(
    writing: &mut Writing<'_>,
    sealed: &SealedChange,
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let Ok((change, author, at)) = Change::read(&sealed.bytes) else {
        return Ok(None);
    };
    if writing.estate(sealed.document.estate())?.is_none() {
        return Ok(None);
    }
    let Some(mut loaded) = writing.take(&sealed.document)? else {
        return Ok(None);
    };
    let fits = loaded.document.epoch() == sealed.epoch
        && !loaded.document.contains(&change.hash)
        && loaded.document.apply([sealed.bytes.as_slice()]).is_ok();
    let mut seq = None;
    if fits {
        seq = Some(writing.append(
            &mut loaded,
            &NewEntry {
                change: &change,
                command: &[],
                author,
                device: None,
                device_time: at,
                clock_offset: None,
                received_at: now,
                adopted_by: None,
                replaces: Replaces::Returned,
            },
        )?);
        writing.refresh_roster(&loaded)?;
    }
    writing.put(loaded);
    Ok(seq)
}
