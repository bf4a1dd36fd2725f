//! Check, backup, restore and export of the SQLite store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use linli_domain::command::{CloseCase, Dwelling, NewResident, RegisterHousehold};
use linli_domain::text::Text;
use linli_domain::{DocumentKey, EventId, HouseholdId, ResidentId};
use linli_server::maintenance::{
    self, DocumentProblem, EntryProblem, ExportRow, MaintenanceError, Problem,
};
use linli_server::store::Store;
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_wire::ServerEpoch;
use tempfile::TempDir;

use crate::estate::{
    ESTATE, HEAD_OF_THREE, SECRETARY, THREE, World, accepted, at, case, open_case, visit, visits,
};
use crate::sqlite::FRESH;

/// A store in which two devices have worked on one base, closed.
async fn worked_in() -> (PathBuf, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("linli.db");
    let store = Arc::new(SqliteStore::open_or_create(&file, FRESH).unwrap());
    let mut world = World::settle(store).await;
    let mut one = world.phone(HEAD_OF_THREE).await;
    let mut other = world.phone(SECRETARY).await;
    for number in 0..90 {
        one.record(visits(THREE), visit(number));
    }
    one.record(case(1), open_case());
    let text = Text::new("修好了").unwrap();
    let closing = CloseCase {
        event: EventId::from_bytes([1; 16]),
        at: at(0),
        text,
    };
    one.record(case(1), closing.into());
    other.record(visits(THREE), visit(200));
    world.push(&mut one).await;
    world.push(&mut other).await;
    household(&world).await;
    for feed in [visits(THREE).feed(), case(1).feed()] {
        world.store.packs(feed).await.unwrap();
    }
    world.store.close().await;
    (file, folder)
}

async fn household(world: &World) {
    let household = HouseholdId::from_bytes([8; 16]);
    let resident = NewResident {
        id: ResidentId::from_bytes([9; 16]),
        name: Text::new("张三").unwrap(),
        phone: None,
        relation: None,
        birth_year: Some(1950),
        gender: None,
        notes: None,
        moved_in: None,
    };
    let register = RegisterHousehold {
        dwelling: Dwelling {
            unit: Text::new("1单元").unwrap(),
            room: Text::new("101").unwrap(),
        },
        residents: vec![resident],
        tags: Vec::new(),
        consents: Vec::new(),
    };
    let document = DocumentKey::Household {
        estate: ESTATE,
        building: THREE,
        household,
    };
    world.console(document, register.into()).await;
}

fn spoil(file: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(file).unwrap();
    assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
}

fn problems(file: &Path) -> Vec<Problem> {
    maintenance::check(file).unwrap().problems
}

#[tokio::test]
async fn what_was_derived_can_be_derived_again() {
    let (file, _folder) = worked_in().await;
    let report = maintenance::check(&file).unwrap();
    assert_eq!(report.problems, []);
    assert_eq!((report.estates, report.documents), (1, 4));
    assert_eq!(report.commands, 6 + 90 + 2 + 1 + 1);
    assert_eq!(report.packs, 2);
}

#[tokio::test]
async fn a_check_finds_what_was_spoiled() {
    let (file, _folder) = worked_in().await;
    spoil(
        &file,
        "UPDATE log SET command = (SELECT command FROM log WHERE seq = 9) WHERE seq = 10",
    );
    assert!(matches!(
        problems(&file)[..],
        [
            Problem::Entry {
                seq: 10,
                what: EntryProblem::Refused(_),
                ..
            },
            ..
        ]
    ));
    let (file, _folder) = worked_in().await;
    spoil(
        &file,
        "UPDATE log SET device_time = device_time + 1 WHERE seq = 10",
    );
    assert!(matches!(
        problems(&file)[0],
        Problem::Entry {
            seq: 10,
            what: EntryProblem::OtherChange(_),
            ..
        }
    ));
    let (file, _folder) = worked_in().await;
    spoil(&file, "DELETE FROM log WHERE seq = 20");
    assert!(
        problems(&file)
            .iter()
            .any(|it| matches!(it, Problem::Numbers { .. }))
    );
    let (file, _folder) = worked_in().await;
    spoil(&file, "UPDATE snapshots SET bytes = x'00'");
    assert!(problems(&file).iter().any(|it| matches!(
        it,
        Problem::Document {
            what: DocumentProblem::Snapshot,
            ..
        }
    )));
    let (file, _folder) = worked_in().await;
    spoil(
        &file,
        "UPDATE feeds SET checksum = zeroblob(16) WHERE kind = 3",
    );
    spoil(&file, "UPDATE appointments SET ends = '2024-05-01'");
    spoil(&file, "UPDATE packs SET frame = x'00' WHERE pack_set = 1");
    spoil(&file, "UPDATE actors SET device = zeroblob(16)");
    let found = problems(&file);
    assert!(found.iter().any(|it| matches!(it, Problem::Feed { .. })));
    assert!(found.contains(&Problem::Roster { estate: ESTATE }));
    assert!(
        found
            .iter()
            .any(|it| matches!(it, Problem::Pack { number: 0, .. }))
    );
    let of_another = |it: &Problem| {
        matches!(
            it,
            Problem::Entry {
                what: EntryProblem::OtherDevice,
                ..
            }
        )
    };
    assert!(found.iter().any(of_another));
}

