//! The one table of rights: who may read which feed, who may give which command.
//!
//! The server judges by it as of the moment it receives a command; a client uses the same table to
//! hide what would be refused, and to say why.

use crate::command::Command;
use crate::document::{DocumentKey, FeedId, Kind};
use crate::ids::{BuildingId, EstateId};
use crate::refusal::RefusalCode;
use crate::role::Role;
use crate::time::Date;

/// Named in verdicts and in the log, so that a later reader knows by which table was judged.
pub const POLICY_VERSION: u32 = 1;

/// What a role may do with one kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Right {
    read: bool,
    write: bool,
}

const NONE: Right = Right {
    read: false,
    write: false,
};
const READ: Right = Right {
    read: true,
    write: false,
};
const WRITE: Right = Right {
    read: true,
    write: true,
};

/// Rows are roles; columns are directory, household, visits, case.
const TABLE: [(Role, [Right; 4]); 8] = [
    (Role::BuildingHead, [READ, WRITE, WRITE, WRITE]),
    (Role::MediationHead, [READ, READ, NONE, READ]),
    (Role::ArtsHead, [READ, NONE, NONE, NONE]),
    (Role::PublicityHead, [READ, NONE, NONE, NONE]),
    (Role::MutualAidHead, [READ, READ, READ, WRITE]),
    (Role::Secretary, [WRITE, WRITE, WRITE, WRITE]),
    (Role::CommunityStaff, [READ, WRITE, WRITE, WRITE]),
    (Role::Operator, [WRITE, WRITE, WRITE, WRITE]),
];

fn right(role: Role, kind: Kind) -> Right {
    TABLE
        .iter()
        .find(|(row, _)| *row == role)
        .map_or(NONE, |(_, columns)| columns[usize::from(kind.code()) - 1])
}

/// One appointment as rights see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub estate: EstateId,
    /// `None`: the whole estate.
    pub building: Option<BuildingId>,
    pub from: Date,
    /// The last day; `None`: open.
    pub until: Option<Date>,
}

impl Grant {
    pub fn holds_on(&self, today: Date) -> bool {
        self.from <= today && self.until.is_none_or(|last| today <= last)
    }

    fn covers(&self, feed: FeedId) -> bool {
        self.estate == feed.estate
            && (self.building.is_none()
                || feed.building.is_none()
                || self.building == feed.building)
    }
}

/// Whether any of `grants` lets its holder read `feed` today.
pub fn may_read(grants: &[Grant], feed: FeedId, today: Date) -> bool {
    grants.iter().any(|grant| {
        grant.holds_on(today) && grant.covers(feed) && right(grant.role, feed.kind).read
    })
}

/// Whether any of `grants` lets its holder give `command` to `document` today.
pub fn may_send(
    grants: &[Grant],
    document: &DocumentKey,
    command: &Command,
    today: Date,
) -> Result<(), RefusalCode> {
    if command.kind() != document.kind() {
        return Err(RefusalCode::WrongDocument);
    }
    let allowed = grants.iter().any(|grant| {
        grant.holds_on(today)
            && grant.covers(document.feed())
            && right(grant.role, document.kind()).write
            && (grant.role == Role::Operator || !speaks_for_another(command))
    });
    if allowed {
        Ok(())
    } else {
        Err(RefusalCode::NoRight)
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
                Kind::Directory => vec![None],
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

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn head_of_three() -> Grant {
        Grant {
            role: Role::BuildingHead,
            estate: ESTATE,
            building: Some(THREE),
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
        assert_eq!(
            may_send(&grants, &household(THREE), &command, today),
            Ok(())
        );
        assert_eq!(
            may_send(&grants, &household(FOUR), &command, today),
            Err(RefusalCode::NoRight)
        );
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
            may_send(&grants, &directory, &command, today),
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
