//! Replicas of released versions, opened by today's core on the phone that they were made on.

use std::fs;
use std::path::Path;

use linli_domain::command::Outcome;
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;

use super::TestSurroundings;
use crate::actions::NewVisit;
use crate::{OpenOptions, Replica};

const FROZEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/db");

fn hex<const N: usize>(file: &Path) -> [u8; N] {
    let text = fs::read_to_string(file).unwrap();
    let text = text.trim();
    assert_eq!(text.len(), 2 * N);
    std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
}

/// A copy of the file, under its own key and nonce.
fn open(version: &Path, folder: &TempDir) -> Replica {
    let path = folder.path().join("replica.db");
    fs::copy(version.join("replica.db"), &path).unwrap();
    let options = OpenOptions {
        path,
        key: hex::<32>(&version.join("replica.db.key")).into(),
        install_nonce: hex(&version.join("replica.nonce")),
        create: false,
    };
    Replica::open(&options, Box::new(TestSurroundings::seeded(1))).unwrap()
}

/// Each field of what is held now, where the version recorded one of that name.
fn is_as_recorded(held: &impl Serialize, recorded: &Value) {
    let held = serde_json::to_value(held).unwrap();
    let (rows, recorded) = match (&held, recorded) {
        (Value::Array(rows), Value::Array(recorded)) => (rows.clone(), recorded.clone()),
        (row, recorded) => (vec![row.clone()], vec![recorded.clone()]),
    };
    assert_eq!(rows.len(), recorded.len());
    for (row, recorded) in rows.iter().zip(recorded) {
        let mut compared = 0;
        for (name, value) in row.as_object().unwrap() {
            if let Some(before) = recorded.get(name) {
                assert!(has(value, before), "{name}: {before}, now {value}");
                compared += 1;
            }
        }
        assert!(compared > 0);
    }
}

/// Fields may be added.
fn has(now: &Value, before: &Value) -> bool {
    match (now, before) {
        (Value::Object(now), Value::Object(before)) => before
            .iter()
            .all(|(name, value)| now.get(name).is_some_and(|now| has(now, value))),
        (Value::Array(now), Value::Array(before)) => {
            let mut pairs = now.iter().zip(before);
            now.len() == before.len() && pairs.all(|(now, before)| has(now, before))
        }
        _ => now == before,
    }
}

#[test]
fn i2_a_replica_of_every_released_version_keeps_its_outbox_and_its_drafts() {
    let versions = fs::read_dir(FROZEN)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let versions: Vec<_> = versions.filter(|path| path.is_dir()).collect();
    assert!(!versions.is_empty());
    for version in versions {
        let folder = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(version.join("replica.json")).unwrap();
        let recorded: Value = serde_json::from_str(&text).unwrap();
        let mut replica = open(&version, &folder);
        replica.check().unwrap();
        for _ in ["as it was", "with its projections made anew"] {
            is_as_recorded(&replica.status().unwrap(), &recorded["status"]);
            is_as_recorded(&replica.outbox().unwrap(), &recorded["outbox"]["unsent"]);
            is_as_recorded(&replica.drafts().unwrap(), &recorded["drafts"]["drafts"]);
            is_as_recorded(
                &replica.cases(&Default::default()).unwrap(),
                &recorded["case list --all"]["cases"],
            );
            is_as_recorded(
                &replica.newest_visits(None, 100).unwrap(),
                &recorded["visit list"]["visits"],
            );
            replica.rebuild().unwrap();
        }
        // And its work goes on.
        let before = replica.outbox().unwrap().len();
        let home = replica.household_ids().unwrap()[0];
        replica
            .record_visit(NewVisit::new(home, Outcome::Met))
            .unwrap();
        assert_eq!(replica.outbox().unwrap().len(), before + 1);
    }
}
