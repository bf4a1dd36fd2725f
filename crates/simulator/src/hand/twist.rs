//! How a chain is twisted.

use linli_client_core::domain::{ActorId, DeviceId, DocumentKey, Timestamp};
use linli_wire::ChainEntry;

use crate::office::Office;
use crate::places::{BUILDINGS, ESTATES};
use crate::random::Random;

/// `{"levitate": {}}`, in CBOR.
pub(super) fn newer(at: Timestamp) -> ChainEntry {
    let command = b"\xa1\x68levitate\xa0".to_vec();
    ChainEntry { at, command }
}

/// An actor that belongs to another device.
pub(super) fn anothers(office: &Office, device: DeviceId, random: &mut Random) -> Option<ActorId> {
    let server = office.peek();
    let mut statement = server
        .prepare("SELECT actor FROM actors WHERE device <> ?1 ORDER BY actor")
        .expect("the actors can be read");
    let actors = statement.query_map([&device.as_bytes()[..]], |row| row.get(0));
    let actors: Vec<[u8; 16]> = actors
        .and_then(Iterator::collect)
        .expect("the actors can be read");
    random.pick(&actors).copied().map(ActorId)
}

/// The same record's name in another building or estate.
pub(super) fn elsewhere(mut key: DocumentKey) -> Option<DocumentKey> {
    match &mut key {
        DocumentKey::Household {
            estate, building, ..
        }
        | DocumentKey::Case {
            estate, building, ..
        } => {
            let mut places = BUILDINGS.iter();
            (*estate, *building) = *places.find(|place| place.1 != *building)?;
            Some(key)
        }
        DocumentKey::Dispute { estate, .. } => {
            let mut places = ESTATES.iter();
            *estate = *places.find(|place| *place != estate)?;
            Some(key)
        }
        DocumentKey::Directory { .. } | DocumentKey::Visits { .. } => None,
    }
}
