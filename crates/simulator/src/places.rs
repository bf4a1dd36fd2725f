//! The estates and buildings of every run.

use linli_client_core::domain::{BuildingId, EstateId, FeedId, Kind};

/// Two, so that one can leak into the other.
pub(crate) const ESTATES: [EstateId; 2] = [
    EstateId::from_bytes([0xe5; 16]),
    EstateId::from_bytes([0xe6; 16]),
];

/// A building and its estate.
pub(crate) const BUILDINGS: [(EstateId, BuildingId); 3] = [
    (ESTATES[0], BuildingId::from_bytes([0xb1; 16])),
    (ESTATES[0], BuildingId::from_bytes([0xb2; 16])),
    (ESTATES[1], BuildingId::from_bytes([0xb3; 16])),
];

/// What an appointment can be for: a building, or a whole estate.
pub(crate) const TERRITORIES: [(EstateId, Option<BuildingId>); 5] = [
    (BUILDINGS[0].0, Some(BUILDINGS[0].1)),
    (BUILDINGS[1].0, Some(BUILDINGS[1].1)),
    (ESTATES[0], None),
    (BUILDINGS[2].0, Some(BUILDINGS[2].1)),
    (ESTATES[1], None),
];

/// Every feed that there can be.
pub(crate) fn feeds() -> Vec<FeedId> {
    let mut feeds = Vec::new();
    for estate in ESTATES {
        feeds.extend([Kind::Directory, Kind::Dispute].map(|kind| FeedId {
            estate,
            building: None,
            kind,
        }));
    }
    for (estate, building) in BUILDINGS {
        feeds.extend(
            [Kind::Household, Kind::Visits, Kind::Case].map(|kind| FeedId {
                estate,
                building: Some(building),
                kind,
            }),
        );
    }
    feeds
}
