//! What a device brings for a colleague without a signal.

use ed25519_dalek::SigningKey;
use linli_server::environment::Environment;
use linli_wire::{
    CarriedEnvelope, CarriedOutcome, CarriedRefusal, RequestItem, ResponseItem, SealedEnvelope,
    Verdict, limits,
};

use crate::support::{Device, TestServer, hello, request};

fn server_key(server: &TestServer) -> SigningKey {
    let seed = server.runtime.block_on(server.store.server_key([3; 32]));
    SigningKey::from_bytes(&seed.unwrap())
}

/// The author's visit, sealed to the server of that key.
fn parcel(server: &TestServer, author: &Device, counter: u64, to: &SigningKey) -> SealedEnvelope {
    let RequestItem::Envelope(envelope) = author.visit(server, counter) else {
        panic!("a visit is an envelope");
    };
    let carried = CarriedEnvelope {
        envelope,
        clock_offset: Some(-40),
    };
    SealedEnvelope::seal(&carried, &to.verifying_key(), [counter as u8; 32]).unwrap()
}

fn carry(server: &TestServer, token: &str, parcels: &[SealedEnvelope]) -> Vec<ResponseItem> {
    let parcels = parcels.iter().cloned().map(RequestItem::Carried);
    let items: Vec<_> = std::iter::once(hello(server)).chain(parcels).collect();
    server.sync(token, &items)
}

fn outcomes(answer: &[ResponseItem]) -> Vec<CarriedOutcome> {
    let outcome = |item: &ResponseItem| match item {
        ResponseItem::Carried { outcome, .. } => Some(*outcome),
        _ => None,
    };
    answer.iter().filter_map(outcome).collect()
}

fn verdicts(answer: &[ResponseItem]) -> Vec<Verdict> {
    answer
        .iter()
        .flat_map(|item| match item {
            ResponseItem::Verdicts { verdicts, .. } => verdicts.clone(),
            _ => Vec::new(),
        })
        .collect()
}

/// A device of somebody without any appointment.
fn stranger(server: &TestServer, seed: u8) -> Device {
    let nobody = linli_domain::PersonId::from_bytes([0x77; 16]);
    let device = Device::new(seed);
    let answer = server.enrol(&device, &server.invite(nobody));
    assert_eq!(answer.status, 201, "{answer:?}");
    device
}

fn suspend(server: &TestServer, device: &Device) {
    let now = server.clock.now();
    let done = server
        .runtime
        .block_on(server.store.suspend(device.id, now));
    assert!(done.unwrap());
}

#[test]
fn what_is_carried_is_in_the_log_as_its_authors() {
    let server = TestServer::start();
    let (author, carrier) = (server.device(1), stranger(&server, 2));
    let parcel = parcel(&server, &author, 1, &server_key(&server));
    let before = server.seq();
    let answer = carry(
        &server,
        &server.token(&carrier),
        std::slice::from_ref(&parcel),
    );
    // The carrier hears that it arrived: no verdict, no feed.
    assert!(matches!(
        &answer[..],
        [
            ResponseItem::Hello(_),
            ResponseItem::Carried { hash, outcome: CarriedOutcome::Delivered },
            ResponseItem::End { more: false },
        ] if *hash == parcel.hash()
    ));
    assert_eq!(server.seq(), before + 1);
    // The author syncs at last, and hears that it was there.
    let heard = server.sync(
        &server.token(&author),
        &[hello(&server), author.visit(&server, 1)],
    );
    assert_eq!(verdicts(&heard), [Verdict::Duplicate { seq: before + 1 }]);
}

#[test]
fn a_parcel_brought_again_changes_nothing() {
    let server = TestServer::start();
    let author = server.device(1);
    let parcel = parcel(&server, &author, 1, &server_key(&server));
    let one = server.token(&stranger(&server, 2));
    let other = server.token(&server.device(3));
    let twice = carry(&server, &one, &[parcel.clone(), parcel.clone()]);
    assert_eq!(
        outcomes(&twice),
        [CarriedOutcome::Delivered, CarriedOutcome::AlreadyDelivered]
    );
    let after = server.seq();
    let again = carry(&server, &other, &[parcel]);
    assert_eq!(outcomes(&again), [CarriedOutcome::AlreadyDelivered]);
    assert_eq!(server.seq(), after);
}

#[test]
fn what_was_altered_or_is_not_for_this_server_is_refused_and_holds_up_nothing() {
    let server = TestServer::start();
    let author = server.device(1);
    let key = server_key(&server);
    let mut bytes = minicbor::to_vec(parcel(&server, &author, 1, &key)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let altered: SealedEnvelope = minicbor::decode(&bytes).unwrap();
    let elsewhere = parcel(&server, &author, 2, &SigningKey::from_bytes(&[4; 32]));
    let good = parcel(&server, &author, 3, &key);
    let before = server.seq();
    let token = server.token(&server.device(2));
    let answer = carry(&server, &token, &[altered, elsewhere, good]);
    let unreadable = CarriedOutcome::Refused(CarriedRefusal::Unreadable);
    assert_eq!(
        outcomes(&answer),
        [unreadable, unreadable, CarriedOutcome::Delivered]
    );
    assert_eq!(server.seq(), before + 1);
}

#[test]
fn an_author_who_is_unknown_or_did_not_sign_is_refused() {
    let server = TestServer::start();
    let author = server.device(1);
    let key = server_key(&server);
    let unknown = parcel(&server, &Device::new(9), 1, &key);
    let mut thief = Device::new(8);
    thief.id = author.id;
    let forged = parcel(&server, &thief, 2, &key);
    let before = server.seq();
    let answer = carry(&server, &server.token(&author), &[unknown, forged]);
    assert_eq!(
        outcomes(&answer),
        [
            CarriedOutcome::Refused(CarriedRefusal::UnknownDevice),
            CarriedOutcome::Refused(CarriedRefusal::BadSignature),
        ]
    );
    assert_eq!(server.seq(), before);
}

#[test]
fn a_suspended_authors_parcel_is_refused_its_work_is_with_the_secretary_and_the_carrier_stays_open()
{
    let server = TestServer::start();
    let (author, carrier) = (server.device(1), server.device(2));
    let parcel = parcel(&server, &author, 1, &server_key(&server));
    suspend(&server, &author);
    let before = server.seq();
    let answer = carry(&server, &server.token(&carrier), &[parcel.clone(), parcel]);
    assert_eq!(
        outcomes(&answer),
        [
            CarriedOutcome::Refused(CarriedRefusal::Suspended),
            CarriedOutcome::AlreadyDelivered
        ]
    );
    assert!(
        !answer
            .iter()
            .any(|item| matches!(item, ResponseItem::Lock(_)))
    );
    assert_eq!(server.seq(), before);
    let waiting = server.runtime.block_on(server.store.escrow(server.estate));
    let waiting = waiting.unwrap();
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].suspended);
    assert_eq!(
        (waiting[0].device, waiting[0].person),
        (author.id, server.head)
    );
    assert_eq!(waiting[0].clock_offset, Some(-40));
}

#[test]
fn more_than_a_request_may_carry_is_turned_away_as_a_whole() {
    let server = TestServer::start();
    let author = server.device(1);
    let parcel = parcel(&server, &author, 1, &server_key(&server));
    let many = vec![RequestItem::Carried(parcel); limits::CARRIED_PER_REQUEST + 1];
    let items: Vec<_> = std::iter::once(hello(&server)).chain(many).collect();
    let before = server.seq();
    let answer = server.ask(&request(&server.token(&author), &items));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (413, "too_large")
    );
    assert_eq!(server.seq(), before);
}
