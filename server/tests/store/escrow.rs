//! Work whose author may no longer do it: nothing of it is lost, and nothing of it counts before a secretary
//! says so.

use linli_domain::command::{DispatchCase, EndAppointment};
use linli_domain::{AppointmentId, Date, DepartmentId, EventId, PersonId, RefusalCode};
use linli_server::store::{Decided, Escrowed, PushError, PushReceipt};
use linli_wire::Verdict;

use crate::estate::{
    ESTATE, FOUR, HEAD_OF_THREE, NOBODY, Phone, SECRETARY, THREE, World, at, case, directory,
    open_case, visit, visits,
};

/// The head of three is none from today on.
async fn end(world: &World) {
    end_of(world, HEAD_OF_THREE, THREE.as_bytes()[0]).await;
}

async fn end_of(world: &World, person: PersonId, last_byte: u8) {
    let mut id = *person.as_bytes();
    id[15] = last_byte;
    let until: Date = at(0).date().plus_days(-1);
    let end = EndAppointment {
        appointment: AppointmentId::from_bytes(id),
        until,
    };
    world.console(directory(), end.into()).await;
}

/// A head's phone with two visits and a case that it has not sent when the appointment ends.
async fn late(world: &mut World) -> Phone {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    phone.record(visits(THREE), visit(2));
    phone.record(case(1), open_case());
    end(world).await;
    phone
}

async fn waiting(world: &World) -> Vec<Escrowed> {
    world.store.escrow(ESTATE).await.unwrap()
}

fn all(receipt: &PushReceipt, verdict: impl Fn(&Verdict) -> bool) -> bool {
    receipt.chains.iter().flatten().all(verdict)
}

pub(crate) async fn late_work_waits_for_the_secretary_who_adopts_it(mut world: World) {
    let mut phone = late(&mut world).await;
    let receipt = world.push(&mut phone).await;
    assert!(all(&receipt, |it| *it == Verdict::Escrowed), "{receipt:?}");
    assert!(!world.exists(visits(THREE)).await);
    // Sent again, it waits once.
    world.push(&mut phone).await;
    let found = waiting(&world).await;
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .all(|it| it.person == HEAD_OF_THREE && !it.suspended)
    );
    for one in &found {
        let decided = world.store.adopt(one.id, SECRETARY, at(30)).await.unwrap();
        assert!(
            matches!(decided, Decided::Done { estate: ESTATE, .. }),
            "{decided:?}"
        );
    }
    assert!(waiting(&world).await.is_empty());
    // What the head made, byte for byte.
    let kept = world.document(visits(THREE)).await;
    assert_eq!(kept.heads(), phone.documents[&visits(THREE)].heads());
    let receipt = world.push(&mut phone).await;
    let in_the_log =
        |it: &Verdict| matches!(it, Verdict::Accepted { .. } | Verdict::Duplicate { .. });
    assert!(all(&receipt, in_the_log), "{receipt:?}");
    let again = world.store.adopt(found[0].id, SECRETARY, at(40)).await;
    assert_eq!(again.unwrap(), Decided::Unknown);
}

pub(crate) async fn what_the_secretary_returns_comes_back_with_a_word(mut world: World) {
    let mut phone = late(&mut world).await;
    world.push(&mut phone).await;
    for one in waiting(&world).await {
        let note = "新楼长已走访".to_owned();
        let decided = world.store.give_back(one.id, SECRETARY, note, at(30)).await;
        assert!(matches!(decided.unwrap(), Decided::Done { .. }));
    }
    let receipt = world.push(&mut phone).await;
    let returned = |it: &Verdict| {
        matches!(it, Verdict::Refused(refusal)
            if refusal.code == RefusalCode::Returned && refusal.note.as_deref() == Some("新楼长已走访"))
    };
    assert!(all(&receipt, returned), "{receipt:?}");
    assert!(waiting(&world).await.is_empty());
    assert!(!world.exists(visits(THREE)).await);
}

pub(crate) async fn only_what_was_once_allowed_goes_to_the_secretary(mut world: World) {
    let mut phone = late(&mut world).await;
    phone.record(visits(FOUR), visit(9));
    let receipt = world.push(&mut phone).await;
    let refused = Verdict::Refused(RefusalCode::NoRight.into());
    assert_eq!(receipt.chains[2], std::slice::from_ref(&refused));
    let mut stranger = world.phone(NOBODY).await;
    stranger.record(visits(THREE), visit(8));
    assert_eq!(world.push(&mut stranger).await.chains, [vec![refused]]);
}

