//! Commands on an estate's directory (名册): buildings, dwellings, the roster of heads.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AppointmentId, BuildingId, PersonId};
use crate::role::Role;
use crate::text::{Label, Name, Text};
use crate::time::Date;

/// A dwelling (房屋) within a building: unit and room, as the door says.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Dwelling {
    /// "2单元"; empty where a building has no units.
    #[serde(default)]
    pub unit: Text<0, 20>,
    /// "301".
    pub room: Text<1, 20>,
}

impl fmt::Display for Dwelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.unit, self.room)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameEstate {
    pub name: Label,
}

/// How long a device of the estate may be without contact before it locks itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLease {
    /// Within `limits::LEASE_DAYS`.
    pub days: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddBuilding {
    pub building: BuildingId,
    pub name: Label,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddDwellings {
    pub building: BuildingId,
    pub dwellings: Vec<Dwelling>,
}

/// A dated appointment (任命). It is what rights are judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Appoint {
    pub appointment: AppointmentId,
    pub person: PersonId,
    pub name: Name,
    pub role: Role,
    /// Unset: for the whole estate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    pub from: Date,
    /// The last day; unset: until ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAppointment {
    pub appointment: AppointmentId,
    /// The last day on which it holds.
    pub until: Date,
}
