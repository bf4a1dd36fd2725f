//! Who holds what, as the simulator remembers it, and what that allows by a table of its own: what the
//! product says of rights is what is to be checked.

use linli_client_core::domain::command::{Appoint, EndAppointment};
use linli_client_core::domain::{
    AppointmentId, BuildingId, Date, DocumentKey, EstateId, FeedId, Kind, PersonId, Role, Timestamp,
};

use super::Office;

/// An appointment.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    id: AppointmentId,
    person: PersonId,
    role: Role,
    estate: EstateId,
    /// `None`: the whole estate.
    building: Option<BuildingId>,
    /// The last day; `None`: open.
    until: Option<Date>,
}

impl Held {
    fn holds(&self, person: PersonId, today: Date) -> bool {
        self.person == person && self.until.is_none_or(|last| today <= last)
    }

    /// Whether it has an end, not too long ago if that is over.
    fn held(&self, person: PersonId, today: Date) -> bool {
        let since = today.plus_days(-REMEMBERED_DAYS);
        self.person == person && self.until.is_some_and(|last| since <= last)
    }

    fn covers(&self, feed: FeedId) -> bool {
        self.estate == feed.estate
            && (self.building.is_none()
                || feed.building.is_none()
                || self.building == feed.building)
    }
}

/// For so many days after its end, an appointment is remembered.
const REMEMBERED_DAYS: i32 = 180;

pub(crate) fn may_read(held: &[Held], person: PersonId, feed: FeedId, today: Date) -> bool {
    held.iter()
        .any(|held| held.holds(person, today) && held.covers(feed) && reads(held.role, feed.kind))
}

pub(crate) fn may_write(held: &[Held], person: PersonId, feed: FeedId, today: Date) -> bool {
    held.iter()
        .any(|held| held.holds(person, today) && held.covers(feed) && writes(held.role, feed.kind))
}

/// Whether somebody could write to a feed until not too long ago.
pub(crate) fn wrote(held: &[Held], person: PersonId, feed: FeedId, today: Date) -> bool {
    held.iter()
        .any(|held| held.held(person, today) && held.covers(feed) && writes(held.role, feed.kind))
}

/// Whether somebody could read a feed until not too long ago, and no longer can.
pub(crate) fn has_left(held: &[Held], person: PersonId, feed: FeedId, today: Date) -> bool {
    let read =
        |held: &Held| held.held(person, today) && held.covers(feed) && reads(held.role, feed.kind);
    held.iter().any(read) && !may_read(held, person, feed, today)
}

fn reads(role: Role, kind: Kind) -> bool {
    match role {
        Role::BuildingHead
        | Role::MutualAidHead
        | Role::Secretary
        | Role::CommunityStaff
        | Role::Operator => true,
        Role::MediationHead => kind != Kind::Visits,
        Role::ArtsHead | Role::PublicityHead | Role::Auditor => kind == Kind::Directory,
        // Of the street, the district or a department: nobody here is.
        Role::StreetStaff | Role::DistrictStaff | Role::DepartmentHandler => false,
    }
}

fn writes(role: Role, kind: Kind) -> bool {
    match role {
        // Of the directory community staff write only whom they may appoint, which nobody does here.
        Role::BuildingHead | Role::CommunityStaff => kind != Kind::Directory,
        Role::Secretary | Role::Operator => true,
        Role::MutualAidHead => kind == Kind::Case,
        _ => false,
    }
}

impl Office {
    /// Who holds what. In a later life of the server phones may have given appointments back, or their ends, that
    /// the backup did not know: which of all that were ever given are there is read from the directory's rows.
    pub(crate) fn held(&self) -> Vec<Held> {
        if self.life == 0 {
            return self.appointments.clone();
        }
        let server = self.peek();
        let mut statement = server
            .prepare("SELECT ends FROM appointments WHERE id = ?1")
            .expect("the roster can be read");
        let there = self.ever.iter().filter_map(|held| {
            let mut rows = statement
                .query([held.id.as_bytes()])
                .expect("the roster can be read");
            let row = rows.next().expect("the roster can be read")?;
            let ends: Option<String> = row.get(0).expect("the roster can be read");
            let until = ends.map(|day| day.parse().expect("a date"));
            Some(Held {
                until,
                ..held.clone()
            })
        });
        there.collect()
    }

    /// Gives a person a territory, for `days` or without an end.
    pub(crate) fn appoint(
        &mut self,
        person: PersonId,
        role: Role,
        territory: (EstateId, Option<BuildingId>),
        days: Option<u8>,
        now: Timestamp,
    ) {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        let (estate, building) = territory;
        let held = Held {
            id: AppointmentId::from_bytes(id),
            person,
            role,
            estate,
            building,
            until: days.map(|days| now.date().plus_days(days.into())),
        };
        let command = Appoint {
            appointment: held.id,
            person,
            name: format!("人{}", person.as_bytes()[0])
                .parse()
                .expect("a short name"),
            role,
            building,
            department: None,
            from: "2020-01-01".parse().expect("a date"),
            until: held.until,
        };
        if self
            .write(DocumentKey::Directory { estate }, command.into(), now)
            .is_ok()
        {
            self.ever.push(held.clone());
            self.appointments.push(held);
        }
    }

    /// Ends one that holds, by any number.
    pub(crate) fn end_appointment(&mut self, number: usize, now: Timestamp) {
        let today = now.date();
        self.appointments = self.held();
        let open = |held: &Held| held.holds(held.person, today);
        let count = self.appointments.iter().filter(|held| open(held)).count();
        let mut open = self
            .appointments
            .iter()
            .enumerate()
            .filter(|(_, held)| open(held));
        let Some((index, held)) = open.nth(number % count.max(1)) else {
            return;
        };
        let until = today.plus_days(-1);
        let command = EndAppointment {
            appointment: held.id,
            until,
        };
        let directory = DocumentKey::Directory {
            estate: held.estate,
        };
        if self.write(directory, command.into(), now).is_ok() {
            self.appointments[index].until = Some(until);
        }
    }
}
