//! Deciding a conflict: the chosen value is written again, on top of all the others.

use linli_domain::command::{
    AddBuilding, AddDepartment, Consent, CorrectResident, CorrectVisit, Dwelling, EndAppointment,
    LinkDwelling, MergeHousehold, MergeResident, MoveInResident, MoveOutResident, NameEstate,
    PlaceUnder, RecordConsent, ResidentChange, SetContactPreference, SetDoNotVisit, SetLease,
    VisitChange,
};
use linli_domain::view::{Conflict, HouseholdView};
use linli_domain::{Command, DocumentId, DocumentKey, Refusal, RefusalCode, ResidentId};

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
                crate::query::stored_household(self.reading()?, household)?
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
    // A flag may have a slash in it, and stands in the middle.
    if let Some((tag, field)) = path
        .strip_prefix("consents/")
        .and_then(|rest| rest.rsplit_once('/'))
    {
        let consent = consent(household?, tag, field, value)?;
        return Some(RecordConsent { consent }.into());
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["residents", id, field] => resident_command(id.parse().ok()?, field, value),
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
        ["appointments", id, "until"] => Some(
            EndAppointment {
                appointment: id.parse().ok()?,
                until: value?.parse().ok()?,
            }
            .into(),
        ),
        ["buildings", id, "name"] => Some(
            AddBuilding {
                building: id.parse().ok()?,
                name: value?.parse().ok()?,
            }
            .into(),
        ),
        ["departments", id, "name"] => Some(
            AddDepartment {
                department: id.parse().ok()?,
                name: value?.parse().ok()?,
            }
            .into(),
        ),
        ["name"] => Some(
            NameEstate {
                name: value?.parse().ok()?,
            }
            .into(),
        ),
        ["lease_days"] => Some(
            SetLease {
                days: value?.parse().ok()?,
            }
            .into(),
        ),
        ["place"] => place(value?),
        [field] => household_command(field, value, household?),
        _ => None,
    }
}

/// Level and place above, with a tab between them.
fn place(value: &str) -> Option<Command> {
    let (level, parent) = match value.split_once('\t') {
        Some((level, parent)) => (level, Some(parent.parse().ok()?)),
        None => (value, None),
    };
    let level = level.parse().ok()?;
    Some(PlaceUnder { level, parent }.into())
}

fn household_command(field: &str, value: Option<&str>, view: &HouseholdView) -> Option<Command> {
    Some(match field {
        "contact" => SetContactPreference {
            channel: serde_json::from_value(value?.into()).ok()?,
            note: parse(view.contact_note.as_deref())?,
        }
        .into(),
        "contact_note" => SetContactPreference {
            channel: view.contact?,
            note: parse(value)?,
        }
        .into(),
        "do_not_visit" => {
            let wanted = value?.parse().ok()?;
            let until = view.do_not_visit.as_ref().and_then(|wish| wish.until);
            SetDoNotVisit {
                wanted,
                until: until.filter(|_| wanted),
            }
            .into()
        }
        "do_not_visit_until" => SetDoNotVisit {
            wanted: true,
            until: parse(value)?,
        }
        .into(),
        "merged_into" => MergeHousehold {
            into: value?.parse().ok()?,
        }
        .into(),
        // A tab, as documents have it and then slashes are text; or a slash, as people can type it.
        "dwelling" => {
            let value = value?;
            let parted = value.split_once('\t').or_else(|| value.split_once('/'));
            let (unit, room) = parted.unwrap_or(("", value));
            let dwelling = Dwelling {
                unit: unit.parse().ok()?,
                room: room.parse().ok()?,
            };
            LinkDwelling { dwelling }.into()
        }
        _ => return None,
    })
}

fn resident_command(resident: ResidentId, field: &str, value: Option<&str>) -> Option<Command> {
    Some(match field {
        "moved_out" => MoveOutResident {
            resident,
            on: value?.parse().ok()?,
        }
        .into(),
        "moved_in" => MoveInResident {
            resident,
            on: value?.parse().ok()?,
        }
        .into(),
        "merged_into" => MergeResident {
            resident,
            into: value?.parse().ok()?,
        }
        .into(),
        _ => CorrectResident {
            resident,
            changes: vec![resident_change(field, value)?],
        }
        .into(),
    })
}

/// The consent as it reads, with one field as decided.
fn consent(view: &HouseholdView, tag: &str, field: &str, value: Option<&str>) -> Option<Consent> {
    let known = view.consents.get(tag)?;
    let mut consent = Consent {
        tag: tag.parse().ok()?,
        method: known.method,
        on: known.on,
        // Whoever has been erased since can't be named again.
        given_by: known
            .given_by
            .filter(|giver| view.residents.contains_key(giver)),
    };
    match field {
        "method" => consent.method = serde_json::from_value(value?.into()).ok()?,
        "on" => consent.on = value?.parse().ok()?,
        "given_by" => consent.given_by = parse(value)?,
        _ => return None,
    }
    Some(consent)
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

#[cfg(test)]
mod tests;
