//! Who is appointed to what: dated, acting, handed over, accepted, ended.

use automerge::ObjId;
use linli_domain::command::{AcceptAppointment, Appoint, AppointActing, EndAppointment, HandOver};
use linli_domain::{AppointmentId, Date, DepartmentId, Refusal, RefusalCode, Role};

use super::directory::{building_is_known, department_is_known};
use super::{Verdict, refuse, require};
use crate::document::Document;
use crate::edit::Edits;

pub(super) fn appoint(document: &Document, command: &Appoint) -> Verdict {
    is_new(document, command.appointment)?;
    if let Some(building) = command.building {
        building_is_known(document, building)?;
    }
    names_its_department(document, command.role, command.department)?;
    let backwards = command.until.is_some_and(|until| until < command.from);
    require(!backwards, RefusalCode::BadDates, "until")?;
    Ok(Edits::root()
        .new_at("appointments", command.appointment)
        .put_some("building", command.building)
        .put_some("department", command.department)
        .put("from", command.from)
        .put("name", command.name.as_str())
        .put("person", command.person)
        .put("role", command.role.as_str())
        .put_some("until", command.until))
}

/// Whose place is taken must be of the same role, building and department: a cover is no way to something else.
pub(super) fn appoint_acting(document: &Document, command: &AppointActing) -> Verdict {
    is_new(document, command.appointment)?;
    if let Some(building) = command.building {
        building_is_known(document, building)?;
    }
    names_its_department(document, command.role, command.department)?;
    if let Some(covers) = command.covers {
        let entry = known(document, covers, "covers")?;
        let same = document.field(&entry, "role") == Some(command.role)
            && document.field(&entry, "building") == command.building
            && document.field(&entry, "department") == command.department;
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
        .put_some("department", command.department)
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
    let department: Option<String> = document.field(&entry, "department");
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
        .put_some("department", department)
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

/// A handler is one of a department that this directory has, and nobody else is.
fn names_its_department(
    document: &Document,
    role: Role,
    department: Option<DepartmentId>,
) -> Result<(), Refusal> {
    let fits = (role == Role::DepartmentHandler) == department.is_some();
    require(fits, RefusalCode::WrongDepartment, "department")?;
    department.map_or(Ok(()), |id| department_is_known(document, id))
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
