//! Somebody with the file in hand changes what the logs say, and is found out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use linli_server::store::sqlite::SqliteStore;
use linli_server::store::{AuditEvent, AuditHead, AuditNote, AuditProblem, AuditReport, Store};
use tempfile::TempDir;

use crate::estate::{ESTATE, HEAD_OF_THREE, SECRETARY, THREE, World, at, visit, visits};
use crate::sqlite::FRESH;

/// Rows of the two pushes, behind six of the console and each phone's invitation and enrolment. They cover numbers 7 to 9 and 10 to 12.
const FIRST_PUSH: u64 = 9;
const SECOND_PUSH: u64 = 12;

struct Office {
    file: PathBuf,
    head: AuditHead,
    _folder: TempDir,
}

impl Office {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("linli.db");
        let store = Arc::new(SqliteStore::open_or_create(&file, FRESH).unwrap());
        let mut world = World::settle(store).await;
        for (person, from) in [(HEAD_OF_THREE, 0), (SECRETARY, 10)] {
            let mut phone = world.phone(person).await;
            for number in from..from + 3 {
                phone.record(visits(THREE), visit(number));
            }
            world.push(&mut phone).await;
        }
        let head = world.store.audit_head().await.unwrap();
        world.store.close().await;
        let office = Self {
            file,
            head,
            _folder: folder,
        };
        assert_eq!(office.verify().await.problems, []);
        office
    }

    /// Not through the program.
    fn tamper(&self, sql: &str) {
        let connection = rusqlite::Connection::open(&self.file).unwrap();
        // As somebody would who knows what they do: nothing of the file itself gives them away.
        connection
            .pragma_update(None, "foreign_keys", false)
            .unwrap();
        connection.execute_batch(sql).unwrap();
        assert!(connection.changes() > 0, "{sql}");
    }

    async fn verify(&self) -> AuditReport {
        verify(&self.file, None).await
    }

    async fn problems(&self) -> Vec<AuditProblem> {
        self.verify().await.problems
    }
}

async fn verify(file: &Path, noted: Option<[u8; 32]>) -> AuditReport {
    let store = SqliteStore::open(file).unwrap();
    let report = store.verify_audit(noted).await.unwrap();
    store.close().await;
    report
}

fn of_the_log(number: u64, first: u64, last: u64) -> AuditProblem {
    AuditProblem::Log {
        number,
        estate: ESTATE,
        first,
        last,
    }
}

