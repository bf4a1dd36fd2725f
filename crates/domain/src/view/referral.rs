use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::time::Timestamp;

/// How the referral of a case to the mediators stands (转调解): the receipt of whoever referred it. Of the mediation
/// file it holds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Referral {
    /// Who referred it.
    pub by: PersonId,
    pub at: Timestamp,
    pub state: ReferralState,
    /// When it came to stand so: `at` while it waits.
    pub since: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferralState {
    /// No mediator has dealt with it yet (待受理).
    Waiting,
    /// Under mediation (调解中).
    TakenUp,
    /// Not for mediation (不受理). The case may be referred again.
    Declined,
    /// Mediation is over (已结束). The case may be referred again.
    Ended,
}

impl ReferralState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::TakenUp, Self::Declined, Self::Ended];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::TakenUp => "taken_up",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }
}
