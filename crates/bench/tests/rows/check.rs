//! Reads rows through the types of the domain, as an import does.

use std::collections::{BTreeMap, BTreeSet};

use linli_bench::workload::Workload;
use linli_domain::Timestamp;
use linli_domain::command::Outcome;
use linli_domain::exchange::{CaseRow, HouseholdRow, ResidentRow, VisitRow};
use linli_domain::limits;
use linli_domain::text::{Label, Name, Note, Phone, Title};
use uuid::Uuid;

/// Panics at the first row that is not valid, and says which.
pub(crate) fn workload(workload: &Workload) {
    let mut ids = BTreeSet::new();
    let mut buildings = BTreeMap::new();
    let mut dwellings = BTreeSet::new();
    for row in &workload.households {
        household(row, &mut ids);
        buildings.insert(row.id, row.building.clone());
        assert!(
            dwellings.insert((&row.building, &row.unit, &row.room)),
            "one dwelling twice: {row:?}"
        );
    }
    for row in &workload.visits {
        visit(row, &mut ids);
        assert!(buildings.contains_key(&row.household_id), "{row:?}");
    }
    let known: BTreeSet<&String> = buildings.values().collect();
    for row in &workload.cases {
        case(row, &mut ids);
        assert!(known.contains(&row.building), "{row:?}");
        if let Some(household) = row.household_id {
            assert_eq!(buildings[&household], row.building, "{row:?}");
        }
    }
}

fn household(row: &HouseholdRow, ids: &mut BTreeSet<Uuid>) {
    fresh(row.id, ids);
    for label in [&row.building, &row.unit, &row.room]
        .into_iter()
        .chain(&row.tags)
    {
        Label::new(label).unwrap_or_else(|error| panic!("{error}: {row:?}"));
    }
    assert!((1..=limits::RESIDENTS_PER_HOUSEHOLD).contains(&row.residents.len()));
    assert!(row.tags.len() <= limits::TAGS_PER_HOUSEHOLD);
    let tags: BTreeSet<_> = row.tags.iter().collect();
    assert_eq!(tags.len(), row.tags.len(), "one tag twice: {row:?}");
    for person in &row.residents {
        resident(person, ids);
    }
}

fn resident(row: &ResidentRow, ids: &mut BTreeSet<Uuid>) {
    fresh(row.id, ids);
    Name::new(&row.name).unwrap();
    if !row.phone.is_empty() {
        Phone::new(&row.phone).unwrap_or_else(|error| panic!("{error}: {row:?}"));
    }
    Label::new(&row.relation).unwrap();
    Note::new(&row.notes).unwrap();
    assert!(["女", "男"].contains(&row.gender.as_str()), "{row:?}");
    assert!((1920..=2030).contains(&row.birth_year.unwrap()), "{row:?}");
}

fn visit(row: &VisitRow, ids: &mut BTreeSet<Uuid>) {
    fresh(row.id, ids);
    time(&row.at);
    Label::new(&row.purpose).unwrap();
    row.outcome
        .parse::<Outcome>()
        .unwrap_or_else(|error| panic!("{error}: {row:?}"));
    Note::new(&row.note).unwrap();
    assert!(row.requests.len() <= limits::REQUESTS_PER_VISIT);
    for request in &row.requests {
        Label::new(request).unwrap_or_else(|error| panic!("{error}: {row:?}"));
    }
}

fn case(row: &CaseRow, ids: &mut BTreeSet<Uuid>) {
    fresh(row.id, ids);
    Title::new(&row.title).unwrap();
    Label::new(&row.category).unwrap();
    assert!(["open", "closed"].contains(&row.status.as_str()), "{row:?}");
    assert!(row.timeline.len() <= limits::EVENTS_PER_CASE);
    let mut last = time(&row.opened_at);
    for event in &row.timeline {
        fresh(event.id, ids);
        let at = time(&event.at);
        assert!(at >= last, "not in the order of time: {row:?}");
        last = at;
        Label::new(&event.kind).unwrap();
        Note::new(&event.note).unwrap();
    }
}

fn fresh(id: Uuid, ids: &mut BTreeSet<Uuid>) {
    assert_eq!(id.get_version_num(), 4, "{id}");
    assert!(ids.insert(id), "one id twice: {id}");
}

fn time(text: &str) -> Timestamp {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}
