//! A device at work, for stories.

use linli_documents::{Change, Document};
use linli_domain::command::{Command, Recorded};
use linli_domain::{
    ActorId, BuildingId, CaseId, DisputeId, DocumentKey, EstateId, HouseholdId, PersonId,
    RefusalCode, Timestamp,
};
use serde_json::Value;

pub(crate) const BUILDING: &str = "00000000-0000-0000-0000-0000000000b1";
pub(crate) const HOUSEHOLD: &str = "00000000-0000-0000-0000-000000000101";

pub(crate) struct Replica {
    pub(crate) document: Document,
    actor: ActorId,
    pub(crate) author: PersonId,
    clock: i64,
}

/// The n-th id of whatever is numbered.
pub(crate) fn id(n: u128) -> String {
    uuid::Uuid::from_u128(n).to_string()
}

/// A household of residents 1 and 2.
pub(crate) fn registration() -> Value {
    serde_json::json!({"register_household": {
        "dwelling": {"unit": "2单元", "room": "301"},
        "residents": [{"id": id(1), "name": "张三"}, {"id": id(2), "name": "李四"}],
    }})
}

impl Replica {
    /// The n-th device, of the n-th person.
    pub(crate) fn new(key: &DocumentKey, n: u8) -> Self {
        Self {
            document: Document::genesis(key, 0),
            actor: ActorId([n; 16]),
            author: PersonId::from_bytes([n; 16]),
            clock: 1_709_265_600 + i64::from(n),
        }
    }

    pub(crate) fn household() -> Self {
        Self::new(&household_key(), 1)
    }

    pub(crate) fn registered() -> Self {
        let mut replica = Self::household();
        replica.does(registration());
        replica
    }

    /// Another person's device, which has what this one has.
    pub(crate) fn twin(&self, n: u8) -> Self {
        Self {
            document: self.document.clone(),
            ..Self::new(self.document.key(), n)
        }
    }

    pub(crate) fn recorded(&mut self, command: Value) -> Recorded {
        self.clock += 60;
        Recorded {
            author: self.author,
            at: Timestamp::clamped(self.clock),
            command: serde_json::from_value::<Command>(command).unwrap(),
        }
    }

    pub(crate) fn does(&mut self, command: Value) -> Change {
        let recorded = self.recorded(command);
        self.document.execute(self.actor, &recorded).unwrap()
    }

    /// The code and the path of the refusal; nothing has changed.
    pub(crate) fn is_refused(&mut self, command: Value) -> (RefusalCode, String) {
        let recorded = self.recorded(command);
        let before = self.document.save();
        let refusal = self.document.execute(self.actor, &recorded).unwrap_err();
        assert_eq!(self.document.save(), before);
        (refusal.code, refusal.path)
    }

    pub(crate) fn sync(&mut self, other: &mut Self) {
        let (mine, theirs) = (self.document.clone(), other.document.clone());
        for (from, to) in [(&mine, &mut other.document), (&theirs, &mut self.document)] {
            let changes = from.changes_since(&to.heads());
            to.apply(changes.iter().map(|change| &change.bytes[..]))
                .unwrap();
        }
        assert_eq!(self.document.heads(), other.document.heads());
    }
}

fn estate() -> EstateId {
    EstateId::from_bytes([7; 16])
}

fn building() -> BuildingId {
    BUILDING.parse().unwrap()
}

pub(crate) fn household_key() -> DocumentKey {
    DocumentKey::Household {
        estate: estate(),
        building: building(),
        household: HOUSEHOLD.parse::<HouseholdId>().unwrap(),
    }
}

pub(crate) fn visits_key(month: &str) -> DocumentKey {
    DocumentKey::Visits {
        estate: estate(),
        building: building(),
        month: month.parse().unwrap(),
    }
}

pub(crate) fn case_key() -> DocumentKey {
    DocumentKey::Case {
        estate: estate(),
        building: building(),
        case: CaseId::from_bytes([0xca; 16]),
    }
}

pub(crate) fn dispute_key() -> DocumentKey {
    DocumentKey::Dispute {
        estate: estate(),
        dispute: DisputeId::from_bytes([0xd1; 16]),
    }
}

pub(crate) fn directory_key() -> DocumentKey {
    DocumentKey::Directory { estate: estate() }
}
