//! The table itself, to be read by everybody whom it concerns. `docs/RIGHTS.md` shows it as a whole.

use crate::document::Kind::{self, Case, Directory, Dispute, Household, Visits};
use crate::level::Level::{self, Building, Community, District, Estate, Street};
use crate::role::Role;

/// What a role may do within the place where it is held, and everything below.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub role: Role,
    /// The levels of the tree at which it can be held. Held at another one it gives no right.
    pub levels: &'static [Level],
    /// The kinds of document that it reads.
    pub reads: &'static [Kind],
    /// The commands that it gives, by their names.
    pub gives: &'static [&'static [&'static str]],
    /// The roles to which it appoints.
    pub appoints: &'static [Role],
    /// Whether it adopts and returns what waits in the escrow: work whose author may no longer do it.
    pub decides: bool,
    /// Whether it reads the audit log of the place.
    pub audits: bool,
}

/// Buildings and dwellings.
const PLACES: &[&str] = &["name_estate", "add_building", "add_dwellings"];
/// How long a device may be without contact.
const LEASE: &[&str] = &["set_lease"];
/// The tree above the estate.
const TREE: &[&str] = &["place_under"];
const APPOINTING: &[&str] = &["appoint", "appoint_acting", "hand_over", "end_appointment"];
/// Everybody's own: taking over what one was appointed to.
const ACCEPTING: &[&str] = &["accept_appointment"];
const REGISTER: &[&str] = &[
    "register_household",
    "link_dwelling",
    "add_resident",
    "correct_resident",
    "move_out_resident",
    "move_in_resident",
    "merge_resident",
    "unmerge_resident",
    "merge_household",
    "unmerge_household",
    "set_contact_preference",
    "set_do_not_visit",
    "verify_household",
    "record_consent",
    "withdraw_consent",
    "set_tag",
    "clear_tag",
];
const ERASING: &[&str] = &["erase_resident"];
const VISITING: &[&str] = &["record_visit", "correct_visit", "withdraw_visit"];
const CASES: &[&str] = &["open_case", "note_case", "close_case", "refer_case"];
/// Departments of a place.
const DEPARTMENTS: &[&str] = &["add_department"];
const DISPATCHING: &[&str] = &["dispatch_case", "recall_case"];
/// A department's own, on cases that are dispatched to it.
const ANSWERING: &[&str] = &["answer_case"];

/// Disputes, and what becomes of cases that are referred. Mediation is of the whole estate: held at a building, no role
/// gives any of it.
pub(super) const MEDIATING: &[&str] = &[
    "open_dispute",
    "note_dispute",
    "settle_dispute",
    "close_dispute",
    "note_referral",
];

/// Every command stands in exactly one of these.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("places", PLACES),
    ("lease", LEASE),
    ("tree", TREE),
    ("appointing", APPOINTING),
    ("accepting", ACCEPTING),
    ("register", REGISTER),
    ("erasing", ERASING),
    ("visiting", VISITING),
    ("cases", CASES),
    ("departments", DEPARTMENTS),
    ("dispatching", DISPATCHING),
    ("answering", ANSWERING),
    ("mediating", MEDIATING),
];

const EVERY_LEVEL: &[Level] = &[Building, Estate, Community, Street, District];
const ABOVE_BUILDING: &[Level] = &[Estate, Community, Street, District];

const HEADS_AND_HANDLERS: &[Role] = &[
    Role::BuildingHead,
    Role::MediationHead,
    Role::ArtsHead,
    Role::PublicityHead,
    Role::MutualAidHead,
    Role::DepartmentHandler,
];
const SECRETARY_HEADS_AND_HANDLERS: &[Role] = &[
    Role::Secretary,
    Role::BuildingHead,
    Role::MediationHead,
    Role::ArtsHead,
    Role::PublicityHead,
    Role::MutualAidHead,
    Role::DepartmentHandler,
];

