//! A second process, and a file that went bad.

use std::fs;

use linli_client_core::domain::Timestamp;
use linli_client_core::{OpenOptions, Replica, Surroundings};

use crate::estate::Estate;
use crate::phone::Phone;

/// A process that holds the replica and does nothing with it.
struct Holder;

impl Surroundings for Holder {
    fn now(&self) -> Timestamp {
        Timestamp::default()
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn hold(phone: &Phone) -> Replica {
    let digits = fs::read_to_string(phone.beside(".key")).unwrap();
    let key: [u8; 32] =
        std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap());
    let options = OpenOptions {
        path: phone.replica.clone(),
        key: key.into(),
        install_nonce: [0; 16],
        create: false,
    };
    Replica::open(&options, Box::new(Holder)).unwrap()
}

#[test]
fn a_second_process_is_told_so_and_changes_nothing() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let held = hold(&zhang);
    for arguments in [
        &["status"][..],
        &["visit", "record", "1-1-101", "--outcome", "met"],
        &["recover"],
    ] {
        assert_eq!(
            zhang.fails_with(arguments),
            (1, "in_use".into()),
            "{arguments:?}"
        );
    }
    drop(held);
    assert_eq!(zhang.ask(&["status"])["unsent"], 0);
}

#[test]
fn a_damaged_file_is_kept_and_its_unsent_work_taken_out() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    assert_eq!(zhang.fails_with(&["recover"]), (1, "not_damaged".into()));
    zhang.visit("1-1-101", "没有丢");
    let nonce = fs::read_to_string(zhang.beside(".install")).unwrap();

    damage(&zhang);
    let (exit, error) = zhang.fail(&["rebuild"]);
    assert_eq!((exit, error["code"].as_str().unwrap()), (1, "damaged"));
    assert!(error["zh"].as_str().unwrap().contains("linli recover"));
    let recovered = zhang.ask(&["recover"]);
    let kept = recovered["set_aside"].as_str().unwrap();
    assert!(fs::metadata(kept).unwrap().len() > 0);
    assert_eq!(
        (&recovered["unsent"], &recovered["identity"]),
        (&1.into(), &true.into())
    );
    assert_ne!(fs::read_to_string(zhang.beside(".install")).unwrap(), nonce);

    assert_eq!(zhang.ask(&["sync"])["status"]["synced"], true);
    assert!(zhang.ok(&["visit", "list", "1-1-101"]).contains("没有丢"));
}

/// Damages one page of the file so that `rebuild` notices, and the outbox is still readable.
fn damage(phone: &Phone) {
    const PAGE: usize = 4096;
    let sound = fs::read(&phone.replica).unwrap();
    // From the end: the register was written last and fills most of the file.
    for page in (1..sound.len() / PAGE).rev() {
        let mut bytes = sound.clone();
        bytes[page * PAGE + 100..page * PAGE + 200].fill(0xa5);
        fs::write(&phone.replica, &bytes).unwrap();
        let waits = phone.run(&["outbox"]);
        if waits.out.contains("记走访") && phone.run(&["rebuild"]).code != 0 {
            return;
        }
        fs::write(&phone.replica, &sound).unwrap();
    }
    panic!("no page of the register was found");
}
