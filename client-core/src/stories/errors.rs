use linli_domain::command::Outcome;

use super::estate::{Estate, HOME, visit_log};
use crate::actions::NewVisit;
use crate::{Error, OpenOptions, Replica};

#[test]
fn a_second_opener_is_told_and_harms_nothing() {
    let mut head = Estate::new().join(1);
    let second = Replica::open(&head.options(), Box::new(head.surroundings.clone()));
    assert!(matches!(second, Err(Error::InUse)));
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
}

#[test]
fn a_wrong_key_a_missing_file_and_a_newer_file_are_told_apart() {
    let head = Estate::new().join(1);
    let options = head.options();
    let surroundings = Box::new(head.surroundings.clone());
    head.replica
        .past_the_lease()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    drop(head.replica);
    let newer = Replica::open(&options, surroundings.clone());
    assert!(matches!(newer, Err(Error::NewerVersion { found: 99, .. })));
    let wrong = OpenOptions {
        key: [0xff; 32].into(),
        ..options.clone()
    };
    assert!(matches!(
        Replica::open(&wrong, surroundings.clone()),
        Err(Error::WrongKey)
    ));
    let missing = OpenOptions {
        path: options.path.with_extension("no"),
        create: false,
        ..options
    };
    assert!(matches!(
        Replica::open(&missing, surroundings),
        Err(Error::Missing(_))
    ));
}

#[test]
fn on_a_full_disk_the_entry_is_refused_and_everything_before_it_is_safe() {
    let mut head = Estate::new().join(1);
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    let pages: i64 = head
        .replica
        .past_the_lease()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    head.replica
        .past_the_lease()
        .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        .unwrap();
    let mut written = 1;
    let error = loop {
        let mut visit = NewVisit::new(HOME, Outcome::Met);
        visit.note = Some("记".repeat(1_900).parse().unwrap());
        match head.replica.record_visit(visit) {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 1_000, "the disk never fills");
    };
    assert!(matches!(error, Error::DiskFull), "{error:?}");
    assert_eq!(head.replica.outbox().unwrap().len(), written);
    head.replica
        .past_the_lease()
        .query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(()))
        .unwrap();
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    let head = head.reopen();
    assert_eq!(head.replica.outbox().unwrap().len(), written + 1);
}

#[test]
fn a_damaged_file_is_set_aside_and_its_unsent_work_salvaged() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    for _ in 0..5 {
        head.replica
            .record_visit(NewVisit::new(HOME, Outcome::Met))
            .unwrap();
    }
    head.replica
        .past_the_lease()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let page: i64 = head
        .replica
        .past_the_lease()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'documents'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let options = head.options();
    drop(head.replica);
    garble(&options.path, page);
    let mut damaged = Replica::open(&options, Box::new(head.surroundings.clone())).unwrap();
    let error = damaged.rebuild().unwrap_err();
    assert!(matches!(error, Error::Damaged), "{error:?}");
    drop(damaged);
    let fresh = OpenOptions {
        install_nonce: [0x77; 16],
        ..options
    };
    let (mut replica, recovery) =
        Replica::recover(&fresh, Box::new(head.surroundings.clone())).unwrap();
    assert!(recovery.set_aside.exists() && recovery.identity);
    assert_eq!(
        (recovery.unsent, recovery.incomplete.as_slice()),
        (5, &[][..])
    );
    let (effects, numbers) = estate.judge_all(&replica);
    let mut report = Default::default();
    for effect in effects {
        replica.perform(effect, &numbers, &mut report).unwrap();
    }
    assert_eq!(
        estate
            .document(&visit_log("2026-11"))
            .visits()
            .unwrap()
            .visits
            .len(),
        5
    );
    assert!(replica.outbox().unwrap().is_empty());
}

fn garble(path: &std::path::Path, page: i64) {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start((page.unsigned_abs() - 1) * 4096 + 100))
        .unwrap();
    file.write_all(&[0x5a; 2000]).unwrap();
    file.sync_all().unwrap();
}
