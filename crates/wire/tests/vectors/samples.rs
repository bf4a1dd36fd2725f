//! The values that the vectors are made of: easy to tell apart in hexadecimal.

use linli_domain::{
    ActorId, BuildingId, CaseId, ChangeHash, DeviceId, DisputeId, DocumentKey, EstateId, FeedId,
    HouseholdId, Kind, Timestamp,
};
use linli_wire::ServerEpoch;

pub(crate) const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);
pub(crate) const BUILDING: BuildingId = BuildingId::from_bytes([0xb1; 16]);
pub(crate) const DEVICE: DeviceId = DeviceId::from_bytes([0xde; 16]);
pub(crate) const ACTOR: ActorId = ActorId([0xac; 16]);
pub(crate) const SERVER_EPOCH: ServerEpoch = ServerEpoch([0x5e; 8]);
/// Seeds the one device key of the vectors.
pub(crate) const SEED: [u8; 32] = [7; 32];

pub(crate) const DIRECTORY: DocumentKey = DocumentKey::Directory { estate: ESTATE };
pub(crate) const HOUSEHOLD: DocumentKey = DocumentKey::Household {
    estate: ESTATE,
    building: BUILDING,
    household: HouseholdId::from_bytes([0x40; 16]),
};
pub(crate) const DISPUTE: DocumentKey = DocumentKey::Dispute {
    estate: ESTATE,
    dispute: DisputeId::from_bytes([0xd1; 16]),
};
pub(crate) const CASE: DocumentKey = DocumentKey::Case {
    estate: ESTATE,
    building: BUILDING,
    case: CaseId::from_bytes([0xca; 16]),
};

/// March 2024.
pub(crate) fn visits() -> DocumentKey {
    DocumentKey::Visits {
        estate: ESTATE,
        building: BUILDING,
        month: "2024-03".parse().unwrap(),
    }
}

/// 2026-11-24, noon in China.
pub(crate) fn time() -> Timestamp {
    "2026-11-24T04:00:00Z".parse().unwrap()
}

pub(crate) const fn hash(byte: u8) -> ChangeHash {
    ChangeHash([byte; 32])
}

pub(crate) const fn feed(kind: Kind) -> FeedId {
    FeedId {
        estate: ESTATE,
        building: match kind {
            Kind::Directory | Kind::Dispute => None,
            Kind::Household | Kind::Visits | Kind::Case => Some(BUILDING),
        },
        kind,
    }
}
