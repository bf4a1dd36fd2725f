//! Commands on an estate's directory (名册): buildings, dwellings, the roster of heads.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AppointmentId, BuildingId, DepartmentId, EstateId, PersonId};
use crate::level::Level;
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

/// A department (部门) to which cases of this place, and of those below, can be dispatched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddDepartment {
    pub department: DepartmentId,
    pub name: Label,
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
    /// Of this directory. Set for a handler of a department, and for nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
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

/// Where this place stands in the tree. What is not placed is an estate of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceUnder {
    /// Estate or higher: a building is placed by its estate's directory.
    pub level: Level,
    /// The place above; unset: the top of a tree. One that does not stand higher is as good as none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<EstateId>,
}

/// An acting appointment (代理): while somebody is on leave, or until a post is filled. It always ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointActing {
    pub appointment: AppointmentId,
    /// Whose place is taken, of the same role, building and department; unset: a vacant post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<AppointmentId>,
    pub person: PersonId,
    pub name: Name,
    pub role: Role,
    /// Unset: for the whole place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    /// As in `Appoint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// Hands a post over (交接): a successor of the same role, building and department begins, and once they have accepted
/// it, the predecessor's appointment ends with `last_day`. Between `from` and then both work.
/// Ending the successor's appointment before revokes the handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The successor's, new.
    pub appointment: AppointmentId,
    /// The predecessor's.
    pub of: AppointmentId,
    pub person: PersonId,
    pub name: Name,
    pub from: Date,
    /// The predecessor's last day; the day of acceptance where that comes later.
    pub last_day: Date,
}

/// The successor takes a post over. Given by nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptAppointment {
    pub appointment: AppointmentId,
    pub on: Date,
}
