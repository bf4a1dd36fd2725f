//! Commands on a case (事项): open, note, close.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, HouseholdId, PersonId, VisitId};
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
