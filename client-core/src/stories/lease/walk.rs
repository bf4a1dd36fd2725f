//! Everything that a person could see or do, while the replica is locked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use linli_domain::command::{Dwelling, Outcome, VerifyHousehold};
use linli_domain::view::Conflict;
use linli_domain::{CaseId, Date, DisputeId, VisitId};

use super::super::estate::{ESTATE, HOME, THREE, ZHANG, home, registration};
use super::{DAY, in_contact};
use crate::actions::{NewCase, NewDispute, NewHandover, NewHousehold, NewVisit};
use crate::{Error, Replica, Result};

type Try = fn(&mut Replica) -> Result<()>;

/// By the names of the functions. One that is missing here fails `nothing_public_is_left_out`.
const GATED: &[(&str, Try)] = &[
    ("abbreviate", |r| r.abbreviate(HOME).map(drop)),
    ("address", |r| r.address(HOME).map(drop)),
    ("accept", |r| {
        r.accept(ESTATE, linli_domain::AppointmentId::from_bytes([1; 16]))
    }),
    ("allowed", |r| r.allowed(ESTATE).map(drop)),
    ("buildings", |r| r.buildings().map(drop)),
    ("buildings_called", |r| r.buildings_called("3").map(drop)),
    ("case", |r| r.case(case()).map(drop)),
    ("cases", |r| r.cases(&Default::default()).map(drop)),
    ("close_case", |r| r.close_case(case(), text()).map(drop)),
    ("close_dispute", |r| {
        let outcome = linli_domain::command::DisputeOutcome::Withdrawn;
        r.close_dispute(dispute(), outcome, None).map(drop)
    }),
    ("dispute", |r| r.dispute(dispute()).map(drop)),
    ("disputes", |r| r.disputes(&Default::default()).map(drop)),
    ("note_dispute", |r| {
        r.note_dispute(dispute(), day(), true, text()).map(drop)
    }),
    ("open_dispute", |r| r.open_dispute(new_dispute()).map(drop)),
    ("settle_dispute", |r| {
        let agreement = "各出一半".parse().unwrap();
        r.settle_dispute(dispute(), day(), agreement).map(drop)
    }),
    ("conflicts", |r| r.conflicts().map(drop)),
    ("correct_visit", |r| r.correct_visit(visit(), Vec::new())),
    ("decline_referral", |r| {
        r.decline_referral(case(), text()).map(drop)
    }),
    ("decides_in", |r| r.decides_in(ESTATE).map(drop)),
    ("departments", |r| r.departments(ESTATE).map(drop)),
    ("discard_draft", |r| r.discard_draft(1)),
    ("dispatch_case", |r| {
        let department = linli_domain::DepartmentId::from_bytes([1; 16]);
        r.dispatch_case(case(), department, text()).map(drop)
    }),
    ("document_key", |r| r.document_key(HOME).map(drop)),
    ("doors", |r| {
        r.doors(THREE, "2026-12-01".parse().unwrap()).map(drop)
    }),
    ("duplicates", |r| r.duplicates().map(drop)),
    ("escrowed", |r| r.escrowed().map(drop)),
    ("record_of_resident", |r| {
        r.record_of_resident(ZHANG).map(drop)
    }),
    ("drafts", |r| r.drafts().map(drop)),
    ("export", |r| r.export().map(drop)),
    ("give", |r| r.give(&home(), verify())),
    ("hand_over", |r| {
        r.hand_over(NewHandover {
            estate: ESTATE,
            of: linli_domain::AppointmentId::from_bytes([1; 16]),
            person: None,
            name: "李四".parse().unwrap(),
            from: "2026-12-01".parse().unwrap(),
            last_day: "2026-12-31".parse().unwrap(),
        })
        .map(drop)
    }),
    ("holders", |r| {
        r.holders(ESTATE, None, linli_domain::Role::Secretary)
            .map(drop)
    }),
    ("household", |r| r.household(HOME).map(drop)),
    ("household_ids", |r| r.household_ids().map(drop)),
    ("household_of_resident", |r| {
        r.household_of_resident(ZHANG).map(drop)
    }),
    ("households_at", |r| {
        r.households_at(THREE, Some("2单元"), "301").map(drop)
    }),
    ("households_at_door", |r| {
        r.households_at_door("3-2-301").map(drop)
    }),
    ("ids_beginning", |r| {
        let prefix = "4040".parse().unwrap();
        r.ids_beginning::<VisitId>(&prefix, 1).map(drop)
    }),
    ("likely_same", |r| {
        let registration = registration();
        let new = &registration.residents[0];
        r.likely_same(new, THREE, "2单元", "301").map(drop)
    }),
    ("names", |r| r.names().map(drop)),
    ("newest_visits", |r| r.newest_visits(None, 1).map(drop)),
    ("note_case", |r| r.note_case(case(), None, text()).map(drop)),
    ("open_case", |r| {
        r.open_case(NewCase {
            building: Some(THREE),
            household: None,
            title: "楼道灯不亮".parse().unwrap(),
            category: "维修".parse().unwrap(),
            detail: None,
        })
        .map(drop)
    }),
    ("open_handovers", |r| r.open_handovers().map(drop)),
    ("outbox", |r| r.outbox().map(drop)),
    ("recall_case", |r| r.recall_case(case(), text()).map(drop)),
    ("refer_case", |r| r.refer_case(case(), text()).map(drop)),
    ("referrals", |r| r.referrals().map(drop)),
    ("record_visit", |r| {
        r.record_visit(NewVisit::new(HOME, Outcome::Met)).map(drop)
    }),
    ("register_household", |r| {
        r.register_household(NewHousehold {
            building: THREE,
            dwelling: Dwelling {
                unit: "".parse().unwrap(),
                room: "101".parse().unwrap(),
            },
            residents: Vec::new(),
            tags: Vec::new(),
            consents: Vec::new(),
        })
        .map(drop)
    }),
    ("resend_draft", |r| r.resend_draft(1, None)),
    ("resolve", |r| r.resolve(home().id(), "name", 0)),
    ("resolve_with", |r| {
        let conflict = Conflict {
            document: home().id(),
            path: "merged_into".into(),
            values: Vec::new(),
        };
        r.resolve_with(&conflict, None)
    }),
    ("roster", |r| r.roster().map(drop)),
    ("search", |r| r.search("张三", 1).map(drop)),
    ("take_up_referral", |r| {
        r.take_up_referral(case(), new_dispute()).map(drop)
    }),
    ("update_household", |r| r.update_household(HOME, verify())),
    ("visit", |r| r.visit(visit()).map(drop)),
    ("visits_of", |r| r.visits_of(HOME).map(drop)),
    ("withdraw_visit", |r| {
        r.withdraw_visit(visit(), "记错了".parse().unwrap())
    }),
    ("without_right", |r| r.without_right(0).map(drop)),
    ("would_be_let", |r| {
        r.would_be_let(&home(), &verify().into())
    }),
];

