//! The residents of a household.

use std::ops::RangeInclusive;

use automerge::ObjId;
use linli_domain::command::{
    AddResident, CorrectResident, EraseResident, MergeResident, MoveInResident, MoveOutResident,
    NewResident, ResidentChange, UnmergeResident,
};
use linli_domain::{Date, Refusal, RefusalCode, ResidentId, limits};

use super::household::is_registered;
use super::{Verdict, at_most, refuse, require};
use crate::document::Document;
use crate::edit::Edits;
use crate::words::gender_word;

/// Whom a register of today can hold.
const BIRTH_YEARS: RangeInclusive<u16> = 1850..=2100;

/// The resident's map, if the household is registered and knows the resident.
pub(super) fn known(
    document: &Document,
    resident: ResidentId,
    path: &str,
) -> Result<ObjId, Refusal> {
    is_registered(document)?;
    match document.entry("residents", resident) {
        Some(entry) => Ok(entry),
        None => refuse(RefusalCode::UnknownResident, path),
    }
}

fn check_birth_year(year: Option<u16>, path: impl Into<String>) -> Result<(), Refusal> {
    let plausible = year.is_none_or(|year| BIRTH_YEARS.contains(&year));
    require(plausible, RefusalCode::Malformed, path)
}

pub(super) fn check_new(resident: &NewResident, path: &str) -> Result<(), Refusal> {
    check_birth_year(resident.birth_year, format!("{path}/birth_year"))
}

pub(super) fn put_new(edits: Edits, resident: &NewResident) -> Edits {
    // In the order of the keys: see the recording of visits.
    edits
        .new_at("residents", resident.id)
        .put_some("birth_year", resident.birth_year)
        .put_some("gender", resident.gender.map(gender_word))
        .put_some("moved_in", resident.moved_in)
        .put("name", resident.name.as_str())
        .put_some("notes", resident.notes.as_deref())
        .put_some("phone", resident.phone.as_ref().map(|phone| phone.as_str()))
        .put_some("relation", resident.relation.as_deref())
}

pub(super) fn add(document: &Document, command: &AddResident) -> Verdict {
    is_registered(document)?;
    let resident = &command.resident;
    let known = document.entry("residents", resident.id);
    require(known.is_none(), RefusalCode::AlreadyExists, "resident/id")?;
    let limit = limits::RESIDENTS_PER_HOUSEHOLD;
    at_most(document.count("residents") + 1, limit, "resident")?;
    check_new(resident, "resident")?;
    Ok(put_new(Edits::root(), resident))
}

pub(super) fn correct(document: &Document, command: &CorrectResident) -> Verdict {
    known(document, command.resident, "resident")?;
    let changes = &command.changes;
    require(!changes.is_empty(), RefusalCode::Malformed, "changes")?;
    at_most(changes.len(), limits::CHANGES_PER_CORRECTION, "changes")?;
    let mut edits = Edits::root().at("residents", command.resident);
    for (index, change) in changes.iter().enumerate() {
        edits = match change {
            ResidentChange::Name(name) => edits.put("name", name.as_str()),
            ResidentChange::Phone(phone) => {
                edits.set("phone", phone.as_ref().map(|phone| phone.as_str()))
            }
            ResidentChange::Relation(relation) => edits.set("relation", relation.as_deref()),
            ResidentChange::BirthYear(year) => {
                check_birth_year(*year, format!("changes/{index}/birth_year"))?;
                edits.set("birth_year", *year)
            }
            ResidentChange::Gender(gender) => edits.set("gender", gender.map(gender_word)),
            ResidentChange::Notes(notes) => edits.set("notes", notes.as_deref()),
        };
    }
    Ok(edits)
}

pub(super) fn move_out(document: &Document, command: &MoveOutResident) -> Verdict {
    let entry = known(document, command.resident, "resident")?;
    let moved_in: Option<Date> = document.field(&entry, "moved_in");
    let backwards = moved_in.is_some_and(|since| command.on < since);
    require(!backwards, RefusalCode::BadDates, "on")?;
    Ok(Edits::root()
        .at("residents", command.resident)
        .put("moved_out", command.on))
}

pub(super) fn move_in(document: &Document, command: &MoveInResident) -> Verdict {
    let entry = known(document, command.resident, "resident")?;
    let moved_out: Option<Date> = document.field(&entry, "moved_out");
    let backwards = moved_out.is_some_and(|gone| command.on < gone);
    require(!backwards, RefusalCode::BadDates, "on")?;
    Ok(Edits::root()
        .at("residents", command.resident)
        .put("moved_in", command.on)
        .delete("moved_out"))
}

pub(super) fn merge(document: &Document, command: &MergeResident) -> Verdict {
    known(document, command.resident, "resident")?;
    let into = known(document, command.into, "into")?;
    let looped = command.resident == command.into || document.has(&into, "merged_into");
    require(!looped, RefusalCode::MergeLoop, "into")?;
    Ok(Edits::root()
        .at("residents", command.resident)
        .put("merged_into", command.into))
}

pub(super) fn unmerge(document: &Document, command: &UnmergeResident) -> Verdict {
    let entry = known(document, command.resident, "resident")?;
    let merged = document.has(&entry, "merged_into");
    require(merged, RefusalCode::NothingToUndo, "resident")?;
    Ok(Edits::root()
        .at("residents", command.resident)
        .delete("merged_into"))
}

/// Out of sight at once; out of the history when the server begins the document anew.
pub(super) fn erase(document: &Document, command: &EraseResident) -> Verdict {
    known(document, command.resident, "resident")?;
    Ok(Edits::root()
        .within("residents")
        .delete(command.resident.to_string()))
}
