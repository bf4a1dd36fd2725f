//! Buildings, dwellings and appointments of an estate.

use linli_domain::command::{
    AddBuilding, AddDwellings, Appoint, EndAppointment, NameEstate, SetLease,
};
use linli_domain::{BuildingId, Date, Refusal, RefusalCode, limits};

use super::{Verdict, at_most, refuse, require};
use crate::document::Document;
use crate::edit::Edits;
use crate::words::dwelling_word;

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

pub(super) fn appoint(document: &Document, command: &Appoint) -> Verdict {
    let known = document.entry("appointments", command.appointment);
    require(known.is_none(), RefusalCode::AlreadyExists, "appointment")?;
    if let Some(building) = command.building {
        building_is_known(document, building)?;
    }
    let backwards = command.until.is_some_and(|until| until < command.from);
    require(!backwards, RefusalCode::BadDates, "until")?;
    Ok(Edits::root()
        .new_at("appointments", command.appointment)
        .put_some("building", command.building)
        .put("from", command.from)
        .put("name", command.name.as_str())
        .put("person", command.person)
        .put("role", command.role.as_str())
        .put_some("until", command.until))
}

pub(super) fn end_appointment(document: &Document, command: &EndAppointment) -> Verdict {
    let Some(entry) = document.entry("appointments", command.appointment) else {
        return refuse(RefusalCode::UnknownAppointment, "appointment");
    };
    let from: Option<Date> = document.field(&entry, "from");
    let backwards = from.is_some_and(|from| command.until < from);
    require(!backwards, RefusalCode::BadDates, "until")?;
    Ok(Edits::root()
        .at("appointments", command.appointment)
        .put("until", command.until))
}

fn building_is_known(document: &Document, building: BuildingId) -> Result<(), Refusal> {
    let known = document.has(&document.map("buildings"), &building.to_string());
    require(known, RefusalCode::UnknownBuilding, "building")
}
