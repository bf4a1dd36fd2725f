//! Visits: each is recorded once, in the log of its building and month.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::command::{RecordVisit, Request};
use linli_domain::text::Note;
use linli_domain::{DocumentKey, PersonId};

use super::doors::Doors;
use super::known::Known;
use super::steps::Steps;
use crate::import::error::ImportError;
use crate::import::facts::{VisitFacts, VisitorRef};
use crate::import::ids;
use crate::import::ledger::{Ledger, Outcome};
use crate::import::reason::Reason;

pub(super) async fn plan(
    rows: Vec<VisitFacts>,
    known: &mut Known<'_>,
    doors: &mut Doors,
    steps: &mut Steps,
    ledger: &mut Ledger,
) -> Result<(), ImportError> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let (household, building) = match doors.find(&row.household, known).await? {
            Ok(found) => found,
            Err(reason) => {
                ledger.skip(row.place.finding(&row.household_field, reason))?;
                continue;
            }
        };
        let id = row.id.unwrap_or_else(|| {
            let facts = ids::visit_facts(household, &row);
            let nth = alike.entry(facts.clone()).or_default();
            *nth += 1;
            ids::visit(building, &facts, *nth)
        });
        if !seen.insert(id) {
            ledger.skip(row.place.finding("id", Reason::IdTwice))?;
            continue;
        }
        let document = DocumentKey::Visits {
            estate: known.estate,
            building,
            month: row.at.month(),
        };
        if known.has_visit(&document, id).await? {
            ledger.enter(row.place.part, Outcome::Unchanged);
            continue;
        }
        let (visitor, note) = match visitor(&row, known) {
            Ok(found) => found,
            Err(reason) => {
                ledger.skip(row.place.finding("", reason))?;
                continue;
            }
        };
        let entry = ledger.enter(row.place.part, Outcome::New);
        let requests = row.requests.into_iter();
        let command = RecordVisit {
            visit: id,
            household,
            at: row.at,
            outcome: row.outcome,
            purpose: row.purpose,
            met: Vec::new(),
            note,
            requests: requests.map(|text| Request { text, case: None }).collect(),
            next_visit_on: None,
            card: None,
            visitor,
        };
        steps.push(document, vec![command.into()], entry, &row.place);
    }
    Ok(())
}

/// Who made the visit, and the note. A name that the roster does not know is kept in the note: an id
/// alone would lose it.
fn visitor(
    row: &VisitFacts,
    known: &Known<'_>,
) -> Result<(Option<PersonId>, Option<Note>), Reason> {
    let name = match &row.visitor {
        None => return Ok((None, row.note.clone())),
        Some(VisitorRef::Id(id)) => return Ok((Some(*id), row.note.clone())),
        Some(VisitorRef::Name(name)) => name,
    };
    if let Some(person) = known.person(name) {
        return Ok((Some(person), row.note.clone()));
    }
    let person = ids::person(known.estate, name);
    let note = match &row.note {
        None => format!("走访人：{name}"),
        Some(note) => format!("{note}\n走访人：{name}"),
    };
    Ok((Some(person), Some(Note::new(&note)?)))
}
