//! Databases of released versions: today's programs open them, show all that was in them, and what a phone
//! recorded before the upgrade still reaches the server.

use std::fs;
use std::path::{Path, PathBuf};

use linli_server::maintenance;
use serde_json::Value;

use crate::estate::Estate;
use crate::phone::Phone;

const FROZEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/db");

/// A folder a version; the README beside them is none.
fn versions() -> Vec<PathBuf> {
    let entries = fs::read_dir(FROZEN).unwrap();
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    assert!(!found.is_empty());
    found
}

/// The replica as a copy, with its key. It goes on under a nonce of its own, as after a restored backup.
fn phone(version: &Path, folder: &Path) -> Phone {
    let phone = Phone::new(&folder.join("wang.db"));
    fs::copy(version.join("replica.db"), &phone.replica).unwrap();
    fs::copy(version.join("replica.db.key"), phone.beside(".key")).unwrap();
    phone
}

/// What was recorded, screen by screen. Fields may have been added since.
fn shows_what_was_recorded(phone: &Phone, version: &Path) -> Value {
    let text = fs::read_to_string(version.join("replica.json")).unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    for (screen, expected) in recorded.as_object().unwrap() {
        let words: Vec<_> = screen.split(' ').collect();
        let shown = phone.ask(&words);
        assert!(
            has(&shown, expected),
            "{}: {screen}\nrecorded {expected}\nshown {shown}",
            version.display()
        );
    }
    recorded
}

fn has(shown: &Value, expected: &Value) -> bool {
    match (shown, expected) {
        (Value::Object(shown), Value::Object(expected)) => expected
            .iter()
            .all(|(name, value)| shown.get(name).is_some_and(|now| has(now, value))),
        (Value::Array(shown), Value::Array(expected)) => {
            let mut pairs = shown.iter().zip(expected);
            shown.len() == expected.len() && pairs.all(|(now, value)| has(now, value))
        }
        _ => shown == expected,
    }
}

#[test]
fn i1_a_replica_of_every_released_version_shows_all_that_it_held() {
    for version in versions() {
        let folder = tempfile::tempdir().unwrap();
        let phone = phone(&version, folder.path());
        shows_what_was_recorded(&phone, &version);
        // Made anew by today's code from the documents, the screens are the same.
        phone.ok(&["rebuild"]);
        shows_what_was_recorded(&phone, &version);
    }
}

#[test]
fn i2_an_outbox_of_every_released_version_is_accepted_by_its_server() {
    for version in versions() {
        let mut estate = Estate::of_file(&version.join("server.db"));
        let wang = phone(&version, estate.folder.path());
        let recorded = shows_what_was_recorded(&wang, &version);
        let unsent = &recorded["status"]["unsent"];
        assert!(unsent.as_u64() > Some(0));

        let synced = wang.ask(&["sync", "--server", &estate.url()]);
        assert_eq!(&synced["report"]["accepted"], unsent, "{synced}");
        for none in ["refused", "superseded", "waiting"] {
            assert_eq!(synced["report"][none], 0, "{none}: {synced}");
        }
        assert_eq!(synced["status"]["unsent"], 0);
        assert_eq!(synced["status"]["drafts"], recorded["status"]["drafts"]);

        // What waited on the old phone is now seen by everybody, and the log holds together.
        let colleague = estate.appoint_head("陈国强");
        let own = |phone: &Phone| phone.ask(&["visit", "list"])["visits"].clone();
        assert_eq!(own(&colleague), own(&wang));
        estate.switch_off();
        let report = maintenance::check(&estate.folder.path().join("server.db")).unwrap();
        assert!(report.problems.is_empty(), "{:?}", report.problems);
    }
}
