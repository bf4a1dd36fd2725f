//! The first change of every document: the same bytes on every device.
//!
//! It holds what the document is, so that a change of one document never applies to another, and the
//! empty maps that two devices must share when both fill them apart. A later version of a kind is a
//! further deterministic change by a new actor on top of this one; what stands here never changes.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, AutomergeError, ObjType, ROOT, ScalarValue};
use linli_domain::{ActorId, ChangeHash, DocumentKey, Epoch, Kind};

use crate::actor;
use crate::convert::{actor_in, hash_out};

/// The actor of a kind's genesis, version 1.
const fn genesis_actor(kind: Kind) -> ActorId {
    ActorId(match kind {
        Kind::Directory => *b"linli.directory1",
        Kind::Household => *b"linli.household1",
        Kind::Visits => *b"linli.visits...1",
        Kind::Case => *b"linli.case.....1",
        Kind::Dispute => *b"linli.dispute..1",
    })
}

/// The maps that exist before anybody writes.
const fn maps(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Directory => &["buildings", "dwellings", "appointments"],
        Kind::Household => &["residents", "tags", "consents"],
        Kind::Visits => &["visits"],
        Kind::Case => &["events"],
        Kind::Dispute => &["parties", "events"],
    }
}

/// Whether only a genesis may be written by `id`.
pub(crate) fn is_reserved(id: ActorId) -> bool {
    id == actor::IDLE || Kind::ALL.into_iter().any(|kind| genesis_actor(kind) == id)
}

/// The document and the hash of its first change.
pub(crate) fn build(key: &DocumentKey, epoch: Epoch) -> (Automerge, ChangeHash) {
    let mut automerge = actor::empty().with_actor(actor_in(genesis_actor(key.kind())));
    let written = write(&mut automerge, key, epoch);
    automerge.set_actor(actor_in(actor::IDLE));
    let hash = written
        .ok()
        .flatten()
        .expect("fresh keys in a fresh document, and at least the id among them");
    (automerge, hash_out(hash))
}

fn write(
    automerge: &mut Automerge,
    key: &DocumentKey,
    epoch: Epoch,
) -> Result<Option<automerge::ChangeHash>, AutomergeError> {
    let kind = key.kind();
    let mut transaction = automerge.transaction();
    if let Some(building) = key.building() {
        transaction.put(ROOT, "building", building.to_string())?;
    }
    transaction.put(ROOT, "epoch", ScalarValue::Uint(epoch.into()))?;
    transaction.put(ROOT, "estate", key.estate().to_string())?;
    transaction.put(ROOT, "id", key.id().to_string())?;
    transaction.put(ROOT, "kind", kind.as_str())?;
    if let DocumentKey::Visits { month, .. } = key {
        transaction.put(ROOT, "month", month.to_string())?;
    }
    for map in maps(kind) {
        transaction.put_object(ROOT, *map, ObjType::Map)?;
    }
    let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(0));
    Ok(hash)
}
