use linli_domain::command::{CorrectResident, Outcome, ResidentChange};
use linli_domain::{DocumentKey, Kind};
use linli_sync::Effect;
use linli_sync::receive::{Entry, Reached};
use linli_wire::response::FeedChecksum;
use linli_wire::{Checksum, FeedCursor, FeedPosition, Position};

use super::estate::{ESTATE, Estate, HOME, Member, ZHANG, home};
use crate::actions::NewVisit;
use crate::sync::tests_support::position_of;

#[test]
fn an_interrupted_first_sync_goes_on_with_the_next_pack() {
    let estate = Estate::new();
    let mut head = Member::fresh(1);
    head.perform(Effect::AdoptFeeds {
        estate: ESTATE,
        feeds: Estate::feeds(),
    });
    let feed = home().feed();
    let position = FeedPosition::InPacks {
        generation: 4,
        next: 1,
    };
    let cursor = FeedCursor { feed, position };
    head.perform(Effect::StorePack {
        cursor,
        snapshots: vec![estate.snapshot(&home())],
        seal: None,
    });
    let head = head.reopen();
    assert_eq!(
        head.replica.search("张三", 10).unwrap().len(),
        1,
        "what has come is usable"
    );
    assert_eq!(
        position_of(&head.replica, ESTATE),
        Position::Each {
            cursors: vec![cursor]
        }
    );
}

#[test]
fn where_a_replica_stands_is_one_number_when_all_feeds_agree() {
    let estate = Estate::new();
    let head = estate.join(1);
    assert!(matches!(
        position_of(&head.replica, ESTATE),
        Position::Together { seq, .. } if seq == estate.seq()
    ));
}

#[test]
fn an_entry_that_can_not_be_applied_parks_its_document_and_no_other() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    let other = DocumentKey::Directory { estate: ESTATE };
    estate.write(
        other,
        linli_domain::command::NameEstate {
            name: "幸福里".parse().unwrap(),
        },
    );
    let broken = Entry::Change {
        seq: 90,
        document: home(),
        epoch: 0,
        bytes: vec![1, 2, 3],
    };
    let Effect::Apply { mut entries, .. } = estate.news(head.seen) else {
        unreachable!()
    };
    entries.insert(0, broken);
    let reached = Some(Reached {
        estate: ESTATE,
        seq: 91,
        checksum: None,
    });
    head.perform(Effect::Apply { entries, reached });
    assert_eq!(
        head.confirmed_heads(&other),
        estate.document(&other).heads()
    );
    assert_eq!(head.replica.status().unwrap().damaged, 1);
    assert!(!head.replica.status().unwrap().synced);
    head.perform(Effect::Repair {
        snapshots: vec![estate.snapshot(&home())],
    });
    assert_eq!(head.replica.status().unwrap().damaged, 0);
    assert_eq!(
        head.confirmed_heads(&home()),
        estate.document(&home()).heads()
    );
}

#[test]
fn a_parked_document_keeps_its_unsent_work() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
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
    let broken = Entry::Change {
        seq: 90,
        document: home(),
        epoch: 0,
        bytes: vec![1, 2, 3],
    };
    head.perform(Effect::Apply {
        entries: vec![broken],
        reached: None,
    });
    head.perform(Effect::Repair {
        snapshots: vec![estate.snapshot(&home())],
    });
    head.sync(&mut estate);
    let view = estate.document(&home()).household().unwrap();
    assert_eq!(view.residents[&ZHANG].phone.as_deref(), Some("13900000002"));
}

#[test]
fn a_feed_that_may_no_longer_be_read_goes_but_its_unsent_work_stays() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    let directory_only = vec![Estate::feeds()[0]];
    assert_eq!(directory_only[0].kind, Kind::Directory);
    head.perform(Effect::AdoptFeeds {
        estate: ESTATE,
        feeds: directory_only,
    });
    head.perform(Effect::Finish { more: false });
    assert!(head.replica.household_ids().unwrap().is_empty());
    assert_eq!(head.replica.outbox().unwrap().len(), 1);
    let (effects, numbers) = estate.judge_all(&head.replica);
    for effect in effects {
        head.replica
            .perform(effect, &numbers, &mut head.report)
            .unwrap();
    }
    head.perform(Effect::Finish { more: false });
    assert!(
        head.replica.newest_visits(None, 10).unwrap().is_empty(),
        "drained, then forgotten"
    );
}

#[test]
fn a_missed_entry_is_found_by_the_checksum_and_its_feed_fetched_anew() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    let changes = vec![ResidentChange::Phone(Some("13900000002".parse().unwrap()))];
    estate.write(
        home(),
        CorrectResident {
            resident: ZHANG,
            changes,
        },
    );
    let Effect::Apply { reached, .. } = estate.news(0) else {
        unreachable!()
    };
    head.perform(Effect::Apply {
        entries: Vec::new(),
        reached,
    });
    assert!(head.report.disagreed);
    assert!(matches!(
        position_of(&head.replica, ESTATE),
        Position::Each { .. }
    ));
    let checksums = vec![FeedChecksum {
        feed: home().feed(),
        checksum: Checksum([9; 16]),
    }];
    head.perform(Effect::CompareFeeds { checksums });
    assert_eq!(head.report.refetched, 1);
    let Position::Each { cursors } = position_of(&head.replica, ESTATE) else {
        panic!()
    };
    assert!(cursors.iter().all(|cursor| cursor.feed != home().feed()));
}

#[test]
fn the_same_entries_twice_change_nothing() {
    let estate = Estate::new();
    let mut head = estate.join(1);
    let before = head.screens();
    head.perform(estate.news(0));
    head.perform(estate.news(0));
    assert_eq!(head.screens(), before);
    assert!(!head.report.disagreed);
}

#[test]
fn rebuild_parks_a_document_that_cannot_be_read() {
    let estate = Estate::new();
    let head = estate.join(1);
    let id = home().id();
    let garbled = "UPDATE documents SET confirmed = x'00' WHERE id = ?1";
    head.replica
        .past_the_lease()
        .execute(garbled, [id.as_bytes()])
        .unwrap();
    let mut head = head.reopen();
    head.replica.rebuild().unwrap();
    assert_eq!(head.replica.status().unwrap().damaged, 1);
    head.perform(Effect::Repair {
        snapshots: vec![estate.snapshot(&home())],
    });
    assert_eq!(head.replica.status().unwrap().damaged, 0);
    assert!(head.replica.household(HOME).is_ok());
}
