use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::VoidReason;
use crate::command::DisputeOutcome;
use crate::ids::{BuildingId, CaseId, DisputeId, EstateId, EventId, HouseholdId, PersonId};
use crate::time::{Date, Timestamp};

/// A dispute document (矛盾纠纷). As with a case, its status is a fold over its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeView {
    pub id: DisputeId,
    pub estate: EstateId,
    /// Unset until the dispute is opened.
    pub opened_at: Option<Timestamp>,
    pub opened_by: Option<PersonId>,
    /// Where it arose.
    pub building: Option<BuildingId>,
    pub household: Option<HouseholdId>,
    pub title: String,
    pub detail: Option<String>,
    pub parties: Vec<PartyView>,
    /// The case that was referred, if it came from one.
    #[serde(default)]
    pub case: Option<CaseId>,
    pub status: DisputeStatus,
    /// Set once it is closed.
    pub outcome: Option<DisputeOutcome>,
    /// In the order of the fold: accepted ones as the server numbered them, then own pending ones.
    pub events: Vec<DisputeEvent>,
}

impl DisputeView {
    /// What the parties agreed upon: the event that counts.
    pub fn agreement(&self) -> Option<&DisputeEvent> {
        let mut events = self.events.iter();
        events.find(|event| event.kind == DisputeEventKind::Settle && event.void.is_none())
    }

    /// The closing that counts.
    pub fn closed_by(&self) -> Option<EventId> {
        let mut events = self.events.iter();
        let closing =
            events.find(|event| event.kind == DisputeEventKind::Close && event.void.is_none());
        closing.map(|event| event.id)
    }

    /// Whether it, or any of its parties, names the household.
    pub fn names(&self, household: HouseholdId) -> bool {
        let parties = self.parties.iter().map(|party| party.household);
        parties
            .chain([self.household])
            .any(|named| named == Some(household))
    }
}

/// One side of a dispute (当事人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartyView {
    pub text: String,
    pub household: Option<HouseholdId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    Open,
    /// The parties agree; whether they keep to it is still to be seen.
    Settled,
    Closed,
}

impl DisputeStatus {
    pub const ALL: [Self; 3] = [Self::Open, Self::Settled, Self::Closed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
            Self::Closed => "closed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeEvent {
    pub id: EventId,
    pub at: Timestamp,
    pub by: PersonId,
    pub kind: DisputeEventKind,
    /// The day of the session, of the agreement, or of what is noted; a closing has none.
    pub on: Option<Date>,
    /// Of a closing.
    pub outcome: Option<DisputeOutcome>,
    pub text: String,
    /// Set when the event was illegal in the merged order. It stays visible and changes nothing.
    pub void: Option<VoidReason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeEventKind {
    Note,
    /// The parties met.
    Session,
    Settle,
    Close,
}

impl DisputeEventKind {
    pub const ALL: [Self; 4] = [Self::Note, Self::Session, Self::Settle, Self::Close];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Session => "session",
            Self::Settle => "settle",
            Self::Close => "close",
        }
    }

    /// Of the word that a document holds; one of a newer version reads as a note.
    pub fn of_word(word: &str) -> Self {
        let mut known = Self::ALL.into_iter();
        known
            .find(|kind| kind.as_str() == word)
            .unwrap_or(Self::Note)
    }
}
