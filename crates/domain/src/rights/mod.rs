//! The one table of rights: who may read which feed, who may give which command.
//!
//! The server judges by it as of the moment it receives a command; a client uses the same table to
//! hide what would be refused, and to say why.

mod climb;
mod deciding;
mod desks;
mod table;

use crate::command::Command;
use crate::document::{DocumentKey, FeedId, Kind};
use crate::ids::{AppointmentId, BuildingId, DepartmentId, EstateId, PersonId};
use crate::level::Level;
use crate::limits;
use crate::refusal::RefusalCode;
use crate::role::Role;
use crate::time::Date;

pub use climb::{Rung, climb, walk_up};
pub use deciding::{decides_in, may_decide};
pub use desks::{audited, handled};
pub use table::{GROUPS, Row, TABLE};

/// Named in verdicts and in the log, so that a later reader knows by which table was judged.
pub const POLICY_VERSION: u32 = 5;

/// One appointment as rights see it, within one estate. An appointment to a place above is a grant in each
/// estate below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    /// Where it is held.
    pub level: Level,
    pub estate: EstateId,
    /// `None`: the whole estate.
    pub building: Option<BuildingId>,
    /// Of a handler: the department whose cases are theirs.
    pub department: Option<DepartmentId>,
    pub from: Date,
    /// The last day; `None`: open.
    pub until: Option<Date>,
}

impl Grant {
    pub fn holds_on(&self, today: Date) -> bool {
        self.from <= today && self.until.is_none_or(|last| today <= last)
    }

    /// Of what is the whole estate's, a role that is held at a building covers the directory and nothing else.
    fn covers(&self, feed: FeedId) -> bool {
        self.estate == feed.estate
            && (self.building.is_none()
                || feed.kind == Kind::Directory
                || self.building == feed.building)
    }

    /// Whether anything of the kind lies where it is held.
    pub fn reaches(&self, kind: Kind) -> bool {
        self.building.is_none() || kind != Kind::Dispute
    }

    /// Whether the role gives the command where it is held.
    pub fn gives(&self, command: &str) -> bool {
        let mediates = self.building.is_none() || !table::MEDIATING.contains(&command);
        mediates && self.row().is_some_and(|row| row.may_give(command))
    }

    /// Whether it has an end that is not too long ago, or still to come.
    fn ended_lately(&self, today: Date) -> bool {
        let since = today.plus_days(-limits::ESCROW_DAYS);
        self.from <= today && self.until.is_some_and(|last| since <= last)
    }

    fn reads(&self, feed: FeedId) -> bool {
        self.covers(feed) && self.row().is_some_and(|row| row.reads.contains(&feed.kind))
    }

    /// What the role gives; `None` where it cannot be held.
    fn row(&self) -> Option<&'static Row> {
        Row::of(self.role).filter(|row| row.levels.contains(&self.level))
    }
}

/// Whether any of `grants` lets its holder read `feed` today.
pub fn may_read(grants: &[Grant], feed: FeedId, today: Date) -> bool {
    grants
        .iter()
        .any(|grant| grant.holds_on(today) && grant.reads(feed))
}

/// A command on its way to a document, with what the table asks of it beyond its name.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    pub document: &'a DocumentKey,
    pub command: &'a Command,
    /// Role and holder of the appointment that the command is about, as the directory has it; `None` where
    /// it has none, or the command is about none.
    pub appointment: Option<(Role, PersonId)>,
}

/// The appointment that a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// One that it makes, and to whom.
    New(Role, PersonId),
    /// One that the directory has.
    Known(AppointmentId),
}

impl About {
    pub fn of(command: &Command) -> Option<Self> {
        match command {
            Command::Appoint(it) => Some(Self::New(it.role, it.person)),
            Command::AppointActing(it) => Some(Self::New(it.role, it.person)),
            Command::HandOver(it) => Some(Self::Known(it.of)),
            Command::EndAppointment(it) => Some(Self::Known(it.appointment)),
            Command::AcceptAppointment(it) => Some(Self::Known(it.appointment)),
            _ => None,
        }
    }

