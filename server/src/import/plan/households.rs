//! Households: registering new ones, bringing changed fields to those that are known.

use std::collections::BTreeSet;

use linli_domain::command::{LinkDwelling, RegisterHousehold, is_sensitive};
use linli_domain::view::HouseholdView;
use linli_domain::{BuildingId, Command, Date, DocumentKey, HouseholdId, limits};

use super::doors::Doors;
use super::known::{Held, Known};
use super::steps::Steps;
use super::{residents, tags};
use crate::import::error::ImportError;
use crate::import::facts::HouseholdFacts;
use crate::import::finding::Finding;
use crate::import::ids;
use crate::import::ledger::{Ledger, Outcome};
use crate::import::reason::Reason;

pub(super) async fn plan(
    rows: Vec<HouseholdFacts>,
    today: Date,
    known: &mut Known<'_>,
    doors: &mut Doors,
    steps: &mut Steps,
    ledger: &mut Ledger,
) -> Result<(), ImportError> {
    let mut seen = BTreeSet::new();
    for row in rows {
        let building = known.building(&row.building);
        let id = match row.id {
            Some(id) => id,
            None => match at_door(known, building, &row).await? {
                Ok(id) => id,
                Err(finding) => {
                    ledger.skip(finding)?;
                    continue;
                }
            },
        };
        if !seen.insert(id) {
            ledger.skip(row.place.finding("id", Reason::IdTwice))?;
            continue;
        }
        if row.id.is_none() && row.residents.is_empty() {
            steps.building(known, building, &row.building);
            steps.dwelling(known, building, &row.dwelling);
            continue;
        }
        let document = DocumentKey::Household {
            estate: known.estate,
            building,
            household: id,
        };
        let planned = match known.household(&document).await? {
            Held::Nothing => Ok((Outcome::New, vec![register(id, &row, today).into()])),
            Held::Here(view) => changes(&view, &row, today, ledger),
            Held::Elsewhere => Err(row.place.finding("id", Reason::Elsewhere)),
        };
        let (outcome, commands) = match planned {
            Ok(planned) => planned,
            Err(finding) => {
                ledger.skip(finding)?;
                continue;
            }
        };
        steps.building(known, building, &row.building);
        steps.dwelling(known, building, &row.dwelling);
        doors.add(id, building, &row.dwelling);
        let entry = ledger.enter(row.place.part, outcome);
        steps.push(document, commands, entry, &row.place);
    }
    Ok(())
}

/// A row of a sheet means whoever is registered behind its door.
async fn at_door(
    known: &mut Known<'_>,
    building: BuildingId,
    row: &HouseholdFacts,
) -> Result<Result<HouseholdId, Finding>, ImportError> {
    let derived = ids::household(building, &row.dwelling);
    Ok(match *known.at_door(building, &row.dwelling).await? {
        [] => Ok(derived),
        [id] => Ok(id),
        ref several if several.contains(&derived) => Ok(derived),
        _ => Err(row.place.finding("", Reason::AmbiguousHousehold)),
    })
}

fn register(id: HouseholdId, row: &HouseholdFacts, today: Date) -> RegisterHousehold {
    let tags = row.tags.clone().unwrap_or_default();
    let sensitive = tags.iter().filter(|tag| is_sensitive(tag));
    RegisterHousehold {
        dwelling: row.dwelling.clone(),
        residents: residents::all_new(id, &row.residents),
        consents: sensitive.map(|tag| tags::transferred(tag, today)).collect(),
        tags,
    }
}

fn changes(
    view: &HouseholdView,
    row: &HouseholdFacts,
    today: Date,
    ledger: &mut Ledger,
) -> Result<(Outcome, Vec<Command>), Finding> {
    let mut commands: Vec<Command> = Vec::new();
    let lives_here = view.dwelling.as_ref().is_some_and(|dwelling| {
        dwelling.unit == row.dwelling.unit.as_str() && dwelling.room == row.dwelling.room.as_str()
    });
    if !lives_here && row.id.is_none() {
        ledger.notice(row.place.finding("", Reason::MovedSince));
        return Ok((Outcome::Unchanged, commands));
    }
    if !lives_here {
        let dwelling = row.dwelling.clone();
        commands.push(LinkDwelling { dwelling }.into());
    }

    let of_residents = residents::changes(view, &row.residents);
    let added = of_residents
        .iter()
        .filter(|command| matches!(command, Command::AddResident(_)))
        .count();
    at_most(
        view.residents.len() + added,
        limits::RESIDENTS_PER_HOUSEHOLD,
        "residents",
        row,
    )?;
    commands.extend(of_residents);

    if let Some(wanted) = &row.tags {
        at_most(
            tags::count_after(view, wanted),
            limits::TAGS_PER_HOUSEHOLD,
            &row.tags_field,
            row,
        )?;
        let of_tags = tags::changes(view, wanted, today);
        if of_tags.withdrawn {
            ledger.notice(row.place.finding(&row.tags_field, Reason::ConsentWithdrawn));
        }
        commands.extend(of_tags.commands);
    }
    let outcome = match commands.is_empty() {
        true => Outcome::Unchanged,
        false => Outcome::Changed,
    };
    Ok((outcome, commands))
}

fn at_most(count: usize, limit: usize, field: &str, row: &HouseholdFacts) -> Result<(), Finding> {
    if count <= limit {
        Ok(())
    } else {
        Err(row.place.finding(field, Reason::TooMany { limit }))
    }
}
