use std::sync::{Arc, Mutex};

use linli_domain::command::{
    CorrectResident, MergeHousehold, MergeResident, Outcome, ResidentChange, SetDoNotVisit,
    UnmergeHousehold, VisitChange,
};
use linli_domain::view::CaseStatus;
use linli_domain::{HouseholdId, RefusalCode};

use super::estate::{Estate, HOME, THREE, ZHANG, home, visit_log};
use crate::actions::{NewHousehold, NewRequest, NewVisit};
use crate::query::{Due, VISITS_SHOWN};
use crate::sync::tests_support::hello_of;
use crate::{Changed, Error};

#[test]
fn a_visit_recorded_offline_is_there_at_once_and_after_a_restart() {
    let mut head = Estate::new().join(1);
    let mut visit = NewVisit::new(HOME, Outcome::Met);
    visit.note = Some("血压一百四十，约好周三复查".parse().unwrap());
    let recorded = head.replica.record_visit(visit).unwrap();
    let head = head.reopen();
    let details = head.replica.household(HOME).unwrap();
    assert_eq!(details.visits[0].id, recorded.visit);
    assert_eq!(
        details.visits[0].note.as_deref(),
        Some("血压一百四十，约好周三复查")
    );
    let status = head.replica.status().unwrap();
    assert_eq!((status.unsent, status.synced), (1, false));
}

#[test]
fn a_household_shows_its_newest_visits_and_how_many_there_are() {
    let mut head = Estate::new().join(1);
    let all: Vec<_> = (0..=VISITS_SHOWN)
        .map(|_| {
            let visit = NewVisit::new(HOME, Outcome::Met);
            head.replica.record_visit(visit).unwrap().visit
        })
        .collect();
    let details = head.replica.household(HOME).unwrap();
    assert_eq!(details.visit_count, all.len());
    let shown: Vec<_> = details.visits.iter().map(|visit| visit.id).collect();
    let newest = head.replica.visits_of(HOME).unwrap();
    let newest: Vec<_> = newest.iter().map(|visit| visit.id).collect();
    assert_eq!(newest.len(), all.len());
    assert_eq!(shown, newest[..VISITS_SHOWN]);
}

/// For whoever plans a handover: how much is not even on its way.
#[test]
fn what_one_request_does_not_hold_is_told() {
    let mut head = Estate::new().join(1);
    assert_eq!(hello_of(&mut head.replica).waiting, None);
    let request = NewRequest {
        text: "楼道灯不亮".parse().unwrap(),
        category: "维修".parse().unwrap(),
    };
    // A visit and sixteen cases each.
    for _ in 0..60 {
        let mut visit = NewVisit::new(HOME, Outcome::FollowUp);
        visit.requests = vec![request.clone(); 16];
        head.replica.record_visit(visit).unwrap();
    }
    let unsent = head.replica.unsent_count().unwrap();
    assert_eq!(unsent, 60 * 17);
    let waiting = hello_of(&mut head.replica).waiting.unwrap();
    assert!((1..=unsent as u32 - 1).contains(&waiting), "{waiting}");
}

#[test]
fn a_request_raised_in_a_visit_opens_a_case_in_the_same_action() {
    let mut head = Estate::new().join(1);
    let mut visit = NewVisit::new(HOME, Outcome::FollowUp);
    visit.requests.push(NewRequest {
        text: "楼道灯不亮".parse().unwrap(),
        category: "维修".parse().unwrap(),
    });
    let recorded = head.replica.record_visit(visit).unwrap();
    let case = head.replica.case(recorded.cases[0]).unwrap();
    assert_eq!(
        (case.title.as_str(), case.status),
        ("楼道灯不亮", CaseStatus::Open)
    );
    assert_eq!(
        (case.visit, case.household),
        (Some(recorded.visit), Some(HOME))
    );
    assert_eq!(
        head.replica.visit(recorded.visit).unwrap().requests[0].case,
        Some(case.id)
    );
    assert_eq!(head.replica.outbox().unwrap().len(), 2);
}

#[test]
fn an_action_that_is_refused_half_way_leaves_nothing() {
    let mut head = Estate::new().join(1);
    let mut visit = NewVisit::new(HOME, Outcome::Met);
    for _ in 0..=linli_domain::limits::REQUESTS_PER_VISIT {
        visit.requests.push(NewRequest {
            text: "灯".parse().unwrap(),
            category: "维修".parse().unwrap(),
        });
    }
    let error = head.replica.record_visit(visit).unwrap_err();
    assert!(matches!(error, Error::Refused(refusal) if refusal.code == RefusalCode::TooMany));
    assert!(head.replica.outbox().unwrap().is_empty());
    assert!(head.replica.cases(&Default::default()).unwrap().is_empty());
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
}

