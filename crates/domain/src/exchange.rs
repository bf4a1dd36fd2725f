//! The JSON lines in which an estate's register is taken over and handed on.
//!
//! `linli-server import` reads them, `export` and the workload generator write them. An unknown field
//! is an error: a column that nobody reads is work that somebody believes to be saved.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::command::Gender;
use crate::ids::ResidentId;
use crate::view::ResidentView;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdRow {
    pub id: Uuid,
    pub building: String,
    pub unit: String,
    pub room: String,
    pub residents: Vec<ResidentRow>,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidentRow {
    pub id: Uuid,
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub relation: String,
    #[serde(default)]
    pub birth_year: Option<u16>,
    /// `女` or `男`; empty where the register does not say.
    #[serde(default)]
    pub gender: String,
    #[serde(default)]
    pub notes: String,
}

impl ResidentRow {
    /// What is not known is empty.
    pub fn of(id: ResidentId, resident: ResidentView) -> Self {
        Self {
            id: id.0,
            name: resident.name,
            phone: resident.phone.unwrap_or_default(),
            relation: resident.relation.unwrap_or_default(),
            birth_year: resident.birth_year,
            gender: resident.gender.map_or("", Gender::zh).to_owned(),
            notes: resident.notes.unwrap_or_default(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitRow {
    pub id: Uuid,
    pub household_id: Uuid,
    /// RFC 3339.
    pub at: String,
    pub visitor_id: Uuid,
    pub purpose: String,
    /// The Chinese term or the stable name of an outcome.
    pub outcome: String,
    pub note: String,
    pub requests: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRow {
    pub id: Uuid,
    #[serde(default)]
    pub household_id: Option<Uuid>,
    pub building: String,
    pub title: String,
    pub category: String,
    /// `open` or `closed`.
    pub status: String,
    /// RFC 3339.
    pub opened_at: String,
    #[serde(default)]
    pub assignee: Option<Uuid>,
    pub timeline: Vec<EventRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRow {
    pub id: Uuid,
    /// RFC 3339.
    pub at: String,
    pub kind: String,
    pub by: Uuid,
    pub note: String,
}
