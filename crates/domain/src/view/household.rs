use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{ConsentMethod, ContactChannel, Gender};
use crate::ids::{BuildingId, EstateId, HouseholdId, ResidentId};
use crate::time::Date;

/// A household document (住户档案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HouseholdView {
    pub id: HouseholdId,
    pub estate: EstateId,
    pub building: BuildingId,
    /// Unset until the household is registered.
    pub dwelling: Option<DwellingView>,
    pub residents: BTreeMap<ResidentId, ResidentView>,
    /// Flags, in order.
    pub tags: Vec<String>,
    pub consents: BTreeMap<String, ConsentView>,
    pub contact: Option<ContactChannel>,
    pub contact_note: Option<String>,
    pub do_not_visit: Option<DoNotVisit>,
    pub verified_on: Option<Date>,
    /// Set when this household is a duplicate of another.
    pub merged_into: Option<HouseholdId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DwellingView {
    pub unit: String,
    pub room: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResidentView {
    pub name: String,
    pub phone: Option<String>,
    pub relation: Option<String>,
    pub birth_year: Option<u16>,
    pub gender: Option<Gender>,
    pub notes: Option<String>,
    pub moved_in: Option<Date>,
    pub moved_out: Option<Date>,
    /// Set when this resident is a duplicate of another of the household.
    pub merged_into: Option<ResidentId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsentView {
    pub method: ConsentMethod,
    pub on: Date,
    pub given_by: Option<ResidentId>,
    /// Set when it was taken back.
    pub withdrawn_on: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DoNotVisit {
    /// Unset: until the household says otherwise.
    pub until: Option<Date>,
}
