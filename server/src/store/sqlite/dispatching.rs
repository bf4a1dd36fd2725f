//! To which department a case is dispatched: what commands about it must find, and the projection that desks read.

use linli_documents::Document;
use linli_domain::rights;
use linli_domain::{ActorId, Command, DepartmentId, EstateId, Kind, RefusalCode};
use linli_wire::Chain;
use rusqlite::Connection;

use super::columns::{DocumentRow, blob};
use super::loaded::Loaded;
use super::reading::event_order;
use super::writing::Writing;
use crate::store::StoreError;

/// What is known where commands on a case are judged.
#[derive(Debug, Default)]
pub(super) struct Dispatching {
    /// To which departments the case can be dispatched: of the estate and of the places above.
    departments: Vec<DepartmentId>,
    /// The one that has it.
    now: Option<DepartmentId>,
}

impl Dispatching {
    /// For commands of these names on `loaded`; nothing is looked up that none of them asks for.
    pub(super) fn of<'n>(
        writing: &mut Writing<'_>,
        loaded: &Loaded,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<Self, StoreError> {
        let mut found = Self::default();
        let (mut dispatches, mut answers) = (false, false);
        for name in names {
            dispatches |= name == "dispatch_case";
            answers |= name == "answer_case";
        }
        if dispatches {
            found.departments = departments(writing, loaded.document.key().estate())?;
        }
        if answers && let Some(stored) = loaded.stored {
            found.now = department_of(writing.connection, stored.row, &loaded.document)?;
        }
        Ok(found)
    }

    pub(super) fn of_chain(
        writing: &mut Writing<'_>,
        loaded: &Loaded,
        chain: &Chain,
    ) -> Result<Self, StoreError> {
        let entries = chain.entries.iter();
        let names = entries.filter_map(|entry| Command::name_in(&entry.command));
        Self::of(writing, loaded, names)
    }

    /// # Errors
    /// `UnknownDepartment`, `NotDispatched`.
    pub(super) fn allows(&self, command: &Command) -> Result<(), RefusalCode> {
        match command {
            Command::DispatchCase(it) if !self.departments.contains(&it.department) => {
                Err(RefusalCode::UnknownDepartment)
            }
            Command::AnswerCase(it) if self.now != Some(it.department) => {
                Err(RefusalCode::NotDispatched)
            }
            _ => Ok(()),
        }
    }
}

fn departments(
    writing: &mut Writing<'_>,
    estate: EstateId,
) -> Result<Vec<DepartmentId>, StoreError> {
    let found = rights::walk_up(estate, |place| {
        let found = writing.estate(place)?;
        Ok::<_, StoreError>(found.map(|found| {
            let roster = &found.roster;
            let ids = roster.departments.keys().copied().collect::<Vec<_>>();
            (roster.level, roster.parent, ids)
        }))
    })?;
    Ok(found.into_iter().flat_map(|(_, ids)| ids).collect())
}

/// The department that has a case, by the numbers that the log gave to its changes.
pub(crate) fn department_of(
    connection: &Connection,
    row: DocumentRow,
    document: &Document,
) -> Result<Option<DepartmentId>, StoreError> {
    // Most cases never go to a department: their events need no order.
    if document.key().kind() != Kind::Case || !document.was_dispatched() {
        return Ok(None);
    }
    let order = event_order(connection, row, document)?;
    let order = move |actor: &ActorId, seq| order.get(&(*actor, seq)).copied();
    Ok(document.case(&order).and_then(|view| view.dispatched))
}

/// After a case was written to, in the same transaction.
pub(super) fn project(connection: &Connection, loaded: &Loaded) -> Result<(), StoreError> {
    let Some(stored) = loaded.stored else {
        return Ok(());
    };
    if loaded.document.key().kind() != Kind::Case {
        return Ok(());
    }
    match department_of(connection, stored.row, &loaded.document)? {
        Some(department) => connection
            .prepare_cached("INSERT OR REPLACE INTO dispatched VALUES (?1, ?2)")?
            .execute((stored.row, &department.as_bytes()[..]))?,
        None => connection
            .prepare_cached("DELETE FROM dispatched WHERE document = ?1")?
            .execute([stored.row])?,
    };
    Ok(())
}

/// What the projection says.
pub(crate) fn projected(
    connection: &Connection,
    row: DocumentRow,
) -> Result<Option<DepartmentId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT department FROM dispatched WHERE document = ?1")?;
    let mut rows = statement.query([row])?;
    rows.next()?.map(|row| blob(row, 0)).transpose()
}
