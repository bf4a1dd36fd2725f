//! What the terms leave behind.

use std::path::Path;
use std::sync::Arc;

use linli_domain::command::EndAppointment;
use linli_domain::{ActorId, AppointmentId, RefusalCode, VisitId};
use linli_server::store::sqlite::SqliteStore;
use linli_server::store::{Decided, Retired};
use linli_wire::Verdict;
use rusqlite::Connection;
use uuid::Uuid;

use crate::estate::{
    ESTATE, HEAD_OF_THREE, SECRETARY, THREE, World, accepted, at, directory, visit, visits,
};
use crate::sqlite::FRESH;

/// The answer is lost, and by the time the phone asks again the month is archived.
pub(crate) async fn what_was_taken_before_it_was_archived_is_taken_once(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    let first = accepted(&world.push(&mut phone).await.chains[0]);
    phone.record(visits(THREE), visit(2));
    let archived = world.store.archive(vec![visits(THREE)], at(20)).await;
    assert_eq!(archived.unwrap(), 1);
    let receipt = world.push(&mut phone).await;
    let known = Verdict::Superseded {
        seq: first[0],
        hash: phone.outbox[0].hash,
    };
    // The other one is done again on what the month begins with.
    let again = Verdict::Refused(RefusalCode::WrongEpoch.into());
    assert_eq!(receipt.chains[0], [known.clone(), again]);
    // Whoever comes from a backup may have done the first one again as well.
    let month = world.document(visits(THREE)).await;
    phone.outbox.clear();
    phone.actor = ActorId([0xac; 16]);
    phone.documents.insert(visits(THREE), month);
    phone.record(visits(THREE), visit(1));
    phone.record(visits(THREE), visit(3));
    phone.outbox.iter_mut().for_each(|it| it.epoch = 1);
    let verdicts = &world.push(&mut phone).await.chains[0];
    assert_eq!(verdicts[0], known);
    assert!(matches!(verdicts[1], Verdict::Superseded { .. }));
    let month = world.document(visits(THREE)).await.visits().unwrap();
    let there: Vec<VisitId> = month.visits.into_keys().collect();
    assert_eq!(there, [VisitId(Uuid::from_u128(3))]);
}

#[tokio::test]
async fn what_was_adopted_and_then_erased_by_its_term_leaves_the_escrow() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("linli.db");
    let store = SqliteStore::open_or_create(&file, FRESH).unwrap();
    let mut world = World::settle(Arc::new(store)).await;
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    let mut appointment = *HEAD_OF_THREE.as_bytes();
    appointment[15] = THREE.as_bytes()[0];
    let end = EndAppointment {
        appointment: AppointmentId::from_bytes(appointment),
        until: at(0).date().plus_days(-1),
    };
    world.console(directory(), end.into()).await;
    world.push(&mut phone).await;
    let waiting = world.store.escrow(ESTATE).await.unwrap();
    let adopted = world.store.adopt(waiting[0].id, SECRETARY, at(30)).await;
    assert!(matches!(adopted.unwrap(), Decided::Done { .. }));
    let id = Uuid::from_u128(1);
    assert_eq!(chains_that_tell(&file, id), 1);
    let over = Retired {
        document: visits(THREE),
        archived: false,
        paths: vec![format!("visits/{id}")],
        residents: Vec::new(),
    };
    assert_eq!(world.store.retire(vec![over], at(40)).await.unwrap(), 1);
    assert_eq!(chains_that_tell(&file, id), 0);
    // Its author still hears what was decided.
    let receipt = world.push(&mut phone).await;
    assert!(matches!(
        receipt.chains[0][..],
        [Verdict::Superseded { .. }]
    ));
}

/// How many chains of the escrow tell of it.
fn chains_that_tell(file: &Path, id: Uuid) -> i64 {
    let connection = Connection::open(file).unwrap();
    let sql = "SELECT count(*) FROM escrow WHERE instr(chain, ?1)";
    let told = connection.query_row(sql, [&id.as_bytes()[..]], |row| row.get(0));
    told.unwrap()
}
