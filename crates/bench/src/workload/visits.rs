//! Two years at the doors.

use linli_domain::Timestamp;
use linli_domain::command::Outcome;
use linli_domain::exchange::{HouseholdRow, VisitRow};
use uuid::Uuid;

use super::draw::{Draw, Stream};
use super::period::render;
use super::prose;
use super::size::Size;
use super::words;

/// How visits end, by weight.
const OUTCOMES: [(usize, Outcome); 8] = [
    (38, Outcome::Met),
    (24, Outcome::FollowUp),
    (9, Outcome::Referred),
    (17, Outcome::Phoned),
    (5, Outcome::NoAnswer),
    (2, Outcome::Refused),
    (1, Outcome::MovedAway),
    (4, Outcome::CardLeft),
];

pub(super) fn generate(
    size: &Size,
    households: &[HouseholdRow],
    volunteers: &[Uuid],
) -> Vec<VisitRow> {
    let mut draw = Draw::new(size.seed, Stream::Visits);
    let mut visits = Vec::with_capacity(size.visits as usize);
    for (household, moments) in households.iter().zip(moments(size, households, &mut draw)) {
        for at in moments {
            visits.push(visit(household, at, draw.pick(volunteers), &mut draw));
        }
    }
    visits
}

/// When each household was visited, in order. Who has a flag is seen more often.
fn moments(size: &Size, households: &[HouseholdRow], draw: &mut Draw) -> Vec<Vec<Timestamp>> {
    let period = size.period();
    let mut moments = vec![Vec::new(); households.len()];
    let tickets: Vec<usize> = households
        .iter()
        .enumerate()
        .flat_map(|(index, household)| vec![index; 2 + household.tags.len()])
        .collect();
    for _ in 0..size.visits {
        moments[draw.pick(&tickets)].push(period.moment(draw));
    }
    for of_one in &mut moments {
        of_one.sort_unstable();
    }
    moments
}

fn visit(household: &HouseholdRow, at: Timestamp, visitor: Uuid, draw: &mut Draw) -> VisitRow {
    let outcome = outcome(draw);
    VisitRow {
        id: draw.uuid(),
        household_id: household.id,
        at: render(at),
        visitor_id: visitor,
        purpose: draw.lean(words::PURPOSES).to_owned(),
        outcome: outcome.zh().to_owned(),
        note: prose::visit(outcome, household, draw),
        requests: requests(outcome, draw),
    }
}

pub(super) fn outcome(draw: &mut Draw) -> Outcome {
    draw.weigh(&OUTCOMES)
}

/// None, one or two, and only where somebody spoke.
pub(super) fn requests(outcome: Outcome, draw: &mut Draw) -> Vec<String> {
    let count = match outcome {
        Outcome::Met | Outcome::FollowUp | Outcome::Referred | Outcome::Phoned => {
            draw.weigh(&[(56, 0), (22, 1), (22, 2)])
        }
        Outcome::NoAnswer | Outcome::Refused | Outcome::MovedAway | Outcome::CardLeft => 0,
    };
    (0..count).map(|_| prose::request(draw)).collect()
}
