//! Commands on a building's visit log of one month (走访记录).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, HouseholdId, PersonId, ResidentId, VisitId};
use crate::text::{Label, Note, Text};
use crate::time::{Date, Timestamp};

/// How a visit ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Somebody was met (正常).
    Met,
    /// Somebody was met, and more is to be done (需跟进).
    FollowUp,
    /// Somebody was met, and the matter was passed on (已转介).
    Referred,
    /// Reached by telephone instead (电话联系).
    Phoned,
    /// Nobody opened (无人应答).
    NoAnswer,
    /// The household did not want the visit (拒访).
    Refused,
    /// The household lives here no longer (已搬走).
    MovedAway,
    /// Nobody opened; a contact card was left (留联系卡).
    CardLeft,
}

impl Outcome {
    pub const ALL: [Self; 8] = [
        Self::Met,
        Self::FollowUp,
        Self::Referred,
        Self::Phoned,
        Self::NoAnswer,
        Self::Refused,
        Self::MovedAway,
        Self::CardLeft,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::FollowUp => "follow_up",
            Self::Referred => "referred",
            Self::Phoned => "phoned",
            Self::NoAnswer => "no_answer",
            Self::Refused => "refused",
            Self::MovedAway => "moved_away",
            Self::CardLeft => "card_left",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Met => "正常",
            Self::FollowUp => "需跟进",
            Self::Referred => "已转介",
            Self::Phoned => "电话联系",
            Self::NoAnswer => "无人应答",
            Self::Refused => "拒访",
            Self::MovedAway => "已搬走",
            Self::CardLeft => "留联系卡",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这种走访结果 (no such outcome)")]
pub struct UnknownOutcome;

impl FromStr for Outcome {
    type Err = UnknownOutcome;
    /// Takes the stable name and the Chinese term alike.
    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL
            .into_iter()
            .find(|o| o.as_str() == text || o.zh() == text)
            .ok_or(UnknownOutcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The number printed on a contact card (联系卡) that was left at the door.
pub type CardNumber = Text<1, 20>;

/// Something the household asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub text: Label,
    /// The case that the same user action opens; unset for requests taken over by an import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
}

/// A visit, written down at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordVisit {
    pub visit: VisitId,
    pub household: HouseholdId,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// "日常走访", "送药上门".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Label>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<ResidentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_visit_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardNumber>,
    /// Who made the visit, when that is not the author: only where an office's records are taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<PersonId>,
}

/// One field of a visit with its new value; `null` takes the value away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitChange {
    At(Timestamp),
    Outcome(Outcome),
    Purpose(Option<Label>),
    Note(Option<Note>),
    NextVisitOn(Option<Date>),
    Card(Option<CardNumber>),
}

/// Only the visitor corrects a visit. It stays in the log in which it was first filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectVisit {
    pub visit: VisitId,
    pub changes: Vec<VisitChange>,
}

/// Only the visitor withdraws a visit. It stays, marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawVisit {
    pub visit: VisitId,
    pub reason: Label,
}
