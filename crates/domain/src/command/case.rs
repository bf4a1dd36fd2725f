//! Commands on a case (事项): open, note, close; dispatch it to a department, recall it, answer; refer it to the
//! mediators, who say what became of that.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{DepartmentId, EventId, HouseholdId, PersonId, VisitId};
use crate::text::{Label, Note, Title};
use crate::time::Timestamp;

/// First entry of a case. Refused when the document is opened already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// Unset where it concerns the building, not one household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    pub title: Title,
    pub category: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Note>,
    pub opened_at: Timestamp,
    /// The visit in which it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonId>,
}

/// Something happened on the case: a call, a visit, an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteCase {
    pub event: EventId,
    pub at: Timestamp,
    /// "电话", "上门", "转介".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    pub text: Note,
    /// Who did it, when that is not the author: only where an office's records are taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

/// The case is done. Legal once: a second closing stays in the record, marked void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCase {
    pub event: EventId,
    pub at: Timestamp,
    pub text: Note,
}

/// The case goes to a department (派单), whose handlers see it from then on. A further dispatch replaces the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchCase {
    pub event: EventId,
    pub at: Timestamp,
    /// Of the estate's directory, or of one of a place above.
    pub department: DepartmentId,
    /// What is asked of the department.
    pub text: Note,
}

/// The case is taken back from its department (收回), whose handlers no longer see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallCase {
    pub event: EventId,
    pub at: Timestamp,
    pub text: Note,
}

/// A department's answer (答复). Void unless the case is dispatched to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCase {
    pub event: EventId,
    pub at: Timestamp,
    /// In whose name its handler answers.
    pub department: DepartmentId,
    pub text: Note,
}

/// The quarrel that the case tells of goes to the mediators (转调解). Void while an earlier referral is under way, and on
/// a case that is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferCase {
    pub event: EventId,
    pub at: Timestamp,
    /// What the mediators are asked to settle.
    pub text: Note,
}

/// What became of a referral: the receipt of whoever referred the case. Void where it does not follow from how the
/// referral stands; a case that is closed meanwhile still gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteReferral {
    pub event: EventId,
    pub at: Timestamp,
    pub state: ReferralStep,
    /// Why it is declined; with anything else refused as malformed, for nothing of a mediation file stands in a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Note>,
}

/// What mediators say of a referral: that, and nothing of how it went.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReferralStep {
    /// A mediator deals with it (受理).
    TakenUp,
    /// It is not for mediation (不受理).
    Declined,
    /// Mediation is over, however it ended (结束).
    Ended,
}

impl ReferralStep {
    pub const ALL: [Self; 3] = [Self::TakenUp, Self::Declined, Self::Ended];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TakenUp => "taken_up",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }

    /// Of the word that a document holds; `None` for one of a newer version.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
}

impl fmt::Display for ReferralStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
