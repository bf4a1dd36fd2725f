//! Invitations, devices, people, keys.

use linli_domain::{BuildingId, Role};
use linli_server::store::{NewInvitation, Redemption, TokenKey};

use crate::estate::{
    ESTATE, FOUR, HEAD_OF_FOUR, HEAD_OF_THREE, NOBODY, Phone, SECRETARY, THREE, World, appoint, at,
    directory,
};

const CODE: [u8; 32] = [0xc0; 32];

async fn invite(world: &World, code_hash: [u8; 32]) {
    let invitation = NewInvitation {
        code_hash,
        person: HEAD_OF_THREE,
        created_at: at(0),
        expires_at: at(100),
    };
    world.store.invite(invitation).await.unwrap();
}

async fn redeem(world: &World, code: [u8; 32], phone: &Phone, seconds: i64) -> Redemption {
    let key = phone.public_key();
    world
        .store
        .redeem(code, key, "王阿姨的手机".to_owned(), at(seconds))
        .await
        .unwrap()
}

pub(crate) async fn an_invitation_is_redeemed_once(world: World) {
    invite(&world, CODE).await;
    let phone = Phone::new(70, HEAD_OF_THREE);
    let Redemption::Enrolled(device) = redeem(&world, CODE, &phone, 50).await else {
        panic!("a fresh code is good");
    };
    assert_eq!(device.id, phone.device());
    assert_eq!(device.person, HEAD_OF_THREE);
    assert_eq!(device.enrolled_at, at(50));
    let thief = Phone::new(71, NOBODY);
    assert_eq!(redeem(&world, CODE, &thief, 51).await, Redemption::Invalid);
    assert_eq!(
        redeem(&world, [0; 32], &thief, 51).await,
        Redemption::Invalid
    );
    assert_eq!(world.store.devices().await.unwrap(), [device]);
}

pub(crate) async fn an_answer_that_was_lost_is_given_again(world: World) {
    invite(&world, CODE).await;
    let phone = Phone::new(70, HEAD_OF_THREE);
    let first = redeem(&world, CODE, &phone, 50).await;
    // Also after the code would have expired.
    assert_eq!(redeem(&world, CODE, &phone, 5_000).await, first);
    assert_eq!(world.store.devices().await.unwrap().len(), 1);
}

pub(crate) async fn an_expired_invitation_is_worth_nothing(world: World) {
    invite(&world, CODE).await;
    let phone = Phone::new(70, HEAD_OF_THREE);
    assert_eq!(redeem(&world, CODE, &phone, 100).await, Redemption::Invalid);
    assert!(world.store.devices().await.unwrap().is_empty());
}

pub(crate) async fn a_key_stays_its_persons(mut world: World) {
    let secretarys = world.phone(SECRETARY).await;
    invite(&world, CODE).await;
    assert_eq!(
        redeem(&world, CODE, &secretarys, 50).await,
        Redemption::Invalid
    );
    let device = world
        .store
        .device(secretarys.device())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(device.person, SECRETARY);
    // The code is still good for whom it was meant.
    let phone = Phone::new(70, HEAD_OF_THREE);
    assert!(matches!(
        redeem(&world, CODE, &phone, 51).await,
        Redemption::Enrolled(_)
    ));
}

pub(crate) async fn a_suspended_person_has_no_device_at_work_and_gets_none(mut world: World) {
    let first = world.phone(HEAD_OF_THREE).await;
    let others = world.phone(HEAD_OF_FOUR).await;
    invite(&world, CODE).await;
    let store = world.store.clone();
    assert_eq!(store.suspended_since(HEAD_OF_THREE).await.unwrap(), None);
    let suspended = store.suspend_person(HEAD_OF_THREE, at(40)).await.unwrap();
    assert_eq!(suspended, 1);
    assert_eq!(
        store.suspend_person(HEAD_OF_THREE, at(45)).await.unwrap(),
        0
    );
    assert_eq!(
        store.suspended_since(HEAD_OF_THREE).await.unwrap(),
        Some(at(40))
    );
    let since = |device: Option<linli_server::store::Device>| device.unwrap().suspended_at;
    assert_eq!(
        since(store.device(first.device()).await.unwrap()),
        Some(at(40))
    );
    assert_eq!(since(store.device(others.device()).await.unwrap()), None);
    let new = Phone::new(70, HEAD_OF_THREE);
    assert_eq!(redeem(&world, CODE, &new, 50).await, Redemption::Invalid);
    assert!(store.resume_person(HEAD_OF_THREE, at(49)).await.unwrap());
    assert!(!store.resume_person(HEAD_OF_THREE, at(49)).await.unwrap());
    assert!(matches!(
        redeem(&world, CODE, &new, 51).await,
        Redemption::Enrolled(_)
    ));
    // It has locked itself: its owner joins with another key.
    assert_eq!(
        since(store.device(first.device()).await.unwrap()),
        Some(at(40))
    );
}

pub(crate) async fn a_device_that_holds_back_is_known_to_do_so(mut world: World) {
    let mut phone = world.phone(HEAD_OF_THREE).await;
    for (held_back, seconds) in [(2_400, 20), (0, 21)] {
        let mut push = phone.seal();
        push.waiting = held_back;
        push.received_at = at(seconds);
        world.try_push(push).await.unwrap();
        let device = world.store.device(phone.device()).await.unwrap().unwrap();
        assert_eq!(
            (device.waiting, device.last_seen_at),
            (held_back, Some(at(seconds)))
        );
    }
}

pub(crate) async fn people_are_whom_the_directory_names(world: World) {
    world
        .console(
            directory(),
            appoint(HEAD_OF_THREE, Role::MediationHead, None),
        )
        .await;
    let person = world.store.person(HEAD_OF_THREE).await.unwrap().unwrap();
    assert_eq!(person.name, "王秀兰");
    let mut scopes: Vec<Option<BuildingId>> =
        person.grants.iter().map(|grant| grant.building).collect();
    scopes.sort_unstable();
    assert_eq!(scopes, [None, Some(THREE)]);
    assert_eq!(world.store.person(NOBODY).await.unwrap(), None);
    let people = world.store.people(ESTATE).await.unwrap();
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    assert_eq!(ids, [HEAD_OF_THREE, HEAD_OF_FOUR, SECRETARY]);
    let standing = world.store.standing(HEAD_OF_THREE).await.unwrap();
    assert_eq!(standing.grants.len(), 2);
    assert_eq!(standing.estates[0].buildings, [THREE, FOUR]);
    assert_eq!(
        Some(standing.estates[0].seq),
        world.store.estate_seq(ESTATE).await.unwrap()
    );
    assert_eq!(
        world.store.standing(NOBODY).await.unwrap(),
        Default::default()
    );
}

pub(crate) async fn the_newest_key_signs(world: World) {
    assert!(world.store.token_keys().await.unwrap().is_empty());
    for kid in ["first", "second"] {
        let key = TokenKey {
            kid: kid.to_owned(),
            seed: [1; 32],
            created_at: at(0),
        };
        world.store.add_token_key(key).await.unwrap();
    }
    let keys = world.store.token_keys().await.unwrap();
    let kids: Vec<_> = keys.iter().map(|key| key.kid.as_str()).collect();
    assert_eq!(kids, ["second", "first"]);
}
