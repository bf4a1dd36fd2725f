//! Envelopes in, verdicts out.

use linli_domain::command::{AddBuilding, CorrectVisit, VisitChange};
use linli_domain::text::Text;
use linli_domain::{
    BuildingId, ChangeHash, DocumentKey, EstateId, Refusal, RefusalCode, Role, VisitId,
};
use linli_server::store::ConsoleCommand;
use linli_wire::Verdict;

use crate::estate::{
    ESTATE, FOUR, HEAD_OF_FOUR, HEAD_OF_THREE, NOBODY, SECRETARY, THREE, World, accepted, appoint,
    at, case, directory, open_case, visit, visits,
};

fn refused(code: RefusalCode) -> Verdict {
    Verdict::Refused(code.into())
}

pub(crate) async fn what_was_recorded_is_accepted_and_numbered(mut world: World) {
    let before = world.store.estate_seq(ESTATE).await.unwrap().unwrap();
    let mut phone = world.phone(HEAD_OF_THREE).await;
    let first = phone.record(visits(THREE), visit(1));
    phone.record(case(1), open_case());
    phone.record(visits(THREE), visit(2));
    let receipt = world.push(&mut phone).await;
    // A chain a document, numbered chain by chain.
    assert_eq!(accepted(&receipt.chains[0]), [before + 1, before + 2]);
    assert_eq!(accepted(&receipt.chains[1]), [before + 3]);
    assert_eq!(receipt.advanced, [(ESTATE, before + 3)]);
    assert!(receipt.held.contains(&first.hash));
    assert_eq!(
        world.store.estate_seq(ESTATE).await.unwrap(),
        Some(before + 3)
    );
    let kept = world.document(visits(THREE)).await;
    assert_eq!(kept.heads(), phone.documents[&visits(THREE)].heads());
    let device = world.store.device(phone.device()).await.unwrap().unwrap();
    assert_eq!(device.last_seen_at, Some(at(10)));
}

pub(crate) async fn the_same_envelope_again_changes_nothing(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    phone.record(visits(THREE), visit(2));
    let push = phone.seal();
    let first = world.try_push(push.clone()).await.unwrap();
    let again = world.try_push(push).await.unwrap();
    let seqs = accepted(&first.chains[0]);
    let duplicates: Vec<_> = seqs
        .iter()
        .map(|seq| Verdict::Duplicate { seq: *seq })
        .collect();
    assert_eq!(again.chains, [duplicates]);
    assert_eq!(again.held, first.held);
    assert!(again.advanced.is_empty());
}

pub(crate) async fn the_rest_of_a_chain_that_was_cut_off_is_accepted(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    let first = accepted(&world.push(&mut phone).await.chains[0]);
    // The answer was lost: the phone sends the first once more, with what it recorded meanwhile.
    phone.record(visits(THREE), visit(2));
    let receipt = world.push(&mut phone).await;
    let seq = first[0];
    assert_eq!(
        receipt.chains,
        [vec![
            Verdict::Duplicate { seq },
            Verdict::Accepted { seq: seq + 1 }
        ]]
    );
}

pub(crate) async fn who_has_no_right_is_refused_and_the_rest_waits(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(FOUR), visit(1));
    phone.record(visits(FOUR), visit(2));
    phone.record(visits(THREE), visit(3));
    let receipt = world.push(&mut phone).await;
    assert_eq!(
        receipt.chains[0],
        [refused(RefusalCode::NoRight), Verdict::Deferred]
    );
    // One document's trouble is not another's.
    accepted(&receipt.chains[1]);
    assert!(!world.exists(visits(FOUR)).await);
}

/// Nobody tells them of it, so that to be called behind the times would leave them waiting for ever.
pub(crate) async fn who_has_no_right_hears_so_of_what_has_begun_anew(mut world: World) {
    world.console(visits(FOUR), visit(1)).await;
    let archived = world.store.archive(vec![visits(FOUR)], at(10)).await;
    assert_eq!(archived.unwrap(), 1);
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(FOUR), visit(2));
    phone.record(visits(FOUR), visit(3));
    let receipt = world.push(&mut phone).await;
    let no_right = refused(RefusalCode::NoRight);
    assert_eq!(receipt.chains[0], [no_right.clone(), no_right]);
    // Who reads it does the same again, on what it has begun with.
    let mut phone = world.phone(HEAD_OF_FOUR).await;
    phone.record(visits(FOUR), visit(4));
    let receipt = world.push(&mut phone).await;
    assert_eq!(receipt.chains[0], [refused(RefusalCode::WrongEpoch)]);
}