pub(crate) async fn what_stands_on_waiting_work_is_adopted_after_it(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    let first = phone.chains();
    phone.record(visits(THREE), visit(2));
    let mut second = phone.chains();
    second[0].entries.remove(0);
    second[0].base = vec![phone.outbox[0].hash];
    end(&world).await;
    let mut both = first;
    both.extend(second);
    let push = phone.seal_chains(both);
    let receipt = world.try_push(push.clone()).await.unwrap();
    assert_eq!(receipt.chains, [[Verdict::Escrowed], [Verdict::Escrowed]]);
    let found = waiting(&world).await;
    let stands = |it: &&Escrowed| !it.chain.base.is_empty();
    let (second, first) = (
        found.iter().find(stands).unwrap(),
        found.iter().find(|it| !stands(it)).unwrap(),
    );
    let early = world.store.adopt(second.id, SECRETARY, at(30)).await;
    assert_eq!(early.unwrap(), Decided::Waits);
    for one in [first, second] {
        let done = world.store.adopt(one.id, SECRETARY, at(30)).await;
        assert!(matches!(done.unwrap(), Decided::Done { .. }));
    }
    let receipt = world.try_push(push).await.unwrap();
    assert!(all(&receipt, |it| matches!(
        it,
        Verdict::Accepted { .. } | Verdict::Duplicate { .. }
    )));
}

/// A secretary decides on rights that have ended, not on what there is.
pub(crate) async fn a_late_dispatch_to_no_department_can_only_be_returned(mut world: World) {
    let mut phone = world.phone(SECRETARY).await;
    phone.record(case(1), open_case());
    let dispatch = DispatchCase {
        event: EventId::from_bytes([7; 16]),
        at: at(0),
        department: DepartmentId::from_bytes([9; 16]),
        text: "请看看路灯".parse().unwrap(),
    };
    phone.record(case(1), dispatch.into());
    end_of(&world, SECRETARY, 0).await;
    world.push(&mut phone).await;
    let found = waiting(&world).await;
    let decided = world.store.adopt(found[0].id, NOBODY, at(30)).await;
    let unknown = Decided::Impossible(RefusalCode::UnknownDepartment.into());
    assert_eq!(decided.unwrap(), unknown);
    assert_eq!(waiting(&world).await.len(), 1);
}

/// It is not to come again: everything is taken, whatever it stands on, and counts only when adopted.
pub(crate) async fn a_suspended_device_hands_everything_over(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    assert!(!world.push(&mut phone).await.suspended);
    phone.record(visits(THREE), visit(2));
    phone.record(case(1), open_case());
    assert!(world.store.suspend(phone.device(), at(15)).await.unwrap());
    assert!(world.store.suspend(phone.device(), at(19)).await.unwrap());
    let stranger = Phone::new(70, NOBODY);
    assert!(
        !world
            .store
            .suspend(stranger.device(), at(15))
            .await
            .unwrap()
    );
    let device = world.store.device(phone.device()).await.unwrap().unwrap();
    assert_eq!(device.suspended_at, Some(at(15)));
    let mut chains = phone.chains();
    // On something that nobody has.
    chains[1].base = vec![linli_domain::ChangeHash([9; 32])];
    let push = phone.seal_chains(chains);
    let receipt = world.try_push(push).await.unwrap();
    assert!(receipt.suspended);
    assert!(all(&receipt, |it| *it == Verdict::Escrowed), "{receipt:?}");
    assert!(!world.exists(case(1)).await);
    let found = waiting(&world).await;
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|it| it.suspended));
    let mut decided = Vec::new();
    for one in &found {
        decided.push(world.store.adopt(one.id, SECRETARY, at(30)).await.unwrap());
    }
    assert!(decided.contains(&Decided::Waits), "{decided:?}");
    let visits = world.document(visits(THREE)).await;
    assert!(visits.contains(&phone.outbox[1].hash));
}

pub(crate) async fn a_device_that_nobody_enrolled_pushes_nothing(world: World) {
    let mut stranger = Phone::new(71, HEAD_OF_THREE);
    stranger.record(visits(THREE), visit(1));
    let answer = world.try_push(stranger.seal()).await;
    assert!(matches!(answer, Err(PushError::UnknownDevice)));
    assert!(!world.exists(visits(THREE)).await);
}
