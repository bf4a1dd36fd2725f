//! The single acts of a day, drawn one after the other.

use linli_domain::Date;
use linli_domain::exchange::HouseholdRow;
use uuid::Uuid;

use super::super::draw::Draw;
use super::super::period::at;
use super::super::{Workload, prose, residents, visits, words};
use super::{CaseNote, PhoneEdit, VisitDraft};

const VISITS_A_DAY: usize = 40;
const PHONE_EDITS_A_DAY: usize = 10;
const CASE_NOTES_A_DAY: usize = 5;

/// From half past eight on, ten to fifteen minutes a door.
pub(super) fn round(at_home: &[&HouseholdRow], day: Date, draw: &mut Draw) -> Vec<VisitDraft> {
    let mut second = 8 * 3600 + 1800;
    taken_in_turn(VISITS_A_DAY, at_home.len(), draw)
        .into_iter()
        .map(|index| {
            let household = at_home[index];
            second += draw.between(600, 900) as i64;
            let outcome = visits::outcome(draw);
            VisitDraft {
                id: draw.uuid(),
                household: household.id,
                at: at(day, second),
                purpose: draw.lean(words::PURPOSES).to_owned(),
                outcome,
                note: prose::visit(outcome, household, draw),
                requests: visits::requests(outcome, draw),
            }
        })
        .collect()
}

pub(super) fn phone_edits(at_home: &[&HouseholdRow], draw: &mut Draw) -> Vec<PhoneEdit> {
    let residents: Vec<(Uuid, Uuid)> = at_home
        .iter()
        .flat_map(|household| household.residents.iter().map(|r| (household.id, r.id)))
        .collect();
    taken_in_turn(PHONE_EDITS_A_DAY, residents.len(), draw)
        .into_iter()
        .map(|index| PhoneEdit {
            household: residents[index].0,
            resident: residents[index].1,
            phone: residents::mobile(draw),
        })
        .collect()
}

pub(super) fn case_notes(
    workload: &Workload,
    building: &str,
    day: Date,
    draw: &mut Draw,
) -> Vec<CaseNote> {
    let open: Vec<Uuid> = workload
        .cases
        .iter()
        .filter(|case| case.building == building && case.status == "open")
        .map(|case| case.id)
        .collect();
    taken_in_turn(CASE_NOTES_A_DAY, open.len(), draw)
        .into_iter()
        .enumerate()
        .map(|(index, case)| {
            let label = draw.pick(words::CASE_EVENTS);
            CaseNote {
                id: draw.uuid(),
                case: open[case],
                at: at(day, 19 * 3600 + 420 * index as i64),
                label: label.to_owned(),
                text: prose::case_event(label, draw),
            }
        })
        .collect()
}

/// `count` indices below `bound`, all different until they run out, then from the start again.
fn taken_in_turn(count: usize, bound: usize, draw: &mut Draw) -> Vec<usize> {
    let once = draw.several(count, bound);
    once.iter()
        .copied()
        .cycle()
        .take(if bound == 0 { 0 } else { count })
        .collect()
}