pub(crate) async fn a_refusal_stays_one_after_a_later_appointment(mut world: World) {
    let mut phone = world.phone(NOBODY).await;
    phone.record(visits(THREE), visit(1));
    let receipt = world.push(&mut phone).await;
    assert_eq!(receipt.chains[0], [refused(RefusalCode::NoRight)]);
    world
        .console(
            directory(),
            appoint(NOBODY, Role::BuildingHead, Some(THREE)),
        )
        .await;
    // It may be a draft by now, done again by another actor.
    let receipt = world.push(&mut phone).await;
    assert_eq!(receipt.chains[0], [refused(RefusalCode::NoRight)]);
    let mut second = world.phone(NOBODY).await;
    second.record(visits(THREE), visit(1));
    accepted(&world.push(&mut second).await.chains[0]);
}

pub(crate) async fn work_on_something_unknown_waits(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    phone.record(visits(THREE), visit(2));
    let mut late = phone.chains().remove(0);
    late.entries.remove(0);
    late.base = vec![phone.outbox[0].hash];
    let push = phone.seal_chains(vec![late.clone()]);
    let receipt = world.try_push(push).await.unwrap();
    assert_eq!(receipt.chains, [vec![Verdict::Deferred]]);
    assert!(!world.exists(visits(THREE)).await);
    // The base arrives, and then so can what stood on it.
    world.push(&mut phone).await;
    let push = phone.seal_chains(vec![late]);
    let receipt = world.try_push(push).await.unwrap();
    assert!(matches!(receipt.chains[0][..], [Verdict::Duplicate { .. }]));
}

pub(crate) async fn two_works_of_one_actor_are_a_fork(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    // A copy of the phone, made from a backup, goes on as the same actor.
    let mut copy = phone.clone();
    phone.record(visits(THREE), visit(1));
    world.push(&mut phone).await;
    copy.record(visits(THREE), visit(2));
    copy.record(visits(THREE), visit(3));
    copy.counter = 10;
    let receipt = world.push(&mut copy).await;
    assert_eq!(receipt.chains, [vec![Verdict::ActorForked; 2]]);
}

pub(crate) async fn an_actor_is_one_devices(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    let mut other = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    world.push(&mut phone).await;
    other.actor = phone.actor;
    other.record(case(1), open_case());
    let receipt = world.push(&mut other).await;
    assert_eq!(receipt.chains, [vec![Verdict::ActorForked]]);
}

pub(crate) async fn another_result_than_the_devices_counts(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    let change = phone.record(visits(THREE), visit(1));
    let mut chain = phone.chains().remove(0);
    chain.result = ChangeHash([0xff; 32]).into();
    let push = phone.seal_chains(vec![chain]);
    let receipt = world.try_push(push).await.unwrap();
    assert!(
        matches!(receipt.chains[0][..], [Verdict::Superseded { hash, .. }] if hash == change.hash)
    );
    // The feed must bring it.
    assert!(receipt.held.is_empty());
    assert_eq!(world.document(visits(THREE)).await.heads(), [change.hash]);
}

pub(crate) async fn a_visit_log_begun_by_two_heads_is_one(mut world: World) {
    let mut one = world.phone(HEAD_OF_THREE).await;
    let mut other = world.phone(SECRETARY).await;
    let a = one.record(visits(THREE), visit(1));
    let b = other.record(visits(THREE), visit(2));
    world.push(&mut one).await;
    world.push(&mut other).await;
    let merged = world.document(visits(THREE)).await;
    assert_eq!(merged.visits().unwrap().visits.len(), 2);
    let mut heads = vec![a.hash, b.hash];
    heads.sort_unstable();
    assert_eq!(merged.heads(), heads);
    // Each goes on from where it stood; the first corrects on the merged state.
    let mine = one.documents.get_mut(&visits(THREE)).unwrap();
    mine.apply([b.bytes.as_slice()]).unwrap();
    let correction = CorrectVisit {
        visit: VisitId(uuid::Uuid::from_u128(1)),
        changes: vec![VisitChange::Note(None)],
    };
    one.outbox.clear();
    one.record(visits(THREE), correction.into());
    accepted(&world.push(&mut one).await.chains[0]);
}

pub(crate) async fn a_building_that_nobody_knows_is_refused(mut world: World) {
    let mut phone = world.phone(SECRETARY).await;
    let nowhere = visits(BuildingId::from_bytes([9; 16]));
    phone.record(nowhere, visit(1));
    let receipt = world.push(&mut phone).await;
    assert_eq!(receipt.chains[0], [refused(RefusalCode::UnknownBuilding)]);
    assert!(!world.exists(nowhere).await);
}