#[tokio::test]
async fn a_changed_row_is_found() {
    for change in [
        "at = at + 1",
        "event = 'people_read'",
        "person = NULL",
        "device = zeroblob(16)",
        "count = 2",
        "subject = zeroblob(16)",
        "ground = 'request'",
    ] {
        let office = Office::new().await;
        office.tamper(&format!(
            "UPDATE audit SET {change} WHERE number = {FIRST_PUSH}"
        ));
        assert_eq!(
            office.problems().await,
            [AuditProblem::Changed { number: FIRST_PUSH }],
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_value_of_no_form_is_a_change_too() {
    let office = Office::new().await;
    office.tamper("UPDATE audit SET estate = x'00' WHERE number = 1");
    assert!(
        office
            .problems()
            .await
            .contains(&AuditProblem::Changed { number: 1 })
    );
}

#[tokio::test]
async fn a_row_changed_with_its_hash_no_longer_fits_the_next() {
    let office = Office::new().await;
    office.tamper(&format!(
        "UPDATE audit SET hash = zeroblob(32) WHERE number = {FIRST_PUSH}"
    ));
    assert_eq!(
        office.problems().await,
        [
            AuditProblem::Changed { number: FIRST_PUSH },
            AuditProblem::Unchained {
                number: FIRST_PUSH + 1
            }
        ]
    );
}

#[tokio::test]
async fn a_row_removed_in_the_middle_is_missed() {
    let office = Office::new().await;
    office.tamper(&format!("DELETE FROM audit WHERE number = {FIRST_PUSH}"));
    let problems = office.problems().await;
    assert!(problems.contains(&AuditProblem::Missing { number: FIRST_PUSH }));
    // And so is who gave the commands that it covered.
    assert!(problems.contains(&AuditProblem::Unaccounted {
        estate: ESTATE,
        first: 7,
        last: 9
    }));
    // Numbering the others anew hides nothing.
    office.tamper(&format!(
        "UPDATE audit SET number = number - 1 WHERE number > {FIRST_PUSH}"
    ));
    let problems = office.problems().await;
    assert!(problems.contains(&AuditProblem::Unchained { number: FIRST_PUSH }));
}

#[tokio::test]
async fn the_last_row_removed_is_missed() {
    let office = Office::new().await;
    office.tamper(&format!("DELETE FROM audit WHERE number = {SECOND_PUSH}"));
    assert_eq!(
        office.problems().await,
        [
            AuditProblem::Unaccounted {
                estate: ESTATE,
                first: 10,
                last: 12
            },
            AuditProblem::End {
                found: SECOND_PUSH - 1,
                kept: SECOND_PUSH
            }
        ]
    );
}

#[tokio::test]
async fn an_end_cut_off_with_care_is_seen_by_the_head_that_was_noted() {
    let office = Office::new().await;
    assert_eq!(
        verify(&office.file, Some(office.head.hash)).await.problems,
        []
    );
    // The last push as if it had never been, down to the counters.
    office.tamper(&format!(
        "DELETE FROM audit WHERE number = {SECOND_PUSH};
         DELETE FROM log WHERE seq >= 10;
         UPDATE estates SET seq = 9;
         UPDATE audit_head SET (number, hash) = (SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1)"
    ));
    assert_eq!(office.problems().await, [], "the file alone can't tell");
    assert_eq!(
        verify(&office.file, Some(office.head.hash)).await.problems,
        [AuditProblem::NotedHead]
    );
}

#[tokio::test]
async fn a_row_put_in_at_the_end_is_found() {
    let office = Office::new().await;
    office.tamper(
        "INSERT INTO audit SELECT number + 1, at, event, person, device, estate, NULL, NULL, NULL, count,
         subject, ground, hash, zeroblob(32) FROM audit ORDER BY number DESC LIMIT 1",
    );
    assert_eq!(
        office.problems().await,
        [
            AuditProblem::Changed {
                number: SECOND_PUSH + 1
            },
            AuditProblem::End {
                found: SECOND_PUSH + 1,
                kept: SECOND_PUSH
            }
        ]
    );
}

#[tokio::test]
async fn a_changed_row_of_the_log_is_found() {
    for change in [
        "command = zeroblob(9)",
        "author = zeroblob(16)",
        "device = NULL",
        "device_time = device_time - 86400",
        "received_at = received_at + 1",
        "policy = policy + 1",
        "hash = zeroblob(32)",
    ] {
        let office = Office::new().await;
        office.tamper(&format!("UPDATE log SET {change} WHERE seq = 8"));
        assert_eq!(
            office.problems().await,
            [of_the_log(FIRST_PUSH, 7, 9)],
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_row_of_the_log_that_was_removed_or_added_is_found() {
    let office = Office::new().await;
    office.tamper("DELETE FROM log WHERE seq = 8");
    assert_eq!(office.problems().await, [of_the_log(FIRST_PUSH, 7, 9)]);
    let office = Office::new().await;
    office.tamper("DELETE FROM log WHERE seq = 12");
    assert_eq!(office.problems().await, [of_the_log(SECOND_PUSH, 10, 12)]);
    let office = Office::new().await;
    office.tamper("UPDATE log SET seq = 13 WHERE seq = 12");
    assert!(
        office
            .problems()
            .await
            .contains(&AuditProblem::Unaccounted {
                estate: ESTATE,
                first: 13,
                last: 13
            })
    );
}

/// What an erasure leaves of a row: no content, and a digest in the command's place.
fn emptied(digest: &[u8]) -> String {
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "UPDATE log SET command = x'', change = x'', command_digest = x'{digest}' WHERE seq = 8"
    )
}

fn digest_of_8(file: &Path) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let connection = rusqlite::Connection::open(file).unwrap();
    let command: Vec<u8> = connection
        .query_row("SELECT command FROM log WHERE seq = 8", [], |row| {
            row.get(0)
        })
        .unwrap();
    Sha256::digest(command).to_vec()
}

async fn note_the_erasure(office: &Office) {
    let store = SqliteStore::open(&office.file).unwrap();
    let note = AuditNote {
        estate: Some(ESTATE),
        subject: Some(visits(THREE).id().0),
        ground: Some("request"),
        ..AuditNote::of(AuditEvent::Erased, at(500))
    };
    store.note(note).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn an_erased_command_leaves_the_audit_log_sound() {
    let office = Office::new().await;
    let digest = digest_of_8(&office.file);
    office.tamper(&emptied(&digest));
    // Emptied behind the program's back, it is as good as changed.
    assert_eq!(
        office.problems().await,
        [AuditProblem::Emptied {
            estate: ESTATE,
            seq: 8
        }]
    );
    note_the_erasure(&office).await;
    let report = office.verify().await;
    assert_eq!((report.problems, report.erased), (vec![], 1));
}

#[tokio::test]
async fn an_erasure_is_no_cover_for_other_changes() {
    let office = Office::new().await;
    let digest = digest_of_8(&office.file);
    note_the_erasure(&office).await;
    // Another digest; none at all; another command beside the true digest.
    office.tamper(&emptied(&[1; 32]));
    assert_eq!(office.problems().await, [of_the_log(FIRST_PUSH, 7, 9)]);
    office.tamper("UPDATE log SET command_digest = NULL WHERE seq = 8");
    assert_eq!(office.problems().await, [of_the_log(FIRST_PUSH, 7, 9)]);
    office.tamper(&emptied(&digest));
    office.tamper("UPDATE log SET command = x'a0' WHERE seq = 8");
    assert_eq!(office.problems().await, [of_the_log(FIRST_PUSH, 7, 9)]);
}
