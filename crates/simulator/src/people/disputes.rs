//! Disputes under mediation: of a whole estate, and for few.

use linli_client_core::Replica;
use linli_client_core::actions::NewDispute;
use linli_client_core::domain::command::{DisputeOutcome, Party};
use linli_client_core::query::DisputeFilter;

use super::{Done, a_household, text};
use crate::places::ESTATES;
use crate::random::Random;

/// Opens one, or goes on with one that is there. Who has no right to it, or no longer, does so all the same.
pub(super) fn mediate(replica: &mut Replica, random: &mut Random) -> Done {
    let disputes = replica.disputes(&DisputeFilter::default())?;
    let Some(dispute) = random.pick(&disputes).filter(|_| random.below(3) > 0) else {
        return open(replica, random);
    };
    let (id, on) = (dispute.id, "2026-11-24".parse().expect("a date"));
    let said = text(random);
    match random.below(5) {
        0 => {
            let agreement = said.parse().expect("a short text");
            replica.settle_dispute(id, on, agreement).map(drop)
        }
        1 => {
            let outcome = DisputeOutcome::ALL[random.below(DisputeOutcome::ALL.len())];
            replica
                .close_dispute(id, outcome, said.parse().ok())
                .map(drop)
        }
        _ => {
            let (session, note) = (random.below(2) == 0, said.parse().expect("a short note"));
            replica.note_dispute(id, on, session, note).map(drop)
        }
    }
}

fn open(replica: &mut Replica, random: &mut Random) -> Done {
    let household = a_household(replica, random);
    let party = Party {
        text: text(random).parse().expect("a short text"),
        household: a_household(replica, random),
    };
    let dispute = NewDispute {
        estate: Some(ESTATES[random.below(ESTATES.len())]),
        building: None,
        household,
        title: text(random).parse().expect("a short title"),
        detail: None,
        parties: vec![party],
    };
    replica.open_dispute(dispute).map(drop)
}
