//! Which resident a row means, and what it corrects.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::command::{AddResident, CorrectResident, NewResident, ResidentChange};
use linli_domain::view::{HouseholdView, ResidentView};
use linli_domain::{Command, HouseholdId, ResidentId};

use crate::import::facts::ResidentFacts;
use crate::import::ids;

/// Residents of a household that is not registered yet.
pub(super) fn all_new(household: HouseholdId, rows: &[ResidentFacts]) -> Vec<NewResident> {
    rows.iter()
        .zip(own_ids(household, rows))
        .map(|(row, id)| new_resident(id, row))
        .collect()
}

/// Commands that bring a registered household's residents to what the rows say. Whom the rows do not
/// mention stays as is: that somebody is missing from a list does not mean that they moved out.
pub(super) fn changes(view: &HouseholdView, rows: &[ResidentFacts]) -> Vec<Command> {
    let mut taken = BTreeSet::new();
    let mut commands = Vec::new();
    for (row, id) in rows.iter().zip(own_ids(view.id, rows)) {
        match find(view, row, id, &taken) {
            Some((id, known)) => {
                taken.insert(id);
                let changes = corrections(known, row);
                if !changes.is_empty() {
                    commands.push(
                        CorrectResident {
                            resident: id,
                            changes,
                        }
                        .into(),
                    );
                }
            }
            None => {
                let resident = new_resident(id, row);
                commands.push(AddResident { resident }.into());
            }
        }
    }
    commands
}

/// The id that each row brings, or that follows from its facts.
fn own_ids(household: HouseholdId, rows: &[ResidentFacts]) -> Vec<ResidentId> {
    let mut namesakes: BTreeMap<(&str, Option<u16>), usize> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let nth = namesakes.entry((&row.name, row.birth_year)).or_default();
            *nth += 1;
            row.id
                .unwrap_or_else(|| ids::resident(household, &row.name, row.birth_year, *nth))
        })
        .collect()
}

/// By id; a row of a sheet also by name, for the resident may have been written down at the door.
fn find<'v>(
    view: &'v HouseholdView,
    row: &ResidentFacts,
    id: ResidentId,
    taken: &BTreeSet<ResidentId>,
) -> Option<(ResidentId, &'v ResidentView)> {
    if let Some(known) = view.residents.get(&id) {
        return Some((id, known));
    }
    if row.id.is_some() {
        return None;
    }
    let mut namesakes = view
        .residents
        .iter()
        .filter(|(id, known)| known.name == row.name.as_str() && !taken.contains(*id));
    let only = namesakes.next()?;
    // Of several namesakes none can be told for sure by the name alone.
    let others = std::iter::once(only).chain(namesakes);
    let same_year: Vec<_> = others
        .filter(|(_, known)| {
            row.birth_year.is_none()
                || known.birth_year.is_none()
                || row.birth_year == known.birth_year
        })
        .collect();
    match *same_year.as_slice() {
        [(id, known)] => Some((*id, known)),
        _ => None,
    }
}

fn new_resident(id: ResidentId, row: &ResidentFacts) -> NewResident {
    NewResident {
        id,
        name: row.name.clone(),
        phone: row.phone.clone(),
        relation: row.relation.clone(),
        birth_year: row.birth_year,
        gender: row.gender,
        notes: row.notes.clone(),
        moved_in: None,
    }
}

/// Only what the row says and the register says otherwise.
fn corrections(known: &ResidentView, row: &ResidentFacts) -> Vec<ResidentChange> {
    let differs = |new: Option<&str>, old: &Option<String>| new.is_some() && new != old.as_deref();
    let mut changes = Vec::new();
    if known.name != row.name.as_str() {
        changes.push(ResidentChange::Name(row.name.clone()));
    }
    if differs(row.phone.as_ref().map(|phone| phone.as_str()), &known.phone) {
        changes.push(ResidentChange::Phone(row.phone.clone()));
    }
    if differs(row.relation.as_deref(), &known.relation) {
        changes.push(ResidentChange::Relation(row.relation.clone()));
    }
    if row.birth_year.is_some() && row.birth_year != known.birth_year {
        changes.push(ResidentChange::BirthYear(row.birth_year));
    }
    if row.gender.is_some() && row.gender != known.gender {
        changes.push(ResidentChange::Gender(row.gender));
    }
    if differs(row.notes.as_deref(), &known.notes) {
        changes.push(ResidentChange::Notes(row.notes.clone()));
    }
    changes
}
