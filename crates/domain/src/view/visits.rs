use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Outcome;
use crate::ids::{BuildingId, CaseId, EstateId, HouseholdId, PersonId, ResidentId, VisitId};
use crate::time::{Date, Timestamp};

/// A visit log (走访记录): the visits to one building in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VisitsView {
    pub estate: EstateId,
    pub building: BuildingId,
    /// `2026-11`.
    pub month: String,
    pub visits: BTreeMap<VisitId, VisitView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VisitView {
    pub household: HouseholdId,
    pub at: Timestamp,
    /// Who made the visit, and alone may correct it.
    pub by: PersonId,
    pub outcome: Outcome,
    pub purpose: Option<String>,
    pub met: Vec<ResidentId>,
    pub note: Option<String>,
    pub requests: Vec<VisitRequest>,
    pub next_visit_on: Option<Date>,
    pub card: Option<String>,
    /// The reason, when it was withdrawn.
    pub withdrawn: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VisitRequest {
    pub text: String,
    pub case: Option<CaseId>,
}
