//! Which documents exist, how their ids follow from what they are, and which feed each is in.

use std::fmt;

use minicbor::{Decode, Encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{BuildingId, CaseId, DisputeId, DocumentId, EstateId, HouseholdId};
use crate::time::Month;

/// Position in an estate's log, counted from 1. Zero is "before everything".
pub type Seq = u64;

/// Which life of a document: grows when the server starts it anew to erase something for good.
pub type Epoch = u32;

/// The kinds of document.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    Encode,
    Decode,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Kind {
    /// Buildings, dwellings and the roster of heads (名册): one an estate.
    #[n(1)]
    Directory,
    /// A household and its residents (住户).
    #[n(2)]
    Household,
    /// The visits to one building in one month (走访记录).
    #[n(3)]
    Visits,
    /// A complaint, opinion, request, wish or hazard (事项).
    #[n(4)]
    Case,
    /// A dispute under mediation (矛盾纠纷): of the whole estate, for mediators only.
    #[n(5)]
    Dispute,
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::Directory,
        Self::Household,
        Self::Visits,
        Self::Case,
        Self::Dispute,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Household => "household",
            Self::Visits => "visits",
            Self::Case => "case",
            Self::Dispute => "dispute",
        }
    }

    /// The number by which it is stored and sent.
    pub const fn code(self) -> u8 {
        match self {
            Self::Directory => 1,
            Self::Household => 2,
            Self::Visits => 3,
            Self::Case => 4,
            Self::Dispute => 5,
        }
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether its meaning is a fold over events, so that the server's order of changes matters.
    pub const fn folds_events(self) -> bool {
        matches!(self, Self::Case | Self::Dispute)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A document's full name. From it follow its id, its genesis and its feed, on every device alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum DocumentKey {
    #[n(1)]
    Directory {
        #[n(0)]
        estate: EstateId,
    },
    #[n(2)]
    Household {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        building: BuildingId,
        #[n(2)]
        household: HouseholdId,
    },
    #[n(3)]
    Visits {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        building: BuildingId,
        #[n(2)]
        #[cbor(with = "month_index")]
        month: Month,
    },
    #[n(4)]
    Case {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        building: BuildingId,
        #[n(2)]
        case: CaseId,
    },
    #[n(5)]
    Dispute {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        dispute: DisputeId,
    },
}

mod month_index {
    use super::Month;

    pub(super) fn encode<C, W: minicbor::encode::Write>(
        month: &Month,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u16(month.index())?.ok()
    }

    pub(super) fn decode<C>(
        d: &mut minicbor::Decoder<'_>,
        _: &mut C,
    ) -> Result<Month, minicbor::decode::Error> {
        Month::from_index(d.u16()?)
            .ok_or_else(|| minicbor::decode::Error::message("month out of range"))
    }
}

impl DocumentKey {
    /// UUIDv5 where two devices may create the document apart, the subject's own id elsewhere.
    pub fn id(&self) -> DocumentId {
        match self {
            Self::Directory { estate } => DocumentId(Uuid::new_v5(&estate.0, b"directory")),
            Self::Household { household, .. } => (*household).into(),
            Self::Visits {
                building, month, ..
            } => DocumentId(Uuid::new_v5(
                &building.0,
                format!("visits/{month}").as_bytes(),
            )),
            Self::Case { case, .. } => (*case).into(),
            Self::Dispute { dispute, .. } => (*dispute).into(),
        }
    }

    pub const fn kind(&self) -> Kind {
        match self {
            Self::Directory { .. } => Kind::Directory,
            Self::Household { .. } => Kind::Household,
            Self::Visits { .. } => Kind::Visits,
            Self::Case { .. } => Kind::Case,
            Self::Dispute { .. } => Kind::Dispute,
        }
    }

    pub const fn estate(&self) -> EstateId {
        match self {
            Self::Directory { estate }
            | Self::Household { estate, .. }
            | Self::Visits { estate, .. }
            | Self::Case { estate, .. }
            | Self::Dispute { estate, .. } => *estate,
        }
    }

    /// The building in whose feed the document is; `None` for those of the whole estate.
    pub const fn building(&self) -> Option<BuildingId> {
        match self {
            Self::Directory { .. } | Self::Dispute { .. } => None,
            Self::Household { building, .. }
            | Self::Visits { building, .. }
            | Self::Case { building, .. } => Some(*building),
        }
    }

    pub const fn feed(&self) -> FeedId {
        FeedId {
            estate: self.estate(),
            building: self.building(),
            kind: self.kind(),
        }
    }
}

/// A feed (动态流): the unit of replication and of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct FeedId {
    #[n(0)]
    pub estate: EstateId,
    /// `None`: the whole estate is its scope.
    #[n(1)]
    pub building: Option<BuildingId>,
    #[n(2)]
    pub kind: Kind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_devices_name_the_same_visit_log() {
        let key = |month: &str| DocumentKey::Visits {
            estate: EstateId::from_bytes([1; 16]),
            building: BuildingId::from_bytes([2; 16]),
            month: month.parse().unwrap(),
        };
        assert_eq!(key("2024-03").id(), key("2024-03").id());
        assert_ne!(key("2024-03").id(), key("2024-04").id());
        let encoded = minicbor::to_vec(key("2024-03")).unwrap();
        assert_eq!(
            minicbor::decode::<DocumentKey>(&encoded).unwrap(),
            key("2024-03")
        );
    }

    #[test]
    fn every_kind_has_its_code() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(Kind::from_code(0), None);
    }
}
