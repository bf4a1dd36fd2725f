//! Buildings and dwellings of an estate, and where it stands in the tree.

use automerge::ROOT;
use linli_domain::command::{
    AddBuilding, AddDepartment, AddDwellings, NameEstate, PlaceUnder, SetLease,
};
use linli_domain::{BuildingId, DepartmentId, Level, Refusal, RefusalCode, limits};

use super::{Verdict, at_most, require};
use crate::document::Document;
use crate::edit::Edits;
use crate::words::{department_key, dwelling_word, place_word};

pub(super) fn name_estate(command: &NameEstate) -> Verdict {
    Ok(Edits::root().put("name", command.name.as_str()))
}

pub(super) fn set_lease(command: &SetLease) -> Verdict {
    let allowed = limits::LEASE_DAYS.contains(&command.days);
    require(allowed, RefusalCode::Malformed, "days")?;
    Ok(Edits::root().put("lease_days", command.days))
}

/// Two devices may name a building apart; adding it again, by one of the names or another, decides.
pub(super) fn add_building(document: &Document, command: &AddBuilding) -> Verdict {
    let key = command.building.to_string();
    let buildings = document.map("buildings");
    let settled = document.has(&buildings, &key) && !document.disputed(&buildings, &key);
    require(!settled, RefusalCode::AlreadyExists, "building")?;
    Ok(Edits::root()
        .within("buildings")
        .put(key, command.name.as_str()))
}

/// As with buildings. The genesis has no map of departments: each stands at the root under a key of its own.
pub(super) fn add_department(document: &Document, command: &AddDepartment) -> Verdict {
    let key = department_key(command.department);
    let known = document.root_has(&key);
    let settled = known && !document.disputed(&ROOT, &key);
    require(!settled, RefusalCode::AlreadyExists, "department")?;
    if !known {
        at_most(
            document.departments().len() + 1,
            limits::DEPARTMENTS_PER_PLACE,
            "department",
        )?;
    }
    Ok(Edits::root().put(key, command.name.as_str()))
}

/// Dwellings that are known already are passed over, so that a list may be given twice.
pub(super) fn add_dwellings(document: &Document, command: &AddDwellings) -> Verdict {
    let limit = limits::DWELLINGS_PER_COMMAND;
    at_most(command.dwellings.len(), limit, "dwellings")?;
    building_is_known(document, command.building)?;
    let edits = Edits::root().within("dwellings");
    Ok(command.dwellings.iter().fold(edits, |edits, dwelling| {
        let key = format!("{}/{}", command.building, dwelling_word(dwelling));
        edits.put(key, true)
    }))
}

pub(super) fn place_under(document: &Document, command: &PlaceUnder) -> Verdict {
    let own = command.parent == Some(document.key().estate());
    let placed = command.level != Level::Building && !own;
    require(placed, RefusalCode::WrongLevel, "level")?;
    Ok(Edits::root().put("place", place_word(command.level, command.parent)))
}

pub(super) fn building_is_known(document: &Document, building: BuildingId) -> Result<(), Refusal> {
    let known = document.has(&document.map("buildings"), &building.to_string());
    require(known, RefusalCode::UnknownBuilding, "building")
}

pub(super) fn department_is_known(
    document: &Document,
    department: DepartmentId,
) -> Result<(), Refusal> {
    let known = document.root_has(&department_key(department));
    require(known, RefusalCode::UnknownDepartment, "department")
}
