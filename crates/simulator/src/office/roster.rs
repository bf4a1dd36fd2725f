//! Who holds what, as the simulator remembers it, and what that allows by a table of its own: what the
//! product says of rights is what is to be checked.

use linli_client_core::domain::{
    AppointmentId, BuildingId, Command, Date, EstateId, FeedId, Kind, PersonId, Role,
};

/// An appointment.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(super) id: AppointmentId,
    pub(super) person: PersonId,
    pub(super) role: Role,
    pub(super) estate: EstateId,
    /// `None`: the whole estate.
    pub(super) building: Option<BuildingId>,
    pub(super) from: Date,
    /// The last day; `None`: open.
    pub(super) until: Option<Date>,
}

impl Held {
    pub(super) fn holds(&self, person: PersonId, today: Date) -> bool {
        self.person == person && self.from <= today && self.until.is_none_or(|last| today <= last)
    }

    /// Whether it has an end, not too long ago if that is over.
    fn held(&self, person: PersonId, today: Date) -> bool {
        let since = today.plus_days(-REMEMBERED_DAYS);
        let begun = self.person == person && self.from <= today;
        begun && self.until.is_some_and(|last| since <= last)
    }

    fn covers(&self, feed: FeedId) -> bool {
        self.estate == feed.estate
            && (self.building.is_none()
                || feed.kind == Kind::Directory
                || self.building == feed.building)
    }
}

/// For so many days after its end, an appointment is remembered.
const REMEMBERED_DAYS: i32 = 180;

pub(crate) fn may_read(held: &[Held], person: PersonId, feed: FeedId, today: Date) -> bool {
    held.iter()
        .any(|held| held.holds(person, today) && held.covers(feed) && reads(held.role, feed.kind))
}

/// Whether somebody may give a command to a feed that others may not write to: who was appointed accepts, whoever
/// appoints heads hands their posts over, and who mediates says on a case what became of its referral.
pub(crate) fn may_give(
    held: &[Held],
    person: PersonId,
    feed: FeedId,
    command: &Command,
    today: Date,
) -> bool {
    let mut holds = held
        .iter()
        .filter(|held| held.holds(person, today) && held.covers(feed));
    let post = |id: AppointmentId| held.iter().find(|held| held.id == id);
    match command {
        Command::AcceptAppointment(it) => {
            let own = post(it.appointment).is_some_and(|post| post.person == person);
            own && holds.any(|held| reads(held.role, Kind::Directory))
        }
        Command::HandOver(it) => {
            let of_a_head = post(it.of).is_some_and(|post| post.role == Role::BuildingHead);
            let appoints =
                |held: &Held| matches!(held.role, Role::Secretary | Role::CommunityStaff);
            of_a_head && holds.any(appoints)
        }
        // Who mediates a building mediates nothing.
        Command::NoteReferral(_) => {
            let mediates = |held: &Held| writes(held.role, Kind::Dispute);
            holds.any(|held| held.building.is_none() && mediates(held))
        }
        _ => may_write(held, person, feed, today),
    }
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
        Role::Secretary | Role::CommunityStaff | Role::Operator => true,
        // Mediation files are invisible to them.
        Role::BuildingHead | Role::MutualAidHead => kind != Kind::Dispute,
        Role::MediationHead => kind != Kind::Visits,
        Role::ArtsHead | Role::PublicityHead | Role::Auditor => kind == Kind::Directory,
        // Of the street, the district or a department: nobody here is.
        Role::StreetStaff | Role::DistrictStaff | Role::DepartmentHandler => false,
    }
}

fn writes(role: Role, kind: Kind) -> bool {
    match role {
        // Of the directory community staff write only whom they may appoint: see `may_give`.
        Role::CommunityStaff => kind != Kind::Directory,
        Role::BuildingHead => !matches!(kind, Kind::Directory | Kind::Dispute),
        Role::MediationHead => kind == Kind::Dispute,
        Role::Secretary | Role::Operator => true,
        Role::MutualAidHead => kind == Kind::Case,
        _ => false,
    }
}
