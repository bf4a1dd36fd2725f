use linli_domain::Timestamp;
use uuid::{Builder, Uuid};

/// What a replica needs from the world and must not fetch itself, so that a simulator can replay it.
pub trait Surroundings: Send {
    /// The device's clock. It may be wrong by years; nothing is ordered by it.
    fn now(&self) -> Timestamp;

    /// Cryptographically secure randomness: keys and ids are made of it.
    fn fill(&self, bytes: &mut [u8]);
}

/// A new id (UUIDv7): unique by its random part, and near in time to its neighbours on disk.
pub(crate) fn new_uuid(surroundings: &dyn Surroundings) -> Uuid {
    let mut random = [0; 10];
    surroundings.fill(&mut random);
    let millis = u64::try_from(surroundings.now().seconds()).unwrap_or(0) * 1000;
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
