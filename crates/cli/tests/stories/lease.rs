//! A device that the server has not heard of for too long.

use std::fs;

use linli_client_core::domain::Timestamp;
use linli_client_core::{Error, OpenOptions, Replica, Surroundings};

use crate::estate::Estate;
use crate::phone::Phone;

/// A phone's clock, set to some time.
struct At(Timestamp);

impl Surroundings for At {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// Time passes on the phone, and somebody looks at it then.
fn passes(phone: &Phone, days: i64) {
    let digits = fs::read_to_string(phone.beside(".key")).unwrap();
    let key: [u8; 32] =
        std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap());
    let options = OpenOptions {
        path: phone.replica.clone(),
        key: key.into(),
        install_nonce: [0; 16],
        create: false,
    };
    let last: Timestamp = phone.ask(&["status"])["last_sync"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let then = last.plus_seconds(days * 24 * 3600 + 60);
    let replica = Replica::open(&options, Box::new(At(then))).unwrap();
    assert!(matches!(replica.household_ids(), Err(Error::Locked { .. })));
}

#[test]
fn i2_a_locked_device_keeps_its_work_and_opens_after_a_sync() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    zhang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    let status = zhang.ask(&["status"]);
    assert_eq!(
        (&status["lease_days"], &status["locked"]),
        (&30.into(), &false.into())
    );
    assert!(zhang.ok(&["status"]).contains("不联网可用到"));

    // A month later; and setting the clock back to today, as it is here, does not help.
    passes(&zhang, 30);
    for arguments in [
        &["household", "show", "1-1-101"][..],
        &["building"],
        &["search", "张"],
        &["outbox"],
        &["drafts"],
        &["visit", "record", "1-1-101", "--outcome", "met"],
    ] {
        assert_eq!(
            zhang.fails_with(arguments),
            (1, "locked".into()),
            "{arguments:?}"
        );
    }
    let (_, error) = zhang.fail(&["building"]);
    assert!(
        error["zh"]
            .as_str()
            .unwrap()
            .contains("1 条未同步的记录都在")
    );
    assert!(error["en"].as_str().unwrap().contains("linli sync"));
    let status = zhang.ask(&["status"]);
    assert_eq!(
        (&status["unsent"], &status["locked"]),
        (&1.into(), &true.into())
    );
    assert!(zhang.ok(&["status"]).contains("已锁定"));
    let file = estate.folder.path().join("unsent.jsonl");
    let exported = zhang.ask(&["outbox", "--export", file.to_str().unwrap()]);
    assert_eq!(exported["unsent"], 1);
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 1);

    let synced = zhang.ask(&["sync"]);
    assert_eq!(synced["report"]["accepted"], 1);
    assert_eq!(synced["status"]["locked"], false);
    zhang.ok(&["household", "show", "1-1-101"]);
}

#[test]
fn a_secretary_says_how_long_and_all_devices_of_the_estate_keep_to_it() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let chen = estate.appoint_secretary("陈书记");
    assert_eq!(
        chen.fails_with(&["lease", "--days", "0"]),
        (2, "usage".into())
    );
    assert_eq!(
        chen.fails_with(&["lease", "--days", "7", "--estate", "西苑"]),
        (1, "no_such_estate".into())
    );
    chen.ok(&["lease", "--days", "7"]);
    assert_eq!(chen.ask(&["sync"])["report"]["accepted"], 1);
    zhang.ok(&["sync"]);
    assert_eq!(zhang.ask(&["status"])["lease_days"], 7);
    passes(&zhang, 7);
    assert_eq!(zhang.fails_with(&["building"]), (1, "locked".into()));
}
