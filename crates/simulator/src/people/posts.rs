//! Posts that change hands.

use linli_client_core::Replica;
use linli_client_core::actions::NewHandover;
use linli_client_core::domain::{Date, PersonId, Role};

use super::Done;
use crate::places::BUILDINGS;
use crate::random::Random;

/// Days at most in which both are at work.
const OVERLAP_DAYS: usize = 15;

/// Hands a head's post over to `successor`, from `today` on.
pub(crate) fn hand_over(
    replica: &mut Replica,
    choice: u64,
    successor: PersonId,
    today: Date,
) -> Done {
    let mut random = Random::new(choice);
    let (estate, building) = BUILDINGS[random.below(BUILDINGS.len())];
    let holders = replica.holders(estate, Some(building), Role::BuildingHead)?;
    let Some(holder) = random.pick(&holders) else {
        return Ok(());
    };
    let handover = NewHandover {
        estate,
        of: holder.appointment,
        person: Some(successor),
        name: "接任的人".parse().expect("a short name"),
        from: today,
        last_day: today.plus_days(random.below(OVERLAP_DAYS) as i32),
    };
    replica.hand_over(handover).map(drop)
}

/// Takes over what was handed over to this person, if anything was.
pub(crate) fn accept(replica: &mut Replica, choice: u64) -> Done {
    let open = replica.open_handovers()?;
    let Some(handover) = Random::new(choice).pick(&open).cloned() else {
        return Ok(());
    };
    replica.accept(handover.estate, handover.appointment)
}
