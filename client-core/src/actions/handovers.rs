//! Handing a post over, and taking one over.

use linli_domain::command::{AcceptAppointment, HandOver};
use linli_domain::text::Name;
use linli_domain::{AppointmentId, Date, DocumentKey, EstateId, PersonId};

use crate::Result;
use crate::replica::Replica;
use crate::surroundings::new_uuid;

/// Whose post goes to whom.
#[derive(Debug, Clone)]
pub struct NewHandover {
    pub estate: EstateId,
    /// The predecessor's appointment.
    pub of: AppointmentId,
    /// The successor, where known already; unset: somebody new.
    pub person: Option<PersonId>,
    pub name: Name,
    /// The successor's first day.
    pub from: Date,
    /// The predecessor's last day, once the successor has accepted.
    pub last_day: Date,
}

impl Replica {
    /// Begins a handover, and gives the successor's id and appointment.
    pub fn hand_over(&mut self, new: NewHandover) -> Result<(PersonId, AppointmentId)> {
        let appointment = AppointmentId(new_uuid(&*self.surroundings));
        let person = new.person;
        let person = person.unwrap_or_else(|| PersonId(new_uuid(&*self.surroundings)));
        let command = HandOver {
            appointment,
            of: new.of,
            person,
            name: new.name,
            from: new.from,
            last_day: new.last_day,
        };
        let directory = DocumentKey::Directory { estate: new.estate };
        self.act(|work| work.execute(&directory, command.into()).map(drop))?;
        Ok((person, appointment))
    }

    /// Takes over what was handed over to this person.
    pub fn accept(&mut self, estate: EstateId, appointment: AppointmentId) -> Result<()> {
        let directory = DocumentKey::Directory { estate };
        self.act(|work| {
            let on = work.server_now()?.date();
            let command = AcceptAppointment { appointment, on };
            work.execute(&directory, command.into()).map(drop)
        })
    }
}
