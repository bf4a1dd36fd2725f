//! An estate's documents, made from rows as heads would write them, or as an import takes them over.

use std::collections::BTreeMap;

use linli_documents::Document;
use linli_domain::command::{Command, Recorded};
use linli_domain::exchange::{CaseRow, HouseholdRow, VisitRow};
use linli_domain::{
    ActorId, BuildingId, CaseId, DocumentKey, EstateId, HouseholdId, PersonId, Timestamp,
};

use crate::rows;

pub(crate) const ESTATE: EstateId = EstateId::from_bytes([7; 16]);

pub(crate) struct Rows {
    pub(crate) households: Vec<HouseholdRow>,
    pub(crate) visits: Vec<VisitRow>,
    pub(crate) cases: Vec<CaseRow>,
}

pub(crate) struct Estate {
    pub(crate) households: Vec<Document>,
    pub(crate) visits: Vec<Document>,
    pub(crate) cases: Vec<Document>,
}

impl Estate {
    pub(crate) fn build(rows: &Rows, taken_over: bool) -> Self {
        let author = |head: PersonId| if taken_over { PersonId::OPERATOR } else { head };
        let mut buildings = BTreeMap::new();
        let mut households = Vec::new();
        for row in &rows.households {
            let building = BuildingId::of_name(ESTATE, &row.building);
            buildings.insert(row.id, building);
            let mut document = household(building, row);
            let head = author(PersonId(building.0));
            execute(
                &mut document,
                head,
                "2024-03-01T01:00:00Z",
                &rows::register(row),
            );
            households.push(document);
        }
        let mut logs = BTreeMap::new();
        for row in &rows.visits {
            let key = DocumentKey::Visits {
                estate: ESTATE,
                building: buildings[&row.household_id],
                month: row.at.parse::<Timestamp>().unwrap().month(),
            };
            let log = logs
                .entry(key)
                .or_insert_with(|| Document::genesis(&key, 0));
            let visitor = author(PersonId(row.visitor_id));
            execute(log, visitor, &row.at, &rows::record(row, taken_over));
        }
        let cases = rows.cases.iter().map(|row| {
            let mut document = case(BuildingId::of_name(ESTATE, &row.building), row);
            let opener = author(PersonId(
                row.timeline.first().map_or(row.id, |event| event.by),
            ));
            execute(&mut document, opener, &row.opened_at, &rows::open(row));
            for (by, command) in rows::events(row) {
                execute(&mut document, author(by), &row.opened_at, &command);
            }
            document
        });
        Self {
            cases: cases.collect(),
            households,
            visits: logs.into_values().collect(),
        }
    }

    pub(crate) fn documents(&self) -> impl Iterator<Item = &Document> {
        self.households
            .iter()
            .chain(&self.visits)
            .chain(&self.cases)
    }
}

fn household(building: BuildingId, row: &HouseholdRow) -> Document {
    let household = HouseholdId(row.id);
    let key = DocumentKey::Household {
        estate: ESTATE,
        building,
        household,
    };
    Document::genesis(&key, 0)
}

fn case(building: BuildingId, row: &CaseRow) -> Document {
    let key = DocumentKey::Case {
        estate: ESTATE,
        building,
        case: CaseId(row.id),
    };
    Document::genesis(&key, 0)
}

/// Everybody has one device, and its actor is the person's id.
fn execute(document: &mut Document, author: PersonId, at: &str, command: &Command) {
    let recorded = Recorded {
        author,
        at: at.parse().unwrap(),
        command: command.clone(),
    };
    document
        .execute(ActorId(*author.as_bytes()), &recorded)
        .expect("the workload's rows are legal");
}
