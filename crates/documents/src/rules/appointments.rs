//! Who is appointed to what: dated, acting, handed over, accepted, ended.

use automerge::ObjId;
use linli_domain::command::{AcceptAppointment, Appoint, AppointActing, EndAppointment, HandOver};
use linli_domain::{AppointmentId, Date, Refusal, RefusalCode};

use super::directory::building_is_known;
use super::{Verdict, refuse, require};
use crate::document::Document;
use crate::edit::Edits;

pub(super) fn appoint(document: &Document, command: &Appoint) -> Verdict {
    is_new(document, command.appointment)?;
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

/// Whose place is taken must be of the same role and building: a cover is no way to something else.
pub(super) fn appoint_acting(document: &Document, command: &AppointActing) -> Verdict {
    is_new(document, command.appointment)?;
    if let Some(building) = command.building {
        building_is_known(document, building)?;
    }
    if let Some(covers) = command.covers {
        let entry = known(document, covers, "covers")?;
        let same = document.field(&entry, "role") == Some(command.role)
            && document.field(&entry, "building") == command.building;
        require(same, RefusalCode::UnknownAppointment, "covers")?;
    }
    require(
        command.from <= command.until,
        RefusalCode::BadDates,
        "until",
    )?;
    Ok(Edits::root()
        .new_at("appointments", command.appointment)
        .put("acting", true)
        .put_some("building", command.building)
        .put_some("covers", command.covers)
        .put("from", command.from)
        .put("name", command.name.as_str())
        .put("person", command.person)
        .put("role", command.role.as_str())
        .put("until", command.until))
}

pub(super) fn hand_over(document: &Document, command: &HandOver) -> Verdict {
    is_new(document, command.appointment)?;
    let entry = known(document, command.of, "of")?;
    let role: Option<String> = document.field(&entry, "role");
    let building: Option<String> = document.field(&entry, "building");
    let Some(role) = role else {
        return refuse(RefusalCode::UnknownAppointment, "of");
    };
    require(
        command.from <= command.last_day,
        RefusalCode::BadDates,
        "last_day",
    )?;
    Ok(Edits::root()
        .new_at("appointments", command.appointment)
        .put_some("building", building)
        .put("from", command.from)
        .put("last_day", command.last_day)
        .put("name", command.name.as_str())
        .put("person", command.person)
        .put("role", role)
        .put("succeeds", command.of))
}

/// Accepting once more changes nothing: the first day stands.
pub(super) fn accept(document: &Document, command: &AcceptAppointment) -> Verdict {
    let entry = known(document, command.appointment, "appointment")?;
    let accepted = document.has(&entry, "accepted");
    require(!accepted, RefusalCode::AlreadyExists, "appointment")?;
    Ok(Edits::root()
        .at("appointments", command.appointment)
        .put("accepted", command.on))
}

pub(super) fn end(document: &Document, command: &EndAppointment) -> Verdict {
    let entry = known(document, command.appointment, "appointment")?;
    let from: Option<Date> = document.field(&entry, "from");
    let backwards = from.is_some_and(|from| command.until < from);
    require(!backwards, RefusalCode::BadDates, "until")?;
    Ok(Edits::root()
        .at("appointments", command.appointment)
        .put("until", command.until))
}

fn is_new(document: &Document, appointment: AppointmentId) -> Result<(), Refusal> {
    let known = document.entry("appointments", appointment);
    require(known.is_none(), RefusalCode::AlreadyExists, "appointment")
}

fn known(document: &Document, appointment: AppointmentId, path: &str) -> Result<ObjId, Refusal> {
    match document.entry("appointments", appointment) {
        Some(entry) => Ok(entry),
        None => refuse(RefusalCode::UnknownAppointment, path),
    }
}
