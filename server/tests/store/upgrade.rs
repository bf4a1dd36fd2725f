//! Stores of released versions: opened by today's code, sound, and with all that was in them.

use std::path::Path;

use linli_domain::exchange::{CaseRow, HouseholdRow, VisitRow};
use linli_server::maintenance::{self, ExportRow};
use linli_server::store::Store;
use linli_server::store::sqlite::SqliteStore;

const FROZEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/db");

#[tokio::test]
async fn a_store_of_every_released_version_is_sound_and_whole() {
    let mut versions = 0;
    for entry in std::fs::read_dir(FROZEN).unwrap() {
        let version = entry.unwrap().path();
        if version.is_dir() {
            opens(&version).await;
            versions += 1;
        }
    }
    assert!(versions > 0);
}

async fn opens(version: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("linli.db");
    std::fs::copy(version.join("server.db"), &file).unwrap();
    // What has to be migrated is migrated here.
    let store = SqliteStore::open(&file).unwrap();
    let estates = store.estates().await.unwrap();
    // What it held before there was an audit log is covered from here on.
    let audit = store.verify_audit(None).await.unwrap();
    assert_eq!(audit.problems, [], "{version:?}");
    assert!(audit.commands > 0);
    store.close().await;

    let report = maintenance::check(&file).unwrap();
    assert!(report.problems.is_empty(), "{version:?}: {report:?}");
    let mut held = Vec::new();
    for estate in estates {
        let rows = maintenance::export(&file, estate.id).unwrap().unwrap();
        held.extend(rows.map(|row| format!("{:?}", row.unwrap())));
    }
    held.sort();
    assert_eq!(held, recorded(&version.join("server.jsonl")), "{version:?}");
}

fn recorded(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut rows: Vec<_> = text
        .lines()
        .map(|line| format!("{:?}", row(line)))
        .collect();
    rows.sort();
    rows
}

/// Each kind refuses the fields of the others.
fn row(line: &str) -> ExportRow {
    let household = serde_json::from_str::<HouseholdRow>(line).map(ExportRow::Household);
    let visit = || serde_json::from_str::<VisitRow>(line).map(ExportRow::Visit);
    let case = |_| serde_json::from_str::<CaseRow>(line).map(ExportRow::Case);
    household.or_else(|_| visit()).or_else(case).unwrap()
}