/// What goes on while it is locked.
const OPEN: [&str; 10] = [
    "status",
    "unsent_count",
    "newest_unsent",
    "export_unsent",
    "export_drafts",
    "new_resident_id",
    // Sealed to the server, on either phone: what a sync sends.
    "seal_for_carrying",
    "carry",
    "parcels",
    "forget_refused_parcels",
];

fn case() -> CaseId {
    CaseId::from_bytes([1; 16])
}

fn dispute() -> DisputeId {
    DisputeId::from_bytes([1; 16])
}

fn new_dispute() -> NewDispute {
    NewDispute {
        estate: Some(ESTATE),
        building: None,
        household: None,
        title: "楼上漏水".parse().unwrap(),
        detail: None,
        parties: Vec::new(),
    }
}

fn day() -> Date {
    "2026-12-01".parse().unwrap()
}

fn visit() -> VisitId {
    VisitId::from_bytes([1; 16])
}

fn text() -> linli_domain::text::Note {
    "已修好".parse().unwrap()
}

fn verify() -> VerifyHousehold {
    VerifyHousehold {
        on: "2026-12-01".parse().unwrap(),
    }
}

#[test]
fn nothing_is_shown_or_recorded_while_it_is_locked() {
    let (_, mut head) = in_contact(7);
    head.surroundings.pass(7 * DAY + 1);
    for (name, attempt) in GATED.iter().copied() {
        let outcome = attempt(&mut head.replica);
        assert!(
            matches!(outcome, Err(Error::Locked { .. })),
            "{name}: {outcome:?}"
        );
    }
    let replica = &mut head.replica;
    assert!(replica.status().unwrap().locked);
    assert_eq!(replica.unsent_count().unwrap(), 0);
    assert!(replica.export_unsent().unwrap().is_empty());
    assert!(replica.export_drafts().unwrap().is_empty());
    assert!(replica.parcels().unwrap().is_empty());
    assert_eq!(replica.forget_refused_parcels().unwrap(), 0);
    let unsealed = replica.seal_for_carrying();
    assert!(matches!(unsealed, Err(Error::NoServerKey)));
    assert!(matches!(replica.carry(b""), Err(Error::NoParcel)));
    assert!(replica.identity().unwrap().is_some());
    replica.begin_sync().unwrap();
    replica.set_server("https://linli.example").unwrap();
    replica.check().unwrap();
    replica.rebuild().unwrap();
}

/// The sources of everything that shows or records something.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let of_interest = path.components().any(|part| {
                ["query", "actions", "carry", "export.rs"]
                    .contains(&&*part.as_os_str().to_string_lossy())
            });
            if path.is_dir() {
                folders.push(path);
            } else if of_interest && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 12);
    found
}

#[test]
fn nothing_public_is_left_out() {
    let tried = GATED.iter().map(|(name, _)| *name);
    let known: BTreeSet<&str> = tried.chain(OPEN).collect();
    for (path, text) in sources() {
        let of_the_replica = text.split("\nimpl Replica {").skip(1);
        for inherent in of_the_replica.filter_map(|rest| rest.split("\n}\n").next()) {
            for function in inherent.split("pub fn ").skip(1) {
                let name = function.split(['(', '<']).next().unwrap();
                assert!(known.contains(name), "{name} in {}", path.display());
            }
        }
    }
}

/// Only these pass by the gate.
#[test]
fn only_what_may_passes_by_the_gate() {
    for (path, text) in sources() {
        let passes = text.matches("past_the_lease()").count() + text.matches(".transact(").count();
        let may = [
            ("query/unsent.rs", 7),
            ("carry/seal.rs", 3),
            ("carry/table.rs", 4),
        ];
        let expected = may.iter().find(|(file, _)| path.ends_with(file));
        let expected = expected.map_or(0, |(_, passes)| *passes);
        assert_eq!(passes, expected, "{}", path.display());
    }
}
