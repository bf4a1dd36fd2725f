//! What the heads do in a day: the input of the benchmark's pushes, as plain values.

mod arrivals;
mod draft;

use linli_domain::command::Outcome;
use linli_domain::exchange::HouseholdRow;
use linli_domain::{Date, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::Workload;
use super::draw::{Draw, Stream};

pub use arrivals::arrivals;
use draft::{case_notes, phone_edits, round};

/// One head's day in one building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkingDay {
    pub building: String,
    /// In the order of the day; each household once while there are enough of them.
    pub visits: Vec<VisitDraft>,
    /// Different residents, unless the building has fewer.
    pub phones: Vec<PhoneEdit>,
    /// On open cases of the building; empty if it has none.
    pub case_notes: Vec<CaseNote>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VisitDraft {
    pub id: Uuid,
    pub household: Uuid,
    pub at: Timestamp,
    pub purpose: String,
    pub outcome: Outcome,
    /// May be empty.
    pub note: String,
    pub requests: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneEdit {
    pub household: Uuid,
    pub resident: Uuid,
    pub phone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseNote {
    pub id: Uuid,
    pub case: Uuid,
    pub at: Timestamp,
    pub label: String,
    pub text: String,
}

/// A day's work in `building`, on the day after the last visit of the record.
///
/// # Panics
/// When nobody lives in `building`: a benchmark of nothing would look fast.
pub fn working_day(seed: u64, workload: &Workload, building: &str) -> WorkingDay {
    let at_home = households(workload, building);
    let place = workload.buildings().iter().position(|b| *b == building);
    let mut draw = Draw::nth(seed, Stream::WorkingDay, place.unwrap_or(0) as u64);
    let day = next_day(workload);
    WorkingDay {
        building: building.to_owned(),
        visits: round(&at_home, day, &mut draw),
        phones: phone_edits(&at_home, &mut draw),
        case_notes: case_notes(workload, building, day, &mut draw),
    }
}

/// The rush: `devices` heads, spread evenly over the buildings, with 40 visits each of the same day.
///
/// # Panics
/// When there is not a single household.
pub fn rush(seed: u64, workload: &Workload, devices: usize) -> Vec<Vec<VisitDraft>> {
    let buildings = workload.buildings();
    assert!(!buildings.is_empty(), "a rush needs households");
    let day = next_day(workload);
    (0..devices)
        .map(|device| {
            let at_home = households(workload, buildings[device % buildings.len()]);
            let mut draw = Draw::nth(seed, Stream::Rush, device as u64);
            round(&at_home, day, &mut draw)
        })
        .collect()
}

fn households<'a>(workload: &'a Workload, building: &str) -> Vec<&'a HouseholdRow> {
    let at_home: Vec<_> = workload
        .households
        .iter()
        .filter(|household| household.building == building)
        .collect();
    assert!(!at_home.is_empty(), "nobody lives in {building}");
    at_home
}

/// The day after the last visit or case event; without any, the first of March 2026.
fn next_day(workload: &Workload) -> Date {
    let visits = workload.visits.iter().map(|visit| &visit.at);
    let events = workload
        .cases
        .iter()
        .flat_map(|c| c.timeline.iter().map(|event| &event.at));
    visits
        .chain(events)
        .filter_map(|time| time.parse::<Timestamp>().ok())
        .max()
        .map_or_else(
            || "2026-03-01".parse().expect("a date"),
            |last| last.date().plus_days(1),
        )
}