    /// Role and holder, as `known` has them.
    pub fn resolve(
        self,
        known: impl FnOnce(AppointmentId) -> Option<(Role, PersonId)>,
    ) -> Option<(Role, PersonId)> {
        match self {
            Self::New(role, person) => Some((role, person)),
            Self::Known(id) => known(id),
        }
    }
}

/// Whether any of `grants` lets its holder `author` do `deed` today.
///
/// # Errors
/// `WrongDocument`, or `NoRight`.
pub fn may_send(
    grants: &[Grant],
    author: PersonId,
    deed: &Deed<'_>,
    today: Date,
) -> Result<(), RefusalCode> {
    if deed.command.kind() != deed.document.kind() {
        return Err(RefusalCode::WrongDocument);
    }
    let allowed = grants.iter().any(|grant| {
        grant.holds_on(today) && grant.covers(deed.document.feed()) && grant.lets(author, deed)
    });
    if allowed {
        Ok(())
    } else {
        Err(RefusalCode::NoRight)
    }
}

/// Whether `author` had the right to `deed` by a grant that has ended, not longer ago than a phone may stay
/// without a signal: what is refused then may have been recorded in time.
pub fn had_right(grants: &[Grant], author: PersonId, deed: &Deed<'_>, today: Date) -> bool {
    grants.iter().any(|grant| {
        grant.ended_lately(today) && grant.covers(deed.document.feed()) && grant.lets(author, deed)
    })
}

/// Whether all that let somebody read `feed` has ended, and not longer ago than in `had_right`: the feed is
/// left, and what the device has on it can no longer be mended there.
pub fn has_left(grants: &[Grant], feed: FeedId, today: Date) -> bool {
    let left = |grant: &Grant| grant.ended_lately(today) && grant.reads(feed);
    grants.iter().any(left) && !may_read(grants, feed, today)
}

impl Grant {
    fn lets(&self, author: PersonId, deed: &Deed<'_>) -> bool {
        let Some(row) = self.row() else {
            return false;
        };
        let about = match (deed.command, deed.appointment) {
            (Command::AcceptAppointment(_), Some((_, holder))) => holder == author,
            (command, Some((role, _))) => {
                About::of(command).is_none() || row.appoints.contains(&role)
            }
            // The rule refuses an appointment that the directory does not have.
            (_, None) => true,
        };
        self.gives(deed.command.name())
            && about
            && self.answers_for(deed.command)
            && (self.role == Role::Operator || !speaks_for_another(deed.command))
    }
}

impl Grant {
    /// Only a department's own handler answers in its name.
    fn answers_for(&self, command: &Command) -> bool {
        match command {
            Command::AnswerCase(answer) => self.department == Some(answer.department),
            _ => true,
        }
    }
}

/// Whether what a command appoints to can be held there, or what it writes to be kept there: disputes are of an estate.
/// Asked of everybody, the console too.
///
/// # Errors
/// `WrongLevel`.
pub fn can_be_held(command: &Command, place: Level) -> Result<(), RefusalCode> {
    let (role, building) = match command {
        Command::Appoint(it) => (it.role, it.building),
        Command::AppointActing(it) => (it.role, it.building),
        _ if command.kind() == Kind::Dispute && place != Level::Estate => {
            return Err(RefusalCode::WrongLevel);
        }
        _ => return Ok(()),
    };
    let level = building.map_or(place, |_| Level::Building);
    if Row::of(role).is_some_and(|row| row.levels.contains(&level)) {
        Ok(())
    } else {
        Err(RefusalCode::WrongLevel)
    }
}

/// Only a taken-over register names somebody else as the one who acted.
fn speaks_for_another(command: &Command) -> bool {
    match command {
        Command::RecordVisit(visit) => visit.visitor.is_some(),
        Command::NoteCase(note) => note.by.is_some(),
        _ => false,
    }
}

