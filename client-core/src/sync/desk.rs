//! What handlers and auditors ask the server, who get nothing by feed: cases that are dispatched to the department,
//! the answer to one, the audit log.

use linli_domain::text::Note;
use linli_domain::{
    BuildingId, CaseId, DepartmentId, DeviceId, EstateId, EventId, PersonId, Seq, Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::errand::Errand;
use super::http::Method;
use super::inbox::Named;
use crate::Result;
use crate::replica::Replica;
use crate::surroundings::new_uuid;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DispatchedCases {
    /// In the order of their ids.
    pub cases: Vec<DispatchedCase>,
    /// There are more behind the last one.
    pub more: bool,
}

/// A case that the handler's department has now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DispatchedCase {
    pub id: CaseId,
    pub estate: Named<EstateId>,
    pub building: Named<BuildingId>,
    pub department: Named<DepartmentId>,
    pub title: String,
    pub category: String,
    pub detail: Option<String>,
    pub status: String,
    pub opened_at: Option<Timestamp>,
    pub dispatched_at: Option<Timestamp>,
    /// What is asked of the department.
    pub asked: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DispatchedStory {
    #[serde(flatten)]
    pub case: DispatchedCase,
    pub events: Vec<DispatchedEvent>,
    /// Earlier events that the server left out.
    pub left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DispatchedEvent {
    pub id: EventId,
    pub at: Timestamp,
    /// `note`, `dispatch`, `answer`, or a word of a newer server.
    pub kind: String,
    pub label: Option<String>,
    pub department: Option<Named<DepartmentId>>,
    pub text: String,
    pub void: Option<String>,
}

/// The answer is on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub event: EventId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRows {
    pub rows: Vec<AuditRow>,
    /// There are more behind the last one.
    pub more: bool,
}

/// A row of the audit log: ids and counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub number: u64,
    pub at: Timestamp,
    pub event: String,
    /// Unset: the operator at the console.
    pub person: Option<PersonId>,
    pub device: Option<DeviceId>,
    pub estate: Option<EstateId>,
    pub first_seq: Option<Seq>,
    pub last_seq: Option<Seq>,
    pub count: u64,
    pub subject: Option<Uuid>,
    pub ground: Option<String>,
    pub hash: String,
}

impl Replica {
    /// Asks which cases this handler's departments have, those behind `after`.
    pub fn dispatched(&self, after: Option<CaseId>) -> Result<Errand<DispatchedCases>> {
        self.reading()?;
        let behind = after.map(|after| format!("?after={after}"));
        let path = format!("/v1/dispatched{}", behind.unwrap_or_default());
        Ok(Errand::new(Method::Get, path, None))
    }

    /// Asks for one of them, with what happened on it.
    pub fn dispatched_case(&self, case: CaseId) -> Result<Errand<DispatchedStory>> {
        self.reading()?;
        let path = format!("/v1/dispatched/{case}");
        Ok(Errand::new(Method::Get, path, None))
    }

    /// Answers one of them in the department's name. The server refuses an empty text.
    pub fn answer_dispatched(&self, case: CaseId, text: &Note) -> Result<Errand<Answered>> {
        self.reading()?;
        let event = EventId(new_uuid(&*self.surroundings));
        let body = serde_json::json!({ "event": event, "text": text });
        let path = format!("/v1/dispatched/{case}/answers");
        let body = body.to_string().into_bytes();
        Ok(Errand::new(Method::Post, path, Some(body)))
    }

    /// Asks for the audit log of the places where this person is an auditor: rows behind number `after`.
    pub fn audit(&self, after: u64) -> Result<Errand<AuditRows>> {
        self.reading()?;
        let path = format!("/v1/audit?after={after}");
        Ok(Errand::new(Method::Get, path, None))
    }
}