#[test]
fn the_building_list_says_what_is_due() {
    let mut head = Estate::new().join(1);
    let today = "2026-11-24".parse().unwrap();
    assert_eq!(
        head.replica.doors(THREE, today).unwrap()[0].due,
        Due::NeverVisited
    );
    let mut visit = NewVisit::new(HOME, Outcome::Met);
    visit.next_visit_on = Some("2026-12-01".parse().unwrap());
    head.replica.record_visit(visit).unwrap();
    let door = &head.replica.doors(THREE, today).unwrap()[0];
    assert_eq!(door.due, Due::On("2026-12-01".parse().unwrap()));
    assert_eq!(
        (door.room.as_str(), door.residents.as_slice()),
        ("301", &["张三".to_owned()][..])
    );
    let later = head
        .replica
        .doors(THREE, "2026-12-05".parse().unwrap())
        .unwrap();
    assert_eq!(later[0].due, Due::Since("2026-12-01".parse().unwrap()));
    head.replica
        .update_household(
            HOME,
            SetDoNotVisit {
                wanted: true,
                until: None,
            },
        )
        .unwrap();
    assert_eq!(
        head.replica.doors(THREE, today).unwrap()[0].due,
        Due::NotWanted
    );
}

#[test]
fn a_person_is_found_by_name_pinyin_initials_phone_and_address() {
    let head = Estate::new().join(1);
    for text in [
        "张三",
        "zhangsan",
        "zs",
        "0001",
        "301",
        "3号楼张三",
        "3-2-301",
    ] {
        let found = head.replica.search(text, 10).unwrap();
        assert!(
            found.iter().any(|found| found.household == HOME),
            "{text} finds the household"
        );
    }
    assert!(head.replica.search("李四", 10).unwrap().is_empty());
    assert!(head.replica.search("", 10).unwrap().is_empty());
}

#[test]
fn corrections_are_searchable_at_once_and_own_visits_can_be_corrected() {
    let mut head = Estate::new().join(1);
    let changes = vec![ResidentChange::Name("章三".parse().unwrap())];
    head.replica
        .update_household(
            HOME,
            CorrectResident {
                resident: ZHANG,
                changes,
            },
        )
        .unwrap();
    assert_eq!(head.replica.search("章三", 10).unwrap().len(), 1);
    assert!(head.replica.search("张三", 10).unwrap().is_empty());
    let visit = head
        .replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap()
        .visit;
    head.replica
        .correct_visit(visit, vec![VisitChange::Outcome(Outcome::NoAnswer)])
        .unwrap();
    assert_eq!(
        head.replica.visit(visit).unwrap().outcome,
        Some(Outcome::NoAnswer)
    );
    head.replica
        .withdraw_visit(visit, "记错门".parse().unwrap())
        .unwrap();
    assert_eq!(
        head.replica.visit(visit).unwrap().withdrawn.as_deref(),
        Some("记错门")
    );
    assert_eq!(head.replica.status().unwrap().visits, 0);
}

#[test]
fn a_duplicate_household_is_merged_with_its_visits_and_can_be_taken_apart_again() {
    let mut head = Estate::new().join(1);
    let registration = super::estate::registration();
    let twin = head
        .replica
        .register_household(NewHousehold {
            building: THREE,
            dwelling: registration.dwelling,
            residents: Vec::new(),
            tags: Vec::new(),
            consents: Vec::new(),
        })
        .unwrap();
    let visit = head
        .replica
        .record_visit(NewVisit::new(twin, Outcome::Met))
        .unwrap()
        .visit;
    head.replica
        .update_household(twin, MergeHousehold { into: HOME })
        .unwrap();
    let merged = head.replica.household(HOME).unwrap();
    assert_eq!(
        (merged.duplicates.as_slice(), merged.visits[0].id),
        (&[twin][..], visit)
    );
    let today = "2026-11-24".parse().unwrap();
    assert_eq!(head.replica.doors(THREE, today).unwrap().len(), 1);
    head.replica
        .update_household(twin, UnmergeHousehold {})
        .unwrap();
    assert_eq!(head.replica.doors(THREE, today).unwrap().len(), 2);
}

#[test]
fn a_resident_cannot_be_merged_into_nobody() {
    let mut head = Estate::new().join(1);
    let nobody = head.replica.new_resident_id();
    let error = head.replica.update_household(
        HOME,
        MergeResident {
            resident: ZHANG,
            into: nobody,
        },
    );
    assert!(matches!(error, Err(Error::Refused(_))));
    let error = head.replica.record_visit(NewVisit::new(
        HouseholdId::from_bytes([9; 16]),
        Outcome::Met,
    ));
    assert!(matches!(error, Err(Error::Unknown(_))));
}

#[test]
fn listeners_hear_of_commits_only() {
    let mut head = Estate::new().join(1);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    head.replica
        .on_change(move |changed| ear.lock().unwrap().extend_from_slice(changed));
    head.replica
        .record_visit(NewVisit::new(
            HouseholdId::from_bytes([9; 16]),
            Outcome::Met,
        ))
        .unwrap_err();
    assert!(heard.lock().unwrap().is_empty());
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    assert!(
        heard
            .lock()
            .unwrap()
            .contains(&Changed::Document(visit_log("2026-11")))
    );
}

#[test]
fn projections_can_be_made_anew() {
    let mut head = Estate::new().join(1);
    let mut visit = NewVisit::new(HOME, Outcome::Met);
    visit.requests.push(NewRequest {
        text: "修门".parse().unwrap(),
        category: "维修".parse().unwrap(),
    });
    head.replica.record_visit(visit).unwrap();
    let changes = vec![ResidentChange::Phone(Some("13900000002".parse().unwrap()))];
    head.replica
        .give(
            &home(),
            CorrectResident {
                resident: ZHANG,
                changes,
            },
        )
        .unwrap();
    let before = head.screens();
    head.replica.rebuild().unwrap();
    assert_eq!(head.screens(), before);
}
