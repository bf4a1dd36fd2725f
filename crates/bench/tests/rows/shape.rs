//! The standard estate has the proportions of the rows of the field.

use std::collections::BTreeSet;

use linli_bench::workload::{Size, Workload, rush, working_day};
use linli_domain::{Month, Timestamp};

fn standard() -> Workload {
    Workload::generate(&Size::standard(1))
}

/// Of a hundred.
fn share<T>(rows: &[T], counts: impl Fn(&T) -> bool) -> usize {
    rows.iter().filter(|row| counts(row)).count() * 100 / rows.len()
}

#[test]
fn the_register_is_of_the_asked_size() {
    let workload = standard();
    assert_eq!(workload.buildings().len(), 10);
    assert_eq!(workload.households.len(), 1_000);
    assert_eq!(workload.visits.len(), 12_000);
    assert_eq!(workload.cases.len(), 300);
    assert!(
        workload
            .households
            .iter()
            .all(|h| (2..=4).contains(&h.residents.len()))
    );
    let residents: Vec<_> = workload
        .households
        .iter()
        .flat_map(|h| &h.residents)
        .collect();
    assert!((2_800..3_200).contains(&residents.len()));
    assert!((33..43).contains(&share(&residents, |r| !r.notes.is_empty())));
    assert!((50..65).contains(&share(&workload.households, |h| !h.tags.is_empty())));
    let names: BTreeSet<_> = residents.iter().map(|r| &r.name).collect();
    assert!(names.len() * 100 / residents.len() > 95, "names repeat");
}

#[test]
fn visits_fill_two_years_by_day() {
    let workload = standard();
    let times: Vec<Timestamp> = workload
        .visits
        .iter()
        .map(|v| v.at.parse().unwrap())
        .collect();
    let months: BTreeSet<Month> = times.iter().map(|at| at.month()).collect();
    assert_eq!(months.len(), 24);
    let hour = |at: &Timestamp| (at.seconds() / 3600 + 8).rem_euclid(24);
    assert!(times.iter().all(|at| (8..=20).contains(&hour(at))));
    let visited: BTreeSet<_> = workload.visits.iter().map(|v| v.household_id).collect();
    assert!(visited.len() > 990);
}

#[test]
fn notes_are_as_long_and_as_varied_as_peoples_own() {
    let workload = standard();
    let chars: Vec<usize> = workload
        .visits
        .iter()
        .map(|v| v.note.chars().count())
        .collect();
    let mean = chars.iter().sum::<usize>() / chars.len();
    assert!((33..40).contains(&mean), "{mean}");
    assert!(chars.iter().all(|count| *count <= 60));
    let different: BTreeSet<_> = workload.visits.iter().map(|v| &v.note).collect();
    assert!(different.len() * 100 / workload.visits.len() >= 98);
    assert!((55..67).contains(&share(&workload.visits, |v| v.requests.is_empty())));
    assert!(
        workload
            .cases
            .iter()
            .all(|case| (3..=8).contains(&case.timeline.len()))
    );
}

/// Bytes a row of `zstd -3`. An imitation of the field's rows at this size, with their vocabulary and
/// their frequencies, comes to 179, 71 and 382.
#[test]
fn rows_do_not_compress_better_than_those_of_the_field() {
    let folder = tempfile::tempdir().unwrap();
    standard().write(folder.path()).unwrap();
    let bytes_a_row = |name: &str, rows: usize| {
        let text = std::fs::read(folder.path().join(name)).unwrap();
        zstd::bulk::compress(&text, 3).unwrap().len() / rows
    };
    let households = bytes_a_row("households.jsonl", 1_000);
    let visits = bytes_a_row("visits.jsonl", 12_000);
    let cases = bytes_a_row("cases.jsonl", 300);
    assert!((170..210).contains(&households), "{households}");
    assert!((70..85).contains(&visits), "{visits}");
    assert!((380..440).contains(&cases), "{cases}");
}

#[test]
fn a_working_day_is_of_one_building() {
    let workload = standard();
    let day = working_day(1, &workload, "3号楼");
    let at_home: BTreeSet<_> = workload
        .households
        .iter()
        .filter(|household| household.building == "3号楼")
        .map(|household| household.id)
        .collect();
    let visited: BTreeSet<_> = day.visits.iter().map(|visit| visit.household).collect();
    let phoned: BTreeSet<_> = day.phones.iter().map(|edit| edit.resident).collect();
    assert_eq!(
        (visited.len(), phoned.len(), day.case_notes.len()),
        (40, 10, 5)
    );
    assert!(visited.is_subset(&at_home));
    assert!(
        day.phones
            .iter()
            .all(|edit| at_home.contains(&edit.household))
    );
    let dates: BTreeSet<_> = day.visits.iter().map(|visit| visit.at.date()).collect();
    assert_eq!(dates.len(), 1);
    let last = workload
        .visits
        .iter()
        .map(|v| v.at.parse::<Timestamp>().unwrap())
        .max();
    assert!(*dates.first().unwrap() > last.unwrap().date());
}

#[test]
fn no_two_devices_of_a_rush_record_the_same_visit() {
    let workload = standard();
    let devices = rush(1, &workload, 200);
    let ids: BTreeSet<_> = devices.iter().flatten().map(|visit| visit.id).collect();
    assert_eq!(ids.len(), 200 * 40);
}

#[test]
#[should_panic(expected = "nobody lives in 99号楼")]
fn a_day_in_an_unknown_building_is_refused() {
    working_day(1, &standard(), "99号楼");
}
