//! Posts that were handed over, and are not accepted yet.

use linli_domain::view::DirectoryView;
use linli_domain::{AppointmentId, BuildingId, Date, EstateId, PersonId, Role};
use serde::Serialize;

use crate::Result;
use crate::replica::{Replica, Work};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenHandover {
    pub estate: EstateId,
    /// The successor's, to be accepted.
    pub appointment: AppointmentId,
    pub role: Role,
    /// Unset: the whole estate.
    pub building: Option<BuildingId>,
    pub successor: PersonId,
    pub from: Date,
    /// Whom the successor follows.
    pub predecessor: Option<String>,
}

/// Somebody who holds a post now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostHolder {
    pub estate: EstateId,
    pub appointment: AppointmentId,
    pub person: PersonId,
    pub name: String,
}

impl Replica {
    /// What was handed over to this person in any estate, to be accepted.
    pub fn open_handovers(&mut self) -> Result<Vec<OpenHandover>> {
        self.act(|work| {
            let (own, today) = (work.person()?, work.server_now()?.date());
            let mut found = Vec::new();
            for estate in work.estates()? {
                if let Some(view) = work.directory(estate)? {
                    found.extend(open(&view, own, today));
                }
            }
            Ok(found)
        })
    }

    /// Who holds a post of the directory now, acting ones left out.
    pub fn holders(
        &mut self,
        estate: EstateId,
        building: Option<BuildingId>,
        role: Role,
    ) -> Result<Vec<PostHolder>> {
        self.act(|work| {
            let today = work.server_now()?.date();
            let Some(view) = work.directory(estate)? else {
                return Ok(Vec::new());
            };
            let holding = view.appointments.into_iter().filter(|(_, held)| {
                held.role == role
                    && held.building == building
                    && !held.acting
                    && held.from <= today
                    && held.until.is_none_or(|last| today <= last)
            });
            let holder =
                |(appointment, held): (_, linli_domain::view::AppointmentView)| PostHolder {
                    estate,
                    appointment,
                    person: held.person,
                    name: held.name,
                };
            Ok(holding.map(holder).collect())
        })
    }
}

fn open(view: &DirectoryView, own: PersonId, today: Date) -> impl Iterator<Item = OpenHandover> {
    let theirs = view.appointments.iter().filter(move |(_, held)| {
        held.person == own
            && held.succeeds.is_some()
            && held.accepted.is_none()
            && held.until.is_none_or(|last| today <= last)
    });
    theirs.map(|(id, held)| {
        let before = held.succeeds.and_then(|id| view.appointments.get(&id));
        OpenHandover {
            estate: view.estate,
            appointment: *id,
            role: held.role,
            building: held.building,
            successor: held.person,
            from: held.from,
            predecessor: before.map(|before| before.name.clone()),
        }
    })
}

impl Work<'_> {
    fn estates(&self) -> Result<Vec<EstateId>> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT id FROM estates ORDER BY name, id")?;
        let estates = statement.query_map([], |row| row.get(0).map(EstateId::from_bytes))?;
        Ok(estates.collect::<Result<_, _>>()?)
    }
}
