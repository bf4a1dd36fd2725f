//! Cases that are referred to the mediators. Who has no right to follow them up does so all the same.

use linli_client_core::Replica;
use linli_client_core::actions::NewDispute;
use linli_client_core::domain::command::DisputeOutcome;
use linli_client_core::domain::view::{CaseView, ReferralState};
use linli_client_core::domain::{CaseId, DisputeId};
use linli_client_core::query::{CaseFilter, DisputeFilter};

use super::work::open_case;
use super::{Done, text};
use crate::random::Random;

pub(super) fn waits(case: &CaseView) -> bool {
    let state = case.referral.map(|referral| referral.state);
    state == Some(ReferralState::Waiting)
}

/// Ends the mediation of a case that was referred, or begins with one that waits, or opens another case.
pub(super) fn follow_up(replica: &mut Replica, random: &mut Random) -> Done {
    let mut disputes = replica.disputes(&DisputeFilter {
        pending_only: true,
        ..DisputeFilter::default()
    })?;
    disputes.retain(|dispute| dispute.case.is_some());
    if let Some(dispute) = random.pick(&disputes) {
        return withdraw(replica, dispute.id);
    }
    let mut cases = replica.cases(&CaseFilter::default())?;
    cases.retain(waits);
    match random.pick(&cases) {
        Some(case) => take_up(replica, random, case.id),
        None => open_case(replica, random),
    }
}

fn withdraw(replica: &mut Replica, dispute: DisputeId) -> Done {
    let outcome = DisputeOutcome::Withdrawn;
    replica.close_dispute(dispute, outcome, None).map(drop)
}

/// Or declines it.
pub(super) fn take_up(replica: &mut Replica, random: &mut Random, case: CaseId) -> Done {
    let said = text(random);
    if random.below(4) == 0 {
        let reason = said.parse().expect("a short note");
        return replica.decline_referral(case, reason).map(drop);
    }
    let dispute = NewDispute {
        estate: None,
        building: None,
        household: None,
        title: said.parse().expect("a short title"),
        detail: None,
        parties: Vec::new(),
    };
    let dispute = replica.take_up_referral(case, dispute)?;
    // Some are over with one word.
    if random.below(3) == 0 {
        withdraw(replica, dispute)?;
    }
    Ok(())
}
