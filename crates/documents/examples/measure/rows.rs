//! The workload's rows, and the commands that say the same.

use std::path::Path;

use linli_domain::command::{
    CloseCase, Command, Consent, ConsentMethod, Dwelling, Gender, NewResident, NoteCase, OpenCase,
    RecordVisit, RegisterHousehold, Request, is_sensitive,
};
use linli_domain::exchange::{CaseRow, HouseholdRow, VisitRow};
use linli_domain::text::Note;
use linli_domain::{EventId, HouseholdId, PersonId, ResidentId, VisitId};

/// One JSON object a line.
pub(crate) fn read<T: serde::de::DeserializeOwned>(folder: &Path, name: &str) -> Vec<T> {
    let text = std::fs::read_to_string(folder.join(name)).expect("the folder has the workload");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("the shape of the workload's rows"))
        .collect()
}

pub(crate) fn register(row: &HouseholdRow) -> Command {
    let residents = row.residents.iter().map(|resident| NewResident {
        id: ResidentId(resident.id),
        name: resident.name.parse().unwrap(),
        phone: resident.phone.parse().ok(),
        relation: resident.relation.parse().ok(),
        birth_year: resident.birth_year,
        gender: Some(if resident.gender == "女" {
            Gender::Female
        } else {
            Gender::Male
        }),
        notes: Some(resident.notes.parse().unwrap()).filter(|notes: &Note| !notes.is_empty()),
        moved_in: None,
    });
    let consents = row
        .tags
        .iter()
        .filter(|tag| is_sensitive(tag))
        .map(|tag| Consent {
            tag: tag.parse().unwrap(),
            method: ConsentMethod::Transferred,
            on: "2024-01-01".parse().unwrap(),
            given_by: None,
        });
    RegisterHousehold {
        dwelling: Dwelling {
            unit: row.unit.parse().unwrap(),
            room: row.room.parse().unwrap(),
        },
        residents: residents.collect(),
        tags: row.tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        consents: consents.collect(),
    }
    .into()
}

/// `taken_over`: by an import, so that the visitor is not the author.
pub(crate) fn record(row: &VisitRow, taken_over: bool) -> Command {
    RecordVisit {
        visit: VisitId(row.id),
        household: HouseholdId(row.household_id),
        at: row.at.parse().unwrap(),
        outcome: row.outcome.parse().unwrap(),
        purpose: row.purpose.parse().ok(),
        met: vec![],
        note: row.note.parse().ok(),
        requests: row
            .requests
            .iter()
            .map(|text| Request {
                text: text.parse().unwrap(),
                case: None,
            })
            .collect(),
        next_visit_on: None,
        card: None,
        visitor: taken_over.then_some(PersonId(row.visitor_id)),
    }
    .into()
}

pub(crate) fn open(row: &CaseRow) -> Command {
    OpenCase {
        household: row.household_id.map(HouseholdId),
        title: row.title.parse().unwrap(),
        category: row.category.parse().unwrap(),
        detail: None,
        opened_at: row.opened_at.parse().unwrap(),
        visit: None,
        assignee: row.assignee.map(PersonId),
    }
    .into()
}

/// A closed case's last entry closes it.
pub(crate) fn events(row: &CaseRow) -> impl Iterator<Item = (PersonId, Command)> {
    row.timeline.iter().enumerate().map(|(nth, event)| {
        let (id, at) = (EventId(event.id), event.at.parse().unwrap());
        let (by, text) = (PersonId(event.by), event.note.parse::<Note>().unwrap());
        let last = nth + 1 == row.timeline.len();
        let command = if last && row.status == "closed" {
            CloseCase {
                event: id,
                at,
                text,
            }
            .into()
        } else {
            NoteCase {
                event: id,
                at,
                label: event.kind.parse().ok(),
                text,
                by: Some(by),
            }
            .into()
        };
        (by, command)
    })
}
