use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Referral;
use crate::command::ReferralStep;
use crate::ids::{
    BuildingId, CaseId, DepartmentId, EstateId, EventId, HouseholdId, PersonId, VisitId,
};
use crate::time::Timestamp;

/// A case document (事项). Its status is no field but a fold over its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseView {
    pub id: CaseId,
    pub estate: EstateId,
    pub building: BuildingId,
    /// Unset until the case is opened.
    pub opened_at: Option<Timestamp>,
    pub opened_by: Option<PersonId>,
    pub household: Option<HouseholdId>,
    pub title: String,
    pub category: String,
    pub detail: Option<String>,
    pub visit: Option<VisitId>,
    pub assignee: Option<PersonId>,
    pub status: CaseStatus,
    /// The department that has it now: dispatched, and neither recalled nor closed.
    #[serde(default)]
    pub dispatched: Option<DepartmentId>,
    /// Unset where the quarrel was never referred to the mediators.
    #[serde(default)]
    pub referral: Option<Referral>,
    /// In the order of the fold: accepted ones as the server numbered them, then own pending ones.
    pub events: Vec<CaseEvent>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    Open,
    Closed,
}

impl CaseStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseEvent {
    pub id: EventId,
    pub at: Timestamp,
    pub by: PersonId,
    pub kind: EventKind,
    /// To which it is dispatched, or which answers.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// What mediators say of the referral.
    #[serde(default)]
    pub referral: Option<ReferralStep>,
    pub label: Option<String>,
    pub text: String,
    /// Set when the event was illegal in the merged order. It stays visible and changes nothing.
    pub void: Option<VoidReason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Note,
    Close,
    Dispatch,
    Recall,
    Answer,
    /// To the mediators.
    Refer,
    /// What became of that.
    Referral,
}

impl EventKind {
    pub const ALL: [Self; 7] = [
        Self::Note,
        Self::Close,
        Self::Dispatch,
        Self::Recall,
        Self::Answer,
        Self::Refer,
        Self::Referral,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Close => "close",
            Self::Dispatch => "dispatch",
            Self::Recall => "recall",
            Self::Answer => "answer",
            Self::Refer => "refer",
            Self::Referral => "referral",
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoidReason {
    /// Somebody else had closed it before.
    AlreadyClosed,
    /// A dispute that is settled already.
    AlreadySettled,
    /// The department that answers does not have the case then; or there was nothing to recall.
    NotDispatched,
    /// A dispute that is closed as settled, and nobody had agreed upon anything.
    NotSettled,
    /// A case whose referral waits, or is taken up.
    AlreadyReferred,
    /// A referral that is taken up or declined, and nobody had referred the case, or another mediator was first.
    NotWaiting,
    /// A referral that is ended, and no mediator had taken it up, or it is ended already.
    NotTakenUp,
}