/// The feeds of an estate with these buildings that `grants` may read today, in order.
pub fn readable_feeds(
    grants: &[Grant],
    estate: EstateId,
    buildings: &[BuildingId],
    today: Date,
) -> Vec<FeedId> {
    let mut feeds: Vec<FeedId> = Kind::ALL
        .into_iter()
        .flat_map(|kind| {
            let scopes: Vec<Option<BuildingId>> = match kind {
                Kind::Directory | Kind::Dispute => vec![None],
                Kind::Household | Kind::Visits | Kind::Case => {
                    buildings.iter().copied().map(Some).collect()
                }
            };
            scopes.into_iter().map(move |building| FeedId {
                estate,
                building,
                kind,
            })
        })
        .filter(|feed| may_read(grants, *feed, today))
        .collect();
    feeds.sort_unstable();
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{ClearTag, NameEstate};
    use crate::ids::HouseholdId;

    const ESTATE: EstateId = EstateId::from_bytes([1; 16]);
    const THREE: BuildingId = BuildingId::from_bytes([3; 16]);
    const FOUR: BuildingId = BuildingId::from_bytes([4; 16]);
    const HEAD: PersonId = PersonId::from_bytes([5; 16]);

    fn deed<'a>(document: &'a DocumentKey, command: &'a Command) -> Deed<'a> {
        Deed {
            document,
            command,
            appointment: None,
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn head_of_three() -> Grant {
        Grant {
            role: Role::BuildingHead,
            level: Level::Building,
            estate: ESTATE,
            building: Some(THREE),
            department: None,
            from: day("2026-01-01"),
            until: Some(day("2026-06-30")),
        }
    }

    fn household(building: BuildingId) -> DocumentKey {
        DocumentKey::Household {
            estate: ESTATE,
            building,
            household: HouseholdId::from_bytes([9; 16]),
        }
    }

    #[test]
    fn a_head_reads_and_writes_the_own_building_and_no_other() {
        let grants = [head_of_three()];
        let today = day("2026-03-01");
        let command = Command::from(ClearTag {
            tag: "租户".parse().unwrap(),
        });
        let sends = |document| may_send(&grants, HEAD, &deed(&document, &command), today);
        assert_eq!(sends(household(THREE)), Ok(()));
        assert_eq!(sends(household(FOUR)), Err(RefusalCode::NoRight));
        assert!(may_read(&grants, household(THREE).feed(), today));
        assert!(!may_read(&grants, household(FOUR).feed(), today));
    }

    #[test]
    fn an_appointment_ends_with_its_last_day() {
        let grants = [head_of_three()];
        assert!(may_read(
            &grants,
            household(THREE).feed(),
            day("2026-06-30")
        ));
        assert!(!may_read(
            &grants,
            household(THREE).feed(),
            day("2026-07-01")
        ));
        assert!(!may_read(
            &grants,
            household(THREE).feed(),
            day("2025-12-31")
        ));
    }

    #[test]
    fn a_head_reads_the_directory_but_does_not_write_it() {
        let grants = [head_of_three()];
        let today = day("2026-03-01");
        let directory = DocumentKey::Directory { estate: ESTATE };
        let command = Command::from(NameEstate {
            name: "西苑".parse().unwrap(),
        });
        assert!(may_read(&grants, directory.feed(), today));
        assert_eq!(
            may_send(&grants, HEAD, &deed(&directory, &command), today),
            Err(RefusalCode::NoRight)
        );
        let feeds = readable_feeds(&grants, ESTATE, &[THREE, FOUR], today);
        assert_eq!(feeds.len(), 4);
        assert!(feeds.iter().all(|feed| feed.building != Some(FOUR)));
    }

    #[test]
    fn another_estate_is_out_of_reach() {
        let feed = FeedId {
            estate: EstateId::from_bytes([8; 16]),
            building: None,
            kind: Kind::Directory,
        };
        assert!(!may_read(&[head_of_three()], feed, day("2026-03-01")));
    }
}
