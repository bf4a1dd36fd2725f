//! Deciding a conflict: the chosen value is written again, on top of all the others.

use linli_domain::command::{
    CorrectResident, CorrectVisit, Dwelling, LinkDwelling, ResidentChange, SetContactPreference,
    VerifyHousehold, VisitChange,
};
use linli_domain::view::{Conflict, HouseholdView};
use linli_domain::{Command, DocumentId, DocumentKey, Refusal, RefusalCode};

use crate::replica::Replica;
use crate::{Error, Result};

impl Replica {
    /// Writes the `choice`th value (from 0, as `conflicts` lists them) of a field in conflict.
    pub fn resolve(&mut self, document: DocumentId, path: &str, choice: usize) -> Result<()> {
        let conflict = self
            .conflicts()?
            .into_iter()
            .find(|conflict| conflict.document == document && conflict.path == path)
            .ok_or(Error::Unknown("冲突 (conflict)"))?;
        let value = conflict
            .values
            .get(choice)
            .ok_or(Error::Unknown("选项 (choice)"))?
            .value
            .clone();
        self.resolve_with(&conflict, value)
    }

    /// Writes a value of the person's own, instead of one of those in conflict.
    pub fn resolve_with(&mut self, conflict: &Conflict, value: Option<String>) -> Result<()> {
        let key = self.document_key(conflict.document)?;
        let view = match key {
            DocumentKey::Household { household, .. } => {
                crate::query::stored_household(&self.connection, household)?
            }
            _ => None,
        };
        let command = command_for(&conflict.path, value.as_deref(), view.as_ref())
            .ok_or_else(|| Refusal::new(RefusalCode::Malformed, conflict.path.clone()))?;
        self.give(&key, command)
    }
}

/// The command that writes `value` to `path`; `None` where the value doesn't fit the field.
fn command_for(
    path: &str,
    value: Option<&str>,
    household: Option<&HouseholdView>,
) -> Option<Command> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["residents", id, field] => {
            let change = resident_change(field, value)?;
            Some(
                CorrectResident {
                    resident: id.parse().ok()?,
                    changes: vec![change],
                }
                .into(),
            )
        }
        ["visits", id, field] => {
            let change = visit_change(field, value)?;
            Some(
                CorrectVisit {
                    visit: id.parse().ok()?,
                    changes: vec![change],
                }
                .into(),
            )
        }
        ["verified_on"] => Some(
            VerifyHousehold {
                on: value?.parse().ok()?,
            }
            .into(),
        ),
        ["contact" | "contact_note"] => {
            let view = household?;
            let (channel, note) = if path == "contact" {
                let channel = serde_json::from_value(value?.into()).ok()?;
                (channel, view.contact_note.clone())
            } else {
                (view.contact?, value.map(str::to_owned))
            };
            let note = note.map(|note| note.parse()).transpose().ok()?;
            Some(SetContactPreference { channel, note }.into())
        }
        ["dwelling"] => {
            let (unit, room) = value?.split_once('/').unwrap_or(("", value?));
            let dwelling = Dwelling {
                unit: unit.parse().ok()?,
                room: room.parse().ok()?,
            };
            Some(LinkDwelling { dwelling }.into())
        }
        _ => None,
    }
}

fn resident_change(field: &str, value: Option<&str>) -> Option<ResidentChange> {
    Some(match field {
        "name" => ResidentChange::Name(value?.parse().ok()?),
        "phone" => ResidentChange::Phone(parse(value)?),
        "relation" => ResidentChange::Relation(parse(value)?),
        "birth_year" => ResidentChange::BirthYear(parse(value)?),
        "gender" => ResidentChange::Gender(
            value
                .map(|gender| serde_json::from_value(gender.into()))
                .transpose()
                .ok()?,
        ),
        "notes" => ResidentChange::Notes(parse(value)?),
        _ => return None,
    })
}

fn visit_change(field: &str, value: Option<&str>) -> Option<VisitChange> {
    Some(match field {
        "at" => VisitChange::At(value?.parse().ok()?),
        "outcome" => VisitChange::Outcome(value?.parse().ok()?),
        "purpose" => VisitChange::Purpose(parse(value)?),
        "note" => VisitChange::Note(parse(value)?),
        "next_visit_on" => VisitChange::NextVisitOn(parse(value)?),
        "card" => VisitChange::Card(parse(value)?),
        _ => return None,
    })
}

/// `Some(None)`: no value is wanted; `None`: the value doesn't parse.
#[expect(
    clippy::option_option,
    reason = "both levels mean something, and `?` reads well on the outer"
)]
fn parse<T: std::str::FromStr>(value: Option<&str>) -> Option<Option<T>> {
    value.map(str::parse).transpose().ok()
}