#[tokio::test]
async fn a_backup_is_the_store_and_a_restored_one_another_life_of_it() {
    let (file, folder) = worked_in().await;
    let backup = folder.path().join("backup.db");
    let running = SqliteStore::open(&file).unwrap();
    maintenance::backup(&file, &backup).unwrap();
    let again = maintenance::backup(&file, &backup);
    assert!(matches!(again, Err(MaintenanceError::Exists)));
    assert_eq!(
        maintenance::check(&backup).unwrap(),
        maintenance::check(&file).unwrap()
    );
    let fresh = Fresh {
        server_epoch: ServerEpoch([2; 8]),
        console_nonce: [2; 16],
    };
    let over = maintenance::restore(&backup, &file, fresh, at(9_000));
    assert!(matches!(over, Err(MaintenanceError::Exists)));
    let restored = folder.path().join("restored.db");
    maintenance::restore(&backup, &restored, fresh, at(9_000)).unwrap();
    let store = SqliteStore::open(&restored).unwrap();
    assert_eq!(store.server_epoch().await.unwrap(), ServerEpoch([2; 8]));
    assert_eq!(running.server_epoch().await.unwrap(), FRESH.server_epoch);
    let seq = running.estate_seq(ESTATE).await.unwrap();
    assert_eq!(store.estate_seq(ESTATE).await.unwrap(), seq);
    // Console commands in both go on apart.
    let old = World::of(Arc::new(running));
    let new = World::of(Arc::new(store));
    old.console(visits(THREE), visit(300)).await;
    new.console(visits(THREE), visit(300)).await;
    let (old, new) = (
        old.document(visits(THREE)).await,
        new.document(visits(THREE)).await,
    );
    assert_ne!(old.heads(), new.heads());
    assert!(!folder.path().join("restored.db.partial").exists());
}

#[tokio::test]
async fn a_damaged_backup_is_not_restored() {
    let (file, folder) = worked_in().await;
    spoil(
        &file,
        "UPDATE feeds SET checksum = zeroblob(16) WHERE kind = 3",
    );
    let restored = folder.path().join("restored.db");
    let outcome = maintenance::restore(&file, &restored, FRESH, at(9_000));
    assert!(matches!(outcome, Err(MaintenanceError::Damaged(_))));
    assert!(!restored.exists());
}

#[tokio::test]
async fn an_export_hands_the_register_on() {
    let (file, _folder) = worked_in().await;
    let rows = maintenance::export(&file, ESTATE).unwrap().unwrap();
    let rows: Vec<ExportRow> = rows.collect::<Result<_, _>>().unwrap();
    let ExportRow::Household(household) = &rows[0] else {
        panic!("households first")
    };
    assert_eq!(
        (&*household.building, &*household.unit, &*household.room),
        ("3号楼", "1单元", "101")
    );
    assert_eq!(household.residents[0].birth_year, Some(1950));
    assert_eq!(
        rows.iter()
            .filter(|row| matches!(row, ExportRow::Visit(_)))
            .count(),
        91
    );
    let Some(ExportRow::Case(case)) = rows.last() else {
        panic!("cases last")
    };
    assert_eq!((&*case.status, case.timeline.len()), ("closed", 1));
    let elsewhere = linli_domain::EstateId::from_bytes([1; 16]);
    assert!(maintenance::export(&file, elsewhere).unwrap().is_none());
}

#[tokio::test]
async fn another_process_may_write_while_the_server_runs() {
    let (file, _folder) = worked_in().await;
    let server = World::of(Arc::new(SqliteStore::open(&file).unwrap()));
    let before = server.store.outside_changes().await.unwrap();
    server.console(visits(THREE), visit(400)).await;
    assert_eq!(server.store.outside_changes().await.unwrap(), before);
    let mut admin = World::of(Arc::new(SqliteStore::open(&file).unwrap()));
    admin.console(visits(THREE), visit(401)).await;
    assert_ne!(server.store.outside_changes().await.unwrap(), before);
    // What the server has in memory is out of date, and it knows.
    server.console(visits(THREE), visit(402)).await;
    admin.codes(50);
    let mut phone = admin.phone(HEAD_OF_THREE).await;
    phone
        .documents
        .insert(visits(THREE), server.document(visits(THREE)).await);
    phone.record(visits(THREE), visit(403));
    let receipt = server.push(&mut phone).await;
    accepted(&receipt.chains[0]);
    server.store.close().await;
    admin.store.close().await;
    assert_eq!(problems(&file), []);
}
