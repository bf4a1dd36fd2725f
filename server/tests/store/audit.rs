//! Who did what stands in the audit log, in the order in which it happened.

use linli_domain::{EstateId, Role};
use linli_server::store::{
    AuditEntry, AuditEvent, AuditFilter, AuditHead, AuditNote, AuditProblem, TokenKey,
};
use uuid::Uuid;

use crate::estate::{
    ESTATE, FOUR, HEAD_OF_THREE, NOBODY, THREE, World, appoint, at, directory, open_case, visit,
    visits,
};

/// Rows that the settling of the estate leaves, one for each of its commands.
const SETTLED: u64 = 6;

async fn behind(world: &World, after: u64) -> Vec<AuditEntry> {
    let all = AuditFilter::default();
    world.store.audit(all, after, 100).await.unwrap()
}

fn events(entries: &[AuditEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.event.as_str()).collect()
}

pub(crate) async fn a_push_is_one_row_and_names_its_commands(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    for number in 0..5 {
        phone.record(visits(THREE), visit(number));
    }
    phone.record(crate::estate::case(1), open_case());
    phone.record(visits(FOUR), visit(9));
    world.push(&mut phone).await;
    let entries = behind(&world, SETTLED).await;
    let expected = ["invited", "enrolled", "pushed", "refused"];
    assert_eq!(events(&entries), expected);
    let (push, refused) = (&entries[2], &entries[3]);
    // The visit in another's building was refused.
    assert_eq!((refused.count, refused.commands), (1, None));
    assert_eq!(refused.device, Some(phone.device()));
    let commands = push.commands.unwrap();
    assert_eq!((commands.first, commands.last, push.count), (7, 12, 6));
    assert_eq!(push.estate, Some(ESTATE));
    assert_eq!(
        (push.person, push.device),
        (Some(HEAD_OF_THREE), Some(phone.device()))
    );
    assert_eq!(push.at, at(10));
    // Sent again, nothing is written and nothing is to be told.
    world.push(&mut phone).await;
    assert_eq!(behind(&world, SETTLED).await, entries);
}

pub(crate) async fn a_console_batch_is_one_row(world: World) {
    let command = |building| linli_server::store::ConsoleCommand {
        document: directory(),
        at: at(0),
        command: appoint(NOBODY, Role::MutualAidHead, building),
    };
    let commands = vec![command(Some(THREE)), command(Some(FOUR))];
    world.store.console(commands, at(40)).await.unwrap();
    let entries = behind(&world, SETTLED).await;
    let [entry] = &entries[..] else {
        panic!("one row: {entries:?}")
    };
    assert_eq!((&*entry.event, entry.count), ("commanded", 2));
    assert_eq!((entry.person, entry.device), (None, None));
    assert_eq!(entry.at, at(40));
}

pub(crate) async fn who_may_come_in_is_told_once(mut world: World) {
    let phone = world.phone(HEAD_OF_THREE).await;
    world.store.suspend(phone.device(), at(70)).await.unwrap();
    world.store.suspend(phone.device(), at(80)).await.unwrap();
    let key = TokenKey {
        kid: "k".to_owned(),
        seed: [1; 32],
        created_at: at(90),
    };
    world.store.add_token_key(key).await.unwrap();
    let entries = behind(&world, SETTLED).await;
    assert_eq!(
        events(&entries),
        ["invited", "enrolled", "suspended", "key_added"]
    );
    assert_eq!(entries[0].subject, Some(HEAD_OF_THREE.0));
    assert_eq!(
        entries[2].subject,
        Some(Uuid::from_bytes(*phone.device().as_bytes()))
    );
    assert_eq!(entries[2].at, at(70));
}

pub(crate) async fn rows_are_listed_by_estate_and_time(world: World) {
    let elsewhere = EstateId::from_bytes([7; 16]);
    for (seconds, estate) in [(100, ESTATE), (200, elsewhere), (300, ESTATE)] {
        let note = AuditNote {
            estate: Some(estate),
            count: 12,
            ground: Some("request"),
            ..AuditNote::of(AuditEvent::PeopleRead, at(seconds))
        };
        world.store.note(note).await.unwrap();
    }
    let filter = AuditFilter {
        estate: Some(ESTATE),
        since: Some(at(150)),
    };
    let found = world.store.audit(filter, 0, 10).await.unwrap();
    let [entry] = &found[..] else {
        panic!("one row: {found:?}")
    };
    assert_eq!((entry.at, entry.count), (at(300), 12));
    assert_eq!(entry.ground.as_deref(), Some("request"));
    let page = behind(&world, 0).await;
    let second = world.store.audit(AuditFilter::default(), 1, 1).await;
    assert_eq!(second.unwrap(), page[1..2]);
}

pub(crate) async fn a_sound_audit_log_verifies_up_to_its_head(mut world: World) {
    let noted = world.store.audit_head().await.unwrap();
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    world.push(&mut phone).await;
    let report = world.store.verify_audit(Some(noted.hash)).await.unwrap();
    assert_eq!(report.problems, []);
    assert_eq!(report.head, world.store.audit_head().await.unwrap());
    assert_eq!((report.head.number, report.commands), (SETTLED + 3, 7));
    // A head of another life, or of rows that are gone.
    let strange = world.store.verify_audit(Some([9; 32])).await.unwrap();
    assert_eq!(strange.problems, [AuditProblem::NotedHead]);
    // Noted before anything happened.
    let nothing = AuditHead::default().hash;
    let report = world.store.verify_audit(Some(nothing)).await.unwrap();
    assert_eq!(report.problems, []);
}