pub(crate) async fn an_estate_that_nobody_knows_is_refused(mut world: World) {
    let mut phone = world.phone(SECRETARY).await;
    let elsewhere = EstateId::from_bytes([1; 16]);
    let document = DocumentKey::Visits {
        estate: elsewhere,
        building: THREE,
        month: at(0).month(),
    };
    phone.record(document, visit(1));
    // The same document under the name of another household's estate.
    phone.record(visits(THREE), visit(2));
    let receipt = world.push(&mut phone).await;
    assert_eq!(receipt.chains[0], [refused(RefusalCode::UnknownDocument)]);
    accepted(&receipt.chains[1]);
    // Now the id is taken by building three's log.
    phone.outbox.clear();
    phone.documents.clear();
    world
        .store
        .create_estate(elsewhere, "别处".to_owned())
        .await
        .unwrap();
    phone.record(document, visit(3));
    let receipt = world.push(&mut phone).await;
    assert_eq!(receipt.chains[0], [refused(RefusalCode::WrongDocument)]);
}

pub(crate) async fn numbers_of_envelopes_that_jump_or_repeat_are_borne(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    world.push(&mut phone).await;
    // A cloned phone, or one from a backup, uses a number that was used before.
    phone.record(visits(THREE), visit(2));
    let before = phone.counter;
    phone.counter = before - 1;
    world.push(&mut phone).await;
    // A gap: requests get lost.
    phone.record(visits(THREE), visit(3));
    phone.counter = before + 7;
    world.push(&mut phone).await;
    phone.counter = u64::MAX - 1;
    world.push(&mut phone).await;
    assert_eq!(
        world
            .document(visits(THREE))
            .await
            .visits()
            .unwrap()
            .visits
            .len(),
        3
    );
}

pub(crate) async fn a_hostile_command_is_refused_alone(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    phone.record(visits(THREE), visit(1));
    phone.record(case(1), open_case());
    let mut chains = phone.chains();
    chains[0].entries[0].command = vec![0xff; 40];
    let push = phone.seal_chains(chains);
    let receipt = world.try_push(push).await.unwrap();
    assert_eq!(receipt.chains[0], [refused(RefusalCode::Malformed)]);
    accepted(&receipt.chains[1]);
}

pub(crate) async fn pushes_that_come_together_are_all_answered(mut world: World) {
    let mut phones = Vec::new();
    for person in [HEAD_OF_THREE, SECRETARY, SECRETARY, NOBODY, HEAD_OF_THREE] {
        phones.push(world.phone(person).await);
    }
    let before = world.store.estate_seq(ESTATE).await.unwrap().unwrap();
    let mut pushes = tokio::task::JoinSet::new();
    for (number, phone) in (0..).zip(&mut phones) {
        for nth in 0..10 {
            phone.record(visits(THREE), visit(number * 100 + nth));
        }
        let (store, push) = (std::sync::Arc::clone(&world.store), phone.seal());
        pushes.spawn(async move { store.push(push).await.unwrap() });
    }
    let mut seqs = Vec::new();
    while let Some(receipt) = pushes.join_next().await {
        let verdicts = receipt.unwrap().chains.remove(0);
        if verdicts[0] != refused(RefusalCode::NoRight) {
            let numbers = accepted(&verdicts);
            // A chain stays together.
            assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]));
            seqs.extend(numbers);
        }
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (before + 1..=before + 40).collect::<Vec<_>>());
    let merged = world.document(visits(THREE)).await;
    assert_eq!(merged.visits().unwrap().visits.len(), 40);
}

pub(crate) async fn a_console_command_that_is_refused_stops_no_other(world: World) {
    let name = |name: &str| Text::new(name).unwrap();
    let five = BuildingId::from_bytes([5; 16]);
    let console = |document, command| ConsoleCommand {
        document,
        at: at(0),
        command,
    };
    let outcomes = world
        .store
        .console(
            vec![
                console(visits(five), visit(1)),
                console(
                    directory(),
                    AddBuilding {
                        building: five,
                        name: name("5号楼"),
                    }
                    .into(),
                ),
                console(visits(five), visit(1)),
                console(visits(five), visit(1)),
            ],
            at(0),
        )
        .await
        .unwrap();
    let unknown: Refusal = RefusalCode::UnknownBuilding.into();
    assert_eq!(outcomes[0], Err(unknown));
    assert!(outcomes[1].is_ok() && outcomes[2].is_ok());
    assert_eq!(
        outcomes[3].as_ref().unwrap_err().code,
        RefusalCode::AlreadyExists
    );
    let names: Vec<_> = world.store.buildings(ESTATE).await.unwrap();
    let names: Vec<_> = names.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["3号楼", "4号楼", "5号楼"]);
    assert_eq!(world.store.estates().await.unwrap()[0].name, "幸福里");
}
