//! Commands on a dispute (矛盾纠纷): open, note a session or anything else, settle, close.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{BuildingId, CaseId, EventId, HouseholdId};
use crate::text::{Agreement, Note, Title};
use crate::time::{Date, Timestamp};

/// First entry of a dispute. Refused when the document is opened already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDispute {
    pub title: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Note>,
    pub opened_at: Timestamp,
    /// Where it arose; unset where that is no building of the estate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    /// Unset where it concerns no household, or several: each party may name its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// At most `limits::PARTIES_PER_DISPUTE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// The case that was referred to the mediators; unset where somebody came by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
}

impl OpenDispute {
    /// Whether it, or any of its parties, names the household.
    pub fn names(&self, household: HouseholdId) -> bool {
        let parties = self.parties.iter().map(|party| party.household);
        parties
            .chain([self.household])
            .any(|named| named == Some(household))
    }
}

/// One side of a dispute (当事人): not always a resident, nor anybody whom the register knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// "3栋张家", "楼下早餐店".
    pub text: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
}

/// The parties met, or something else is to be remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteDispute {
    pub event: EventId,
    pub at: Timestamp,
    /// The day that the text is about.
    pub on: Date,
    /// Whether the parties met for mediation then (调解会).
    pub session: bool,
    pub text: Note,
}

/// The parties agree (达成协议). Legal while the dispute is open: a later one stays in the record, marked void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleDispute {
    pub event: EventId,
    pub at: Timestamp,
    /// The day of the agreement.
    pub on: Date,
    pub agreement: Agreement,
}

/// Mediation is over. Legal once, and as settled only behind an agreement: else it stays in the record, marked void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDispute {
    pub event: EventId,
    pub at: Timestamp,
    pub outcome: DisputeOutcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Note>,
}

/// How mediation ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOutcome {
    /// The agreement stands (调解成功).
    Settled,
    /// The parties no longer want mediation (已撤回).
    Withdrawn,
    /// It goes to the street's committee, the police or a court (已移交).
    PassedOn,
    /// The parties did not agree, and mediation ended (调解不成): People's Mediation Law, art. 26.
    Unresolved,
}

impl DisputeOutcome {
    pub const ALL: [Self; 4] = [
        Self::Settled,
        Self::Withdrawn,
        Self::PassedOn,
        Self::Unresolved,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Withdrawn => "withdrawn",
            Self::PassedOn => "passed_on",
            Self::Unresolved => "unresolved",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Settled => "调解成功",
            Self::Withdrawn => "已撤回",
            Self::PassedOn => "已移交",
            Self::Unresolved => "调解不成",
        }
    }
}

impl fmt::Display for DisputeOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这种调解结果 (no such outcome of a mediation)")]
pub struct UnknownDisputeOutcome;

impl FromStr for DisputeOutcome {
    type Err = UnknownDisputeOutcome;
    fn from_str(text: &str) -> Result<Self, UnknownDisputeOutcome> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text || outcome.zh() == text)
            .ok_or(UnknownDisputeOutcome)
    }
}
