//! Work that a colleague's phone carries, seen from both phones.

use ed25519_dalek::SigningKey;
use linli_domain::command::Outcome;
use linli_sync::Effect;
use linli_wire::{CarriedOutcome, CarriedRefusal, SealedEnvelope};

use super::estate::{Estate, HOME, Member};
use crate::actions::NewVisit;
use crate::carry::{MOST_PARCELS, waiting};
use crate::replica::Meta;
use crate::{Error, Replica, Surroundings};

fn server() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

/// Joined, and it knows the server.
fn synced(estate: &mut Estate, person: u8) -> Member {
    let mut member = estate.join(person);
    member.sync(estate);
    let key = server().verifying_key();
    let known = member
        .replica
        .transact(|work| Meta(work.tx).set("server_key", key.as_bytes()));
    known.unwrap();
    member
}

fn visit(member: &mut Member) {
    let visit = NewVisit::new(HOME, Outcome::Met);
    member.replica.record_visit(visit).unwrap();
}

fn in_the_next_request(replica: &Replica) -> Vec<SealedEnvelope> {
    waiting(replica.past_the_lease()).unwrap()
}

#[test]
fn what_is_sealed_stays_in_the_outbox_and_travels_as_it_is() {
    let mut estate = Estate::new();
    let (mut author, mut carrier) = (synced(&mut estate, 1), synced(&mut estate, 2));
    let nothing = author.replica.seal_for_carrying();
    assert!(matches!(nothing, Err(Error::NothingToCarry)));
    visit(&mut author);
    visit(&mut author);
    let sealed = author.replica.seal_for_carrying().unwrap();
    assert_eq!((sealed.commands, sealed.left), (2, 0));
    assert_eq!(author.replica.unsent_count().unwrap(), 2);

    assert_eq!(carrier.replica.carry(&sealed.bytes).unwrap(), 1);
    assert_eq!(carrier.replica.carry(&sealed.bytes).unwrap(), 0);
    let carrier = carrier.reopen();
    let parcels = in_the_next_request(&carrier.replica);
    assert_eq!(parcels.len(), 1);
    let inside = parcels[0].open(&server()).unwrap();
    let device = author.replica.identity().unwrap().unwrap().device;
    let key = author.replica.signing_key().unwrap().verifying_key();
    let payload = inside.envelope.open(device, &key).unwrap();
    let commands: usize = payload.chains.iter().map(|it| it.entries.len()).sum();
    assert_eq!((payload.counter, commands), (1, 2));
    // The carrier's own work and what it may see are as before.
    assert_eq!(carrier.replica.unsent_count().unwrap(), 0);
    assert!(carrier.replica.visits_of(HOME).unwrap().is_empty());
}

#[test]
fn what_arrived_goes_and_what_was_refused_stays_with_its_reason() {
    let mut estate = Estate::new();
    let (mut author, mut carrier) = (synced(&mut estate, 1), synced(&mut estate, 2));
    visit(&mut author);
    for _ in 0..2 {
        let sealed = author.replica.seal_for_carrying().unwrap();
        carrier.replica.carry(&sealed.bytes).unwrap();
    }
    let parcels = in_the_next_request(&carrier.replica);
    let said = |parcel: &SealedEnvelope, outcome| Effect::Carried {
        hash: parcel.hash(),
        outcome,
    };
    carrier.perform(said(&parcels[0], CarriedOutcome::AlreadyDelivered));
    let refused = CarriedOutcome::Refused(CarriedRefusal::BadSignature);
    carrier.perform(said(&parcels[1], refused));
    assert_eq!(
        (carrier.report.carried, carrier.report.carried_refused),
        (1, 1)
    );
    let kept = carrier.replica.parcels().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].refused.as_deref(), Some("bad_signature"));
    assert!(carrier.replica.has_delivered().unwrap());
    assert_eq!(carrier.replica.forget_refused_parcels().unwrap(), 1);
    assert!(carrier.replica.parcels().unwrap().is_empty());
}

#[test]
fn a_carrier_takes_no_more_than_it_has_room_for_and_nothing_else_than_parcels() {
    let mut estate = Estate::new();
    let (mut author, mut carrier) = (synced(&mut estate, 1), synced(&mut estate, 2));
    visit(&mut author);
    let mut seal = || author.replica.seal_for_carrying().unwrap().bytes;
    for _ in 0..MOST_PARCELS {
        assert_eq!(carrier.replica.carry(&seal()).unwrap(), 1);
    }
    let more = seal();
    let full = carrier.replica.carry(&more);
    assert!(matches!(full, Err(Error::ParcelsFull)));
    assert_eq!(carrier.replica.parcels().unwrap().len(), MOST_PARCELS);
    for cut in 0..more.len() {
        let outcome = carrier.replica.carry(&more[..cut]);
        assert!(matches!(outcome, Err(Error::NoParcel)), "{cut} bytes");
    }
}

#[test]
fn a_locked_phone_hands_its_work_over() {
    let mut estate = Estate::new();
    let mut author = synced(&mut estate, 1);
    visit(&mut author);
    author.perform(super::lease::greeting(author.surroundings.now()));
    author.surroundings.pass(400 * 24 * 3600);
    assert!(author.replica.status().unwrap().locked);
    assert_eq!(author.replica.seal_for_carrying().unwrap().commands, 1);
}