/// One row a role.
pub const TABLE: [Row; 12] = [
    Row {
        role: Role::BuildingHead,
        levels: &[Building, Estate],
        reads: &[Directory, Household, Visits, Case],
        gives: &[ACCEPTING, REGISTER, VISITING, CASES],
        appoints: &[],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::MediationHead,
        levels: &[Building, Estate],
        reads: &[Directory, Household, Case, Dispute],
        gives: &[ACCEPTING, MEDIATING],
        appoints: &[],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::ArtsHead,
        levels: &[Building, Estate],
        reads: &[Directory],
        gives: &[ACCEPTING],
        appoints: &[],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::PublicityHead,
        levels: &[Building, Estate],
        reads: &[Directory],
        gives: &[ACCEPTING],
        appoints: &[],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::MutualAidHead,
        levels: &[Building, Estate],
        reads: &[Directory, Household, Visits, Case],
        gives: &[ACCEPTING, CASES],
        appoints: &[],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::Secretary,
        levels: &[Estate, Community],
        reads: &[Directory, Household, Visits, Case, Dispute],
        gives: &[
            PLACES,
            LEASE,
            APPOINTING,
            ACCEPTING,
            REGISTER,
            ERASING,
            VISITING,
            CASES,
            DEPARTMENTS,
            DISPATCHING,
            MEDIATING,
        ],
        appoints: HEADS_AND_HANDLERS,
        decides: true,
        audits: false,
    },
    Row {
        role: Role::CommunityStaff,
        levels: &[Estate, Community],
        reads: &[Directory, Household, Visits, Case, Dispute],
        gives: &[
            LEASE,
            APPOINTING,
            ACCEPTING,
            REGISTER,
            ERASING,
            VISITING,
            CASES,
            DEPARTMENTS,
            DISPATCHING,
            MEDIATING,
        ],
        appoints: SECRETARY_HEADS_AND_HANDLERS,
        decides: true,
        audits: false,
    },
    Row {
        role: Role::StreetStaff,
        levels: &[Street],
        reads: &[Directory],
        gives: &[APPOINTING, ACCEPTING, DEPARTMENTS],
        appoints: &[
            Role::CommunityStaff,
            Role::Secretary,
            Role::DepartmentHandler,
        ],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::DistrictStaff,
        levels: &[District],
        reads: &[Directory],
        gives: &[APPOINTING, ACCEPTING, DEPARTMENTS],
        appoints: &[Role::StreetStaff, Role::DepartmentHandler],
        decides: false,
        audits: false,
    },
    // Nothing comes to a handler by feed: only cases that are dispatched to the department are theirs.
    Row {
        role: Role::DepartmentHandler,
        levels: ABOVE_BUILDING,
        reads: &[],
        gives: &[ANSWERING],
        appoints: &[],
        decides: false,
        audits: false,
    },
    Row {
        role: Role::Auditor,
        levels: ABOVE_BUILDING,
        reads: &[Directory],
        gives: &[],
        appoints: &[],
        decides: false,
        audits: true,
    },
    Row {
        role: Role::Operator,
        levels: EVERY_LEVEL,
        reads: &[Directory, Household, Visits, Case, Dispute],
        gives: &[
            PLACES,
            LEASE,
            TREE,
            APPOINTING,
            ACCEPTING,
            REGISTER,
            ERASING,
            VISITING,
            CASES,
            DEPARTMENTS,
            DISPATCHING,
            MEDIATING,
        ],
        appoints: &Role::ALL,
        decides: true,
        audits: true,
    },
];

impl Row {
    pub fn of(role: Role) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.role == role)
    }

    pub fn may_give(&self, command: &str) -> bool {
        self.gives.iter().any(|group| group.contains(&command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use std::collections::BTreeMap;

    #[test]
    fn every_role_has_one_row() {
        let mut rows: Vec<Role> = TABLE.iter().map(|row| row.role).collect();
        rows.sort_unstable();
        let mut roles = Role::ALL.to_vec();
        roles.sort_unstable();
        assert_eq!(rows, roles);
    }

    #[test]
    fn every_command_stands_in_one_group() {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            *found.entry(name).or_default() += 1;
        }
        let expected = Command::NAMES.iter().map(|(name, _)| (*name, 1)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn who_gives_a_command_reads_what_it_goes_to() {
        for row in TABLE {
            for (name, kind) in Command::NAMES {
                // At a desk, and on nothing but what is dispatched to it.
                let online = ANSWERING.contains(name);
                assert!(
                    online || !row.may_give(name) || row.reads.contains(kind),
                    "{}: {name}",
                    row.role
                );
            }
        }
    }

    #[test]
    fn who_decides_reads_everything_that_may_wait() {
        for row in TABLE.iter().filter(|row| row.decides) {
            assert!(
                Kind::ALL.iter().all(|kind| row.reads.contains(kind)),
                "{}",
                row.role
            );
        }
    }

    /// Nobody appoints their own kind, or makes an operator or an auditor.
    #[test]
    fn nobody_appoints_their_own_kind_but_the_operator() {
        for row in TABLE.iter().filter(|row| row.role != Role::Operator) {
            for never in [row.role, Role::Operator, Role::Auditor] {
                assert!(!row.appoints.contains(&never), "{}: {never}", row.role);
            }
        }
    }

    /// Nobody gives a power away that they do not have, except down the tree, and except for what is named here.
    /// An answer is worth something only on a case that somebody dispatches; buildings are named by the secretary.
    #[test]
    fn nobody_gives_away_what_they_do_not_have() {
        let mut given_away = Vec::new();
        for row in TABLE {
            for role in row.appoints {
                let other = Row::of(*role).unwrap();
                if other.levels.iter().max() < row.levels.iter().min() {
                    continue;
                }
                let reads_no_more = other.reads.iter().all(|kind| row.reads.contains(kind));
                assert!(reads_no_more, "{}: {role}", row.role);
                assert!(row.decides || !other.decides, "{}: {role}", row.role);
                assert!(row.audits || !other.audits, "{}: {role}", row.role);
                for (name, group) in GROUPS {
                    if other.gives.contains(group) && !row.gives.contains(group) {
                        given_away.push((row.role, *role, *name));
                    }
                }
            }
        }
        let handler = Role::DepartmentHandler;
        assert_eq!(
            given_away,
            [
                (Role::Secretary, handler, "answering"),
                (Role::CommunityStaff, Role::Secretary, "places"),
                (Role::CommunityStaff, handler, "answering"),
                (Role::StreetStaff, handler, "answering"),
                (Role::DistrictStaff, handler, "answering"),
                (Role::Operator, handler, "answering"),
            ]
        );
    }
}
