//! Commands on a case (事项): open, note, close; dispatch it to a department, recall it, answer.

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
