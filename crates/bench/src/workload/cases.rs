//! Complaints, wishes and hazards, and what became of them.

use linli_domain::Timestamp;
use linli_domain::exchange::{CaseRow, EventRow, HouseholdRow};
use uuid::Uuid;

use super::draw::{Draw, Stream};
use super::period::{Period, daytime, render};
use super::prose;
use super::size::Size;
use super::words;

/// A case lasts no longer than this, however long the record is.
const LONGEST_DAYS: i32 = 60;

pub(super) fn generate(
    size: &Size,
    households: &[HouseholdRow],
    volunteers: &[Uuid],
) -> Vec<CaseRow> {
    let mut draw = Draw::new(size.seed, Stream::Cases);
    let period = size.period();
    let per_building = size.households_per_building.max(1) as usize;
    (0..size.cases as usize)
        .map(|number| {
            let building = number % size.buildings.max(1) as usize;
            let at_home = &households[building * per_building..][..per_building];
            let household = &at_home[draw.below(at_home.len())];
            case(household, period, volunteers, &mut draw)
        })
        .collect()
}

fn case(household: &HouseholdRow, period: Period, volunteers: &[Uuid], draw: &mut Draw) -> CaseRow {
    let closed = draw.percent(50);
    let times = times(period, draw);
    let matter = prose::case(draw);
    let last = times.len() - 1;
    let timeline: Vec<EventRow> = times
        .iter()
        .enumerate()
        .map(|(index, &at)| {
            let kind = match index {
                0 => "登记",
                _ if index == last && closed => "办结",
                _ => draw.pick(words::CASE_EVENTS),
            };
            EventRow {
                id: draw.uuid(),
                at: render(at),
                kind: kind.to_owned(),
                by: draw.pick(volunteers),
                note: prose::case_event(kind, draw),
            }
        })
        .collect();
    CaseRow {
        id: draw.uuid(),
        household_id: draw.percent(88).then_some(household.id),
        building: household.building.clone(),
        title: matter.title,
        category: matter.category.to_owned(),
        status: if closed { "closed" } else { "open" }.to_owned(),
        opened_at: timeline[0].at.clone(),
        assignee: draw.percent(92).then(|| draw.pick(volunteers)),
        timeline,
    }
}

/// Three to eight moments within two months, in order and all different.
fn times(period: Period, draw: &mut Draw) -> Vec<Timestamp> {
    let count = draw.between(3, 8);
    let length = period.days().min(LONGEST_DAYS);
    let start = draw.below((period.days() - length + 1) as usize) as i32;
    let mut times: Vec<Timestamp> = Vec::with_capacity(count);
    while times.len() < count {
        let day = period.day(start + draw.below(length as usize) as i32);
        let at = daytime(day, draw);
        if !times.contains(&at) {
            times.push(at);
        }
    }
    times.sort_unstable();
    times
}
