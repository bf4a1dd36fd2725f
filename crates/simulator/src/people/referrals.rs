//! Cases that were referred to the mediators.

use linli_client_core::Replica;
use linli_client_core::actions::NewDispute;
use linli_client_core::domain::view::ReferralState;
use linli_client_core::query::CaseFilter;

use super::{Done, text};
use crate::random::Random;

/// Declines one that waits, or takes it up. Who has no right to it does so all the same.
pub(super) fn follow_up(replica: &mut Replica, random: &mut Random) -> Done {
    let mut cases = replica.cases(&CaseFilter::default())?;
    cases.retain(|case| {
        let state = case.referral.map(|referral| referral.state);
        state == Some(ReferralState::Waiting)
    });
    let Some(case) = random.pick(&cases) else {
        return Ok(());
    };
    let said = text(random);
    if random.below(3) == 0 {
        let reason = said.parse().expect("a short note");
        return replica.decline_referral(case.id, reason).map(drop);
    }
    let dispute = NewDispute {
        estate: None,
        building: None,
        household: None,
        title: said.parse().expect("a short title"),
        detail: None,
        parties: Vec::new(),
    };
    replica.take_up_referral(case.id, dispute).map(drop)
}
