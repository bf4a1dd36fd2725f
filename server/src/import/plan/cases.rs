//! Cases: opened once; events that are new come on top; a closed one is closed.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::command::{CloseCase, NoteCase, OpenCase};
use linli_domain::text::Note;
use linli_domain::view::{CaseStatus, CaseView};
use linli_domain::{CaseId, Command, DocumentKey, HouseholdId, limits};

use super::doors::Doors;
use super::known::{Held, Known};
use super::steps::Steps;
use crate::import::error::ImportError;
use crate::import::facts::{CaseFacts, HouseholdRef};
use crate::import::ids;
use crate::import::ledger::{Ledger, Outcome};
use crate::import::reason::Reason;

pub(super) async fn plan(
    rows: Vec<CaseFacts>,
    known: &mut Known<'_>,
    doors: &mut Doors,
    steps: &mut Steps,
    ledger: &mut Ledger,
) -> Result<(), ImportError> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let building = known.building(&row.building);
        let household = match household(&row, known, doors, ledger).await? {
            Ok(household) => household,
            Err(reason) => {
                ledger.skip(row.place.finding(&row.household_field, reason))?;
                continue;
            }
        };
        let id = row.id.unwrap_or_else(|| {
            let facts = format!("{building}/{}", ids::case_facts(household, &row));
            let nth = alike.entry(facts.clone()).or_default();
            *nth += 1;
            ids::case(building, &facts, *nth)
        });
        if !seen.insert(id) {
            ledger.skip(row.place.finding("id", Reason::IdTwice))?;
            continue;
        }
        let document = DocumentKey::Case {
            estate: known.estate,
            building,
            case: id,
        };
        let view = match known.case(&document).await? {
            Held::Nothing if known.is_archived(&document).await? => {
                ledger.enter(row.place.part, Outcome::Unchanged);
                continue;
            }
            Held::Nothing => None,
            Held::Here(view) => Some(view),
            Held::Elsewhere => {
                ledger.skip(row.place.finding("id", Reason::Elsewhere))?;
                continue;
            }
        };
        let limit = limits::EVENTS_PER_CASE;
        let commands = commands(id, household, &row, view.as_ref());
        if view.as_ref().map_or(0, |view| view.events.len()) + commands.len() > limit {
            ledger.skip(row.place.finding("timeline", Reason::TooMany { limit }))?;
            continue;
        }
        let outcome = match (view, commands.is_empty()) {
            (None, _) => Outcome::New,
            (Some(_), false) => Outcome::Changed,
            (Some(_), true) => Outcome::Unchanged,
        };
        steps.building(known, building, &row.building);
        let entry = ledger.enter(row.place.part, outcome);
        steps.push(document, commands, entry, &row.place);
    }
    Ok(())
}

/// A case is filed by its building, so an id that nobody knows does no harm: it is kept, and said. A
/// door behind which nobody is registered has no id to keep.
async fn household(
    row: &CaseFacts,
    known: &mut Known<'_>,
    doors: &mut Doors,
    ledger: &mut Ledger,
) -> Result<Result<Option<HouseholdId>, Reason>, ImportError> {
    let Some(named) = &row.household else {
        return Ok(Ok(None));
    };
    Ok(match (doors.find(named, known).await?, named) {
        (Ok((id, _)), _) => Ok(Some(id)),
        (Err(_), HouseholdRef::Id(id)) => {
            let field = &row.household_field;
            ledger.notice(row.place.finding(field, Reason::UnknownHouseholdKept));
            Ok(Some(*id))
        }
        (Err(reason), HouseholdRef::Door { .. }) => Err(reason),
    })
}

fn commands(
    id: CaseId,
    household: Option<HouseholdId>,
    row: &CaseFacts,
    view: Option<&CaseView>,
) -> Vec<Command> {
    let mut commands = Vec::new();
    if view.is_none() {
        let open = OpenCase {
            household,
            title: row.title.clone(),
            category: row.category.clone(),
            detail: row.detail.clone(),
            opened_at: row.opened_at,
            visit: None,
            assignee: row.assignee,
        };
        commands.push(open.into());
    }
    let is_known = |event| view.is_some_and(|view| view.events.iter().any(|it| it.id == event));
    for event in row.events.iter().filter(|event| !is_known(event.id)) {
        let note = NoteCase {
            event: event.id,
            at: event.at,
            label: event.label.clone(),
            text: event.text.clone(),
            by: Some(event.by),
        };
        commands.push(note.into());
    }
    let closing = ids::closing(id);
    let is_open = view.is_none_or(|view| view.status == CaseStatus::Open);
    if let Some(at) = row.closed_at
        && is_open
        && !is_known(closing)
    {
        let close = CloseCase {
            event: closing,
            at,
            text: Note::default(),
        };
        commands.push(close.into());
    }
    commands
}
