use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AppointmentId, BuildingId, DepartmentId, EstateId, PersonId};
use crate::level::Level;
use crate::role::Role;
use crate::time::Date;

/// An estate's directory (名册).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DirectoryView {
    pub estate: EstateId,
    pub name: Option<String>,
    /// Unset: `limits::LEASE_DAYS_DEFAULT` holds.
    #[serde(default)]
    pub lease_days: Option<u16>,
    /// Estate where nobody has placed it.
    pub level: Level,
    /// The place above in the tree.
    pub parent: Option<EstateId>,
    pub buildings: BTreeMap<BuildingId, BuildingView>,
    /// Their names.
    #[serde(default)]
    pub departments: BTreeMap<DepartmentId, String>,
    pub appointments: BTreeMap<AppointmentId, AppointmentView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BuildingView {
    pub name: String,
    /// Unit and room, in order.
    pub dwellings: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppointmentView {
    pub person: PersonId,
    pub name: String,
    pub role: Role,
    /// Unset: the whole estate.
    pub building: Option<BuildingId>,
    /// Set for a handler.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    pub from: Date,
    /// The last day, handovers taken into account.
    pub until: Option<Date>,
    /// Acting (代理): while somebody is on leave, or until the post is filled.
    pub acting: bool,
    /// Whose place is taken meanwhile.
    pub covers: Option<AppointmentId>,
    /// Whom it succeeds.
    pub succeeds: Option<AppointmentId>,
    /// When the successor accepted.
    pub accepted: Option<Date>,
}
