//! Commands on a household (住户) and its residents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::directory::Dwelling;
use crate::ids::{HouseholdId, ResidentId};
use crate::text::{Label, Name, Note, Phone};
use crate::time::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
}

impl Gender {
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Female => "女",
            Self::Male => "男",
        }
    }
}

/// A resident as first written down: what a visit needs, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResident {
    pub id: ResidentId,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Relation to the head of the household (与户主关系).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_year: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Note>,
    /// Unset: already lived here when written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_in: Option<Date>,
}

/// How consent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMethod {
    /// Said at the door, to the person who records it.
    Spoken,
    /// Signed on paper.
    Written,
    /// Taken over with the office's own register, which holds the paper.
    Transferred,
}

/// Consent to keep one sensitive flag (PIPL art. 14 and 29: specific, and revocable).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    pub tag: Label,
    pub method: ConsentMethod,
    pub on: Date,
    /// Who of the household gave it; unset where the register does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_by: Option<ResidentId>,
}

/// Flags that may be kept without consent, since they say nothing of a person's health, age or need.
const PLAIN_TAGS: &[&str] = &["租户", "热心户", "定期随访"];

/// Whether a flag needs recorded consent. Unknown flags do: the safe side.
pub fn is_sensitive(tag: &str) -> bool {
    !PLAIN_TAGS.contains(&tag)
}

/// First entry of a household. Refused when the document is registered already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterHousehold {
    pub dwelling: Dwelling,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<NewResident>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Label>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
}

/// The household lives in another dwelling of the same building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkDwelling {
    pub dwelling: Dwelling,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddResident {
    pub resident: NewResident,
}

/// One field of a resident with its new value; `null` takes the value away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResidentChange {
    Name(Name),
    Phone(Option<Phone>),
    Relation(Option<Label>),
    BirthYear(Option<u16>),
    Gender(Option<Gender>),
    Notes(Option<Note>),
}

/// Only the fields named are written, so that a stale form never undoes another's correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectResident {
    pub resident: ResidentId,
    pub changes: Vec<ResidentChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveOutResident {
    pub resident: ResidentId,
    pub on: Date,
}

/// A resident who had moved out lives here again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInResident {
    pub resident: ResidentId,
    pub on: Date,
}

/// `resident` is the same person as `into`, written down twice. Nothing is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeResident {
    pub resident: ResidentId,
    pub into: ResidentId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmergeResident {
    pub resident: ResidentId,
}

/// This household is the same as `into`, registered twice. Nothing is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeHousehold {
    pub into: HouseholdId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmergeHousehold {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    Visit,
    Phone,
    Message,
}

/// How the household likes to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetContactPreference {
    pub channel: ContactChannel,
    /// "傍晚六点后", "先打电话给女儿".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// The household asks not to be visited, until a date or until it says otherwise; or lifts that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDoNotVisit {
    pub wanted: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Everything about the household was gone through with somebody who lives there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyHousehold {
    pub on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordConsent {
    pub consent: Consent,
}

/// Consent is taken back: the flag goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsent {
    pub tag: Label,
    pub on: Date,
}

/// Puts a flag on the household; a sensitive one needs recorded consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTag {
    pub tag: Label,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearTag {
    pub tag: Label,
}

/// Why somebody's data is erased (PIPL art. 47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureGround {
    /// The resident, or who acts for them, asks for it.
    Requested,
    /// What it was kept for is done, or the resident has moved away for good.
    Purpose,
    /// Consent was withdrawn.
    Consent,
    /// It should never have been kept.
    Unlawful,
}

/// Erases a resident for good: the server begins the document anew without them, and nothing of what was
/// recorded of them is left in its history. There is no way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseResident {
    pub resident: ResidentId,
    pub ground: ErasureGround,
}
