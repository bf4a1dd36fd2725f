//! What a handler reads and writes: cases that are dispatched to their departments, and the answers to them.

use std::collections::BTreeSet;

use linli_domain::rights::{self, Deed};
use linli_domain::{
    CaseId, Command, DepartmentId, DocumentId, EstateId, PersonId, Refusal, RefusalCode, Seq,
    Timestamp,
};
use rusqlite::{Connection, OptionalExtension};

use super::columns::blob;
use super::console;
use super::dispatching::{self, Dispatching};
use super::loaded::Loaded;
use super::reading;
use super::writing::Writing;
use crate::store::{Answer, AuditEvent, By, DeskCase, Desks, StoreError};

/// In the order of their ids, behind `after`, at most `limit`.
pub(super) fn list(
    connection: &Connection,
    desks: &Desks,
    after: Option<CaseId>,
    limit: usize,
) -> Result<Vec<DeskCase>, StoreError> {
    let after = after.map_or([0; 16], |id| *id.as_bytes());
    let departments: BTreeSet<DepartmentId> = desks.iter().map(|(_, id)| *id).collect();
    let mut found = BTreeSet::new();
    for department in departments {
        let mut statement = connection.prepare_cached(
            "SELECT d.id, e.id FROM dispatched s JOIN documents d ON d.row = s.document
             JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
             WHERE s.department = ?1 AND d.id > ?2 ORDER BY d.id",
        )?;
        let mut rows = statement.query((&department.as_bytes()[..], &after[..]))?;
        let mut taken = 0;
        while taken < limit
            && let Some(row) = rows.next()?
        {
            if desks.contains(&(blob(row, 1)?, department)) {
                found.insert(blob::<DocumentId>(row, 0)?);
                taken += 1;
            }
        }
    }
    let mut cases = Vec::new();
    for id in found.into_iter().take(limit) {
        cases.extend(case(connection, desks, CaseId(id.0))?);
    }
    Ok(cases)
}

/// `None` for one that none of `desks` has now.
pub(super) fn case(
    connection: &Connection,
    desks: &Desks,
    id: CaseId,
) -> Result<Option<DeskCase>, StoreError> {
    let Some(loaded) = Loaded::read(connection, id.into())? else {
        return Ok(None);
    };
    let (Some(stored), document) = (loaded.stored, &loaded.document) else {
        return Ok(None);
    };
    let estate = document.key().estate();
    let Some(department) = dispatching::projected(connection, stored.row)? else {
        return Ok(None);
    };
    if !desks.contains(&(estate, department)) {
        return Ok(None);
    }
    let order = reading::event_order(connection, stored.row, document)?;
    let order = move |actor: &_, seq| order.get(&(*actor, seq)).copied();
    let Some(view) = document.case(&order) else {
        return Ok(None);
    };
    let building = match reading::estate(connection, estate)? {
        Some((row, _)) => reading::buildings(connection, row)?
            .into_iter()
            .find(|(id, _)| *id == view.building)
            .map(|(_, name)| name),
        None => None,
    };
    Ok(Some(DeskCase {
        document: *document.key(),
        department,
        estate: name_of_estate(connection, estate)?,
        building: building.unwrap_or_default(),
        view,
    }))
}

fn name_of_estate(connection: &Connection, estate: EstateId) -> Result<String, StoreError> {
    let name: Option<String> = connection
        .prepare_cached("SELECT name FROM estates WHERE id = ?1")?
        .query_row([&estate.as_bytes()[..]], |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_default())
}

/// The departments of which the directories name somebody a handler, ever, by id.
pub(super) fn departments(
    connection: &Connection,
    person: PersonId,
) -> Result<Vec<(DepartmentId, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT d.id, d.name FROM departments d JOIN appointments a ON a.estate = d.estate AND a.department = d.id
         WHERE a.person = ?1 ORDER BY d.id",
    )?;
    let mut rows = statement.query([&person.as_bytes()[..]])?;
    let mut departments = Vec::new();
    while let Some(row) = rows.next()? {
        departments.push((blob(row, 0)?, row.get(1)?));
    }
    Ok(departments)
}

/// Judged by the table of rights and executed on the newest state, in the handler's name.
pub(super) fn answer(
    writing: &mut Writing<'_>,
    answer: &Answer,
    now: Timestamp,
) -> Result<Result<Seq, Refusal>, StoreError> {
    let command = Command::from(answer.command.clone());
    let grants = writing.grants(answer.document.estate(), answer.person)?;
    let deed = Deed {
        document: &answer.document,
        command: &command,
        appointment: None,
    };
    if let Err(code) = rights::may_send(&grants, answer.person, &deed, now.date()) {
        return Ok(Err(code.into()));
    }
    let Some(mut loaded) = writing.take(&answer.document)? else {
        return Ok(Err(RefusalCode::WrongDocument.into()));
    };
    let dispatching = Dispatching::of(writing, &loaded, std::iter::once(command.name()))?;
    let done = match dispatching.allows(&command) {
        Ok(()) => console::execute(writing, &mut loaded, &command, answer.person, (now, now))?,
        Err(code) => Err(code.into()),
    };
    writing.put(loaded);
    let by = By::Device {
        person: answer.person,
        device: answer.device,
    };
    writing.account(AuditEvent::Answered, by, now)?;
    Ok(done)
}
