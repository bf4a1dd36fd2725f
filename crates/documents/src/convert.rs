//! Our ids and Automerge's.

use linli_domain::{ActorId, ChangeHash, PersonId, Timestamp};
use uuid::Uuid;

pub(crate) fn hash_in(hash: &ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(hash.0)
}

pub(crate) fn hashes_in(hashes: &[ChangeHash]) -> Vec<automerge::ChangeHash> {
    hashes.iter().map(hash_in).collect()
}

pub(crate) fn hash_out(hash: automerge::ChangeHash) -> ChangeHash {
    ChangeHash(hash.0)
}

pub(crate) fn actor_in(actor: ActorId) -> automerge::ActorId {
    automerge::ActorId::from(actor.0)
}

/// An actor of another length was not made by us: it is cut or padded, so that reading stays total.
pub(crate) fn actor_out(actor: &automerge::ActorId) -> ActorId {
    let bytes = actor.to_bytes();
    let mut id = [0; 16];
    let length = bytes.len().min(16);
    id[..length].copy_from_slice(&bytes[..length]);
    ActorId(id)
}

/// A change's message is the hyphenated id of its author; nobody (all zeros) where it is not.
pub(crate) fn author_of(message: Option<&str>) -> PersonId {
    PersonId(
        message
            .and_then(|text| Uuid::try_parse(text).ok())
            .unwrap_or_default(),
    )
}

pub(crate) fn time_of(seconds: i64) -> Timestamp {
    Timestamp::clamped(seconds)
}
