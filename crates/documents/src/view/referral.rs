//! How the referral of a case stands (转调解): waiting, then taken up or declined, then ended; and from the beginning.

use linli_domain::command::ReferralStep;
use linli_domain::view::{CaseEvent, Referral, ReferralState, VoidReason};

/// The case is referred: void while it is already.
pub(super) fn begins(referral: &mut Option<Referral>, event: &CaseEvent) -> Option<VoidReason> {
    use ReferralState::{Declined, Ended, TakenUp, Waiting};
    match referral.map(|referral| referral.state) {
        Some(Waiting | TakenUp) => Some(VoidReason::AlreadyReferred),
        None | Some(Declined | Ended) => {
            *referral = Some(Referral {
                by: event.by,
                at: event.at,
                state: Waiting,
                since: event.at,
            });
            None
        }
    }
}

/// Mediators say what became of it: void where that does not follow. A step of a newer version is no more than a note.
pub(super) fn goes_on(referral: &mut Option<Referral>, event: &CaseEvent) -> Option<VoidReason> {
    let step = event.referral?;
    let (from, to, otherwise) = match step {
        ReferralStep::TakenUp => (
            ReferralState::Waiting,
            ReferralState::TakenUp,
            VoidReason::NotWaiting,
        ),
        ReferralStep::Declined => (
            ReferralState::Waiting,
            ReferralState::Declined,
            VoidReason::NotWaiting,
        ),
        ReferralStep::Ended => (
            ReferralState::TakenUp,
            ReferralState::Ended,
            VoidReason::NotTakenUp,
        ),
    };
    match referral {
        Some(referral) if referral.state == from => {
            (referral.state, referral.since) = (to, event.at);
            None
        }
        _ => Some(otherwise),
    }
}
