//! Giving a person a dated appointment (任命): what rights are judged by.

use linli_domain::command::Appoint;
use linli_domain::text::Name;
use linli_domain::{
    AppointmentId, BuildingId, Command, Date, DepartmentId, DocumentKey, EstateId, PersonId, Role,
};

use super::Failure;
use crate::environment::{Environment, new_id};
use crate::store::{ConsoleCommand, Store};

#[derive(Debug, Clone)]
pub struct Appointment {
    pub estate: EstateId,
    /// Unset: somebody new.
    pub person: Option<PersonId>,
    pub name: Name,
    pub role: Role,
    /// One appointment each; `None` is the whole estate.
    pub buildings: Vec<Option<BuildingId>>,
    /// Of a handler, and of nobody else.
    pub department: Option<DepartmentId>,
    /// Unset: today.
    pub from: Option<Date>,
    /// The last day; unset: until ended.
    pub until: Option<Date>,
}

impl Appointment {
    /// Whose it is.
    pub async fn give(
        self,
        store: &dyn Store,
        environment: &dyn Environment,
    ) -> Result<PersonId, Failure> {
        let person = match self.person {
            Some(person) => person,
            None => PersonId(new_id(environment)?),
        };
        let now = environment.now();
        let mut commands = Vec::new();
        for building in self.buildings {
            let appoint = Appoint {
                appointment: AppointmentId(new_id(environment)?),
                person,
                name: self.name.clone(),
                role: self.role,
                building,
                department: self.department,
                from: self.from.unwrap_or_else(|| now.date()),
                until: self.until,
            };
            commands.push(ConsoleCommand {
                document: DocumentKey::Directory {
                    estate: self.estate,
                },
                at: now,
                command: Command::from(appoint),
            });
        }
        for outcome in store.console(commands, now).await? {
            outcome?;
        }
        Ok(person)
    }
}
