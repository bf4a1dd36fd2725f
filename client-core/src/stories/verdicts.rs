use linli_domain::command::{CorrectResident, Outcome, ResidentChange, SetTag, VerifyHousehold};
use linli_domain::view::{CaseStatus, VoidReason};
use linli_domain::{ChangeHash, RefusalCode};
use linli_sync::Effect;
use linli_wire::{ServerEpoch, Verdict};

use super::estate::{Estate, HOME, ZHANG, home, refused, visit_log};
use crate::actions::{NewCase, NewVisit};
use crate::replica::PendingRow;

fn phone(number: &str) -> CorrectResident {
    CorrectResident {
        resident: ZHANG,
        changes: vec![ResidentChange::Phone(Some(number.parse().unwrap()))],
    }
}

#[test]
fn what_is_accepted_leaves_the_outbox_and_looks_the_same() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    head.replica.give(&home(), phone("13900000002")).unwrap();
    let before = head.screens();
    head.sync(&mut estate);
    assert_eq!(head.screens(), before);
    assert!(head.replica.status().unwrap().synced);
    assert_eq!(
        head.confirmed_heads(&home()),
        estate.document(&home()).heads()
    );
}

#[test]
fn two_heads_record_apart_and_both_see_everything() {
    let mut estate = Estate::new();
    let (mut wang, mut li) = (estate.join(1), estate.join(2));
    let first = wang
        .replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap()
        .visit;
    let second = li
        .replica
        .record_visit(NewVisit::new(HOME, Outcome::Phoned))
        .unwrap()
        .visit;
    for head in [&mut wang, &mut li] {
        head.sync(&mut estate);
    }
    wang.sync(&mut estate);
    assert_eq!(wang.screens(), li.screens());
    let visits = wang.replica.visits_of(HOME).unwrap();
    assert!(
        visits.iter().any(|visit| visit.id == first)
            && visits.iter().any(|visit| visit.id == second)
    );
    assert_eq!(
        wang.confirmed_heads(&visit_log("2026-11")),
        li.confirmed_heads(&visit_log("2026-11"))
    );
}

#[test]
fn a_conflict_shows_both_values_until_somebody_decides() {
    let mut estate = Estate::new();
    let (mut wang, mut li) = (estate.join(1), estate.join(2));
    wang.replica.give(&home(), phone("13900000002")).unwrap();
    li.replica.give(&home(), phone("13900000003")).unwrap();
    wang.sync(&mut estate);
    li.sync(&mut estate);
    let conflicts = li.replica.conflicts().unwrap();
    let values: Vec<_> = conflicts[0]
        .values
        .iter()
        .map(|value| value.value.clone().unwrap())
        .collect();
    assert_eq!(conflicts.len(), 1);
    assert!(
        values.contains(&"13900000002".to_owned()) && values.contains(&"13900000003".to_owned())
    );
    let keep = values
        .iter()
        .position(|value| value == "13900000002")
        .unwrap();
    li.replica
        .resolve(conflicts[0].document, &conflicts[0].path, keep)
        .unwrap();
    assert!(li.replica.conflicts().unwrap().is_empty());
    li.sync(&mut estate);
    wang.sync(&mut estate);
    for head in [&wang, &li] {
        assert!(head.replica.conflicts().unwrap().is_empty());
        let resident = &head.replica.household(HOME).unwrap().household.residents[&ZHANG];
        assert_eq!(resident.phone.as_deref(), Some("13900000002"));
    }
}

#[test]
fn a_refused_command_becomes_a_draft_and_the_rest_goes_on_with_a_fresh_actor() {
    let mut estate = Estate::new();
    estate.forbidden = vec!["verify_household"];
    let mut head = estate.join(1);
    head.replica.give(&home(), phone("13900000002")).unwrap();
    head.replica
        .give(
            &home(),
            VerifyHousehold {
                on: "2026-11-24".parse().unwrap(),
            },
        )
        .unwrap();
    head.replica
        .give(
            &home(),
            SetTag {
                tag: "租户".parse().unwrap(),
            },
        )
        .unwrap();
    head.sync(&mut estate);
    let drafts = head.replica.drafts().unwrap();
    assert_eq!(
        (drafts.len(), drafts[0].refusal.code),
        (1, RefusalCode::NoRight)
    );
    let view = head.replica.household(HOME).unwrap().household;
    assert_eq!(
        (view.verified_on, view.tags.as_slice()),
        (None, &["租户".to_owned()][..])
    );
    assert_eq!(
        head.replica.outbox().unwrap().len(),
        1,
        "what stood on it is done again"
    );
    head.sync(&mut estate);
    assert!(head.replica.outbox().unwrap().is_empty());
    assert_eq!(
        head.confirmed_heads(&home()),
        estate.document(&home()).heads()
    );
    estate.forbidden.clear();
    head.replica.resend_draft(drafts[0].number, None).unwrap();
    head.sync(&mut estate);
    assert!(head.replica.status().unwrap().synced);
    assert!(
        estate
            .document(&home())
            .household()
            .unwrap()
            .verified_on
            .is_some()
    );
}

#[test]
fn a_forked_actor_redoes_its_work_under_another_name() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    head.replica.give(&home(), phone("13900000002")).unwrap();
    let before = PendingRow::first(head.replica.past_the_lease(), 9).unwrap();
    let numbers = vec![vec![before[0].entry.number]];
    let verdict = Effect::Settle {
        chain: 0,
        verdicts: vec![Verdict::ActorForked],
    };
    head.replica
        .perform(verdict, &numbers, &mut head.report)
        .unwrap();
    let after = PendingRow::first(head.replica.past_the_lease(), 9).unwrap();
    assert_ne!(before[0].entry.actor, after[0].entry.actor);
    assert_eq!(before[0].entry.command, after[0].entry.command);
    head.sync(&mut estate);
    assert!(head.replica.status().unwrap().synced);
}

