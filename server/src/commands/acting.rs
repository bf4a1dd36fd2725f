//! Acting appointments (代理): while somebody is on leave, or until a post is filled.

use linli_domain::command::AppointActing;
use linli_domain::text::Name;
use linli_domain::view::DirectoryView;
use linli_domain::{
    AppointmentId, BuildingId, Date, DepartmentId, DocumentKey, EstateId, PersonId, Role,
};

use super::Failure;
use crate::environment::{Environment, new_id};
use crate::store::{ConsoleCommand, Store};

#[derive(Debug, Clone)]
pub(super) struct Acting {
    pub(super) estate: EstateId,
    /// Unset: somebody new.
    pub(super) person: Option<PersonId>,
    pub(super) name: Name,
    pub(super) role: Role,
    /// One appointment each; `None` is the whole place.
    pub(super) buildings: Vec<Option<BuildingId>>,
    /// Of a handler, and of nobody else.
    pub(super) department: Option<DepartmentId>,
    /// Whose place is taken; unset: a vacant post.
    pub(super) covers: Option<PersonId>,
    pub(super) from: Date,
    pub(super) until: Date,
}

impl Acting {
    /// Whose it is.
    pub(super) async fn give(
        self,
        store: &dyn Store,
        environment: &dyn Environment,
        directory: &DirectoryView,
    ) -> Result<PersonId, Failure> {
        let person = match self.person {
            Some(person) => person,
            None => PersonId(new_id(environment)?),
        };
        let at = environment.now();
        let mut commands = Vec::new();
        for building in &self.buildings {
            let acting = AppointActing {
                appointment: AppointmentId(new_id(environment)?),
                covers: self.covered(directory, *building)?,
                person,
                name: self.name.clone(),
                role: self.role,
                building: *building,
                department: self.department,
                from: self.from,
                until: self.until,
            };
            commands.push(ConsoleCommand {
                document: DocumentKey::Directory {
                    estate: self.estate,
                },
                at,
                command: acting.into(),
            });
        }
        for outcome in store.console(commands, at).await? {
            outcome?;
        }
        Ok(person)
    }

    fn covered(
        &self,
        directory: &DirectoryView,
        building: Option<BuildingId>,
    ) -> Result<Option<AppointmentId>, Failure> {
        let Some(covered) = self.covers else {
            return Ok(None);
        };
        let mut fitting = directory.appointments.iter().filter(|(_, held)| {
            (held.person, held.role, held.building, held.department)
                == (covered, self.role, building, self.department)
                && held.until.is_none_or(|last| self.from <= last)
        });
        let unknown = Failure::Unknown {
            what: ("可代理的任命", "appointment to cover"),
        };
        let (id, _) = fitting.next_back().ok_or(unknown)?;
        Ok(Some(*id))
    }
}