#[test]
fn a_cloned_device_loses_nothing() {
    let mut estate = Estate::new();
    let (mut original, mut clone) = (estate.join(1), estate.join(1));
    original
        .replica
        .give(&home(), phone("13900000002"))
        .unwrap();
    clone
        .replica
        .give(
            &home(),
            SetTag {
                tag: "租户".parse().unwrap(),
            },
        )
        .unwrap();
    for _ in 0..2 {
        original.sync(&mut estate);
        clone.sync(&mut estate);
    }
    original.sync(&mut estate);
    assert_eq!(original.screens(), clone.screens());
    let view = original.replica.household(HOME).unwrap().household;
    assert_eq!(view.tags, ["租户"]);
    assert_eq!(view.residents[&ZHANG].phone.as_deref(), Some("13900000002"));
}

#[test]
fn the_servers_own_result_counts_when_it_differs() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    head.replica.give(&home(), phone("13900000002")).unwrap();
    let number = PendingRow::first(head.replica.past_the_lease(), 9).unwrap()[0]
        .entry
        .number;
    estate.write(home(), phone("13900000002"));
    let verdict = Verdict::Superseded {
        seq: estate.seq(),
        hash: ChangeHash([7; 32]),
    };
    let effect = Effect::Settle {
        chain: 0,
        verdicts: vec![verdict],
    };
    head.replica
        .perform(effect, &[vec![number]], &mut head.report)
        .unwrap();
    head.sync(&mut estate);
    assert!(head.replica.outbox().unwrap().is_empty());
    let view = head.replica.household(HOME).unwrap().household;
    assert_eq!(view.residents[&ZHANG].phone.as_deref(), Some("13900000002"));
    assert_eq!(
        head.confirmed_heads(&home()),
        estate.document(&home()).heads()
    );
}

#[test]
fn deferred_and_upgrade_needed_stay_in_the_outbox() {
    let estate = Estate::new();
    let mut head = estate.join(1);
    head.replica.give(&home(), phone("13900000002")).unwrap();
    head.replica.give(&home(), phone("13900000003")).unwrap();
    let numbers: Vec<_> = head
        .replica
        .outbox()
        .unwrap()
        .iter()
        .map(|unsent| unsent.number)
        .collect();
    let verdicts = vec![Verdict::UpgradeNeeded, Verdict::Deferred];
    let effect = Effect::Settle { chain: 0, verdicts };
    head.replica
        .perform(effect, &[numbers], &mut head.report)
        .unwrap();
    let waits: Vec<_> = head
        .replica
        .outbox()
        .unwrap()
        .into_iter()
        .map(|unsent| unsent.waits)
        .collect();
    assert_eq!(
        waits,
        [
            Some("upgrade_needed".to_owned()),
            Some("deferred".to_owned())
        ]
    );
    assert!(head.report.upgrade_needed);
}

#[test]
fn a_case_closed_twice_is_closed_once_in_the_servers_order() {
    let mut estate = Estate::new();
    let mut wang = estate.join(1);
    let case = NewCase {
        building: None,
        household: Some(HOME),
        title: "楼道灯不亮".parse().unwrap(),
        category: "维修".parse().unwrap(),
        detail: None,
    };
    let case = wang.replica.open_case(case).unwrap();
    wang.sync(&mut estate);
    let mut li = estate.join(2);
    wang.replica
        .close_case(case, "灯已换".parse().unwrap())
        .unwrap();
    li.replica
        .close_case(case, "物业来过".parse().unwrap())
        .unwrap();
    li.sync(&mut estate);
    wang.sync(&mut estate);
    li.sync(&mut estate);
    assert_eq!(wang.screens(), li.screens());
    let view = wang.replica.case(case).unwrap();
    assert_eq!(view.status, CaseStatus::Closed);
    let void: Vec<_> = view
        .events
        .iter()
        .map(|event| (event.text.as_str(), event.void))
        .collect();
    assert_eq!(
        void,
        [
            ("物业来过", None),
            ("灯已换", Some(VoidReason::AlreadyClosed))
        ]
    );
}

#[test]
fn a_server_from_an_old_backup_is_offered_everything_again() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    let greet = |epoch| {
        Effect::Greet(linli_wire::ResponseHello {
            protocol: 1,
            server_time: crate::Surroundings::now(&super::TestSurroundings::seeded(0)),
            server_epoch: ServerEpoch([epoch; 8]),
        })
    };
    head.perform(greet(1));
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    head.sync(&mut estate);
    let mut restored = Estate::new();
    head.perform(greet(2));
    assert_eq!(head.replica.outbox().unwrap().len(), 1);
    let again = restored.join(1).seen;
    head.seen = again;
    head.sync(&mut restored);
    assert_eq!(
        restored
            .document(&visit_log("2026-11"))
            .visits()
            .unwrap()
            .visits
            .len(),
        1
    );
}

#[test]
fn a_verdict_for_a_command_that_was_settled_before_does_nothing() {
    let estate = Estate::new();
    let mut head = estate.join(1);
    let effect = Effect::Settle {
        chain: 0,
        verdicts: vec![refused(RefusalCode::NoRight)],
    };
    head.replica
        .perform(effect, &[vec![77]], &mut head.report)
        .unwrap();
    assert!(head.replica.drafts().unwrap().is_empty());
}
