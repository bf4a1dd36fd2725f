//! An outbox of any shape becomes chains that a server can take.

use std::collections::BTreeMap;

use linli_domain::{
    ActorId, BuildingId, CaseId, ChangeHash, DeviceId, DocumentKey, EstateId, Timestamp,
};
use linli_sync::{OutboxEntry, PlannedChain, plan_chains};
use linli_wire::{ChangeMark, Envelope, EnvelopePayload, RequestItem, limits};
use proptest::collection::vec;
use proptest::prelude::*;

/// How an entry stands to the one before it in its document.
#[derive(Debug, Clone, Copy)]
enum Ground {
    Follows,
    /// Others' work was merged in between.
    Merged,
    FreshActor,
    NextEpoch,
}

fn ground() -> impl Strategy<Value = Ground> {
    prop_oneof![
        6 => Just(Ground::Follows),
        1 => Just(Ground::Merged),
        1 => Just(Ground::FreshActor),
        1 => Just(Ground::NextEpoch),
    ]
}

/// An outbox as a replica could have it: documents, grounds and command lengths by turns.
fn outbox(lengths: impl Strategy<Value = usize>) -> impl Strategy<Value = Vec<OutboxEntry>> {
    vec((0u8..4, ground(), lengths), 0..40).prop_map(|steps| {
        let mut last: BTreeMap<u8, OutboxEntry> = BTreeMap::new();
        let mut outbox = Vec::new();
        for (number, (document, ground, length)) in steps.into_iter().enumerate() {
            let entry = entry(number, document, ground, length, last.get(&document));
            last.insert(document, entry.clone());
            outbox.push(entry);
        }
        outbox
    })
}

fn entry(
    number: usize,
    document: u8,
    ground: Ground,
    length: usize,
    before: Option<&OutboxEntry>,
) -> OutboxEntry {
    let mut entry = OutboxEntry {
        number: number as i64 * 3,
        document: DocumentKey::Case {
            estate: EstateId::from_bytes([1; 16]),
            building: BuildingId::from_bytes([1; 16]),
            case: CaseId::from_bytes([document; 16]),
        },
        epoch: before.map_or(0, |before| before.epoch),
        actor: before.map_or(ActorId([1; 16]), |before| before.actor),
        base: vec![before.map_or(ChangeHash([0; 32]), |before| before.hash)],
        hash: hash(number),
        at: Timestamp::clamped(number as i64),
        command: vec![number as u8; length],
    };
    match ground {
        Ground::Follows => {}
        Ground::Merged => entry.base.push(ChangeHash([0xff; 32])),
        Ground::FreshActor => entry.actor.0[15] = entry.actor.0[15].wrapping_add(1),
        Ground::NextEpoch => entry.epoch += 1,
    }
    entry
}

fn hash(number: usize) -> ChangeHash {
    let mut hash = [7; 32];
    hash[..8].copy_from_slice(&number.to_be_bytes());
    ChangeHash(hash)
}

/// What a server sees of chains: is each command's place in the outbox' causality still there?
fn check(outbox: &[OutboxEntry], planned: &[PlannedChain]) -> Result<(), TestCaseError> {
    let mut taken: Vec<i64> = planned
        .iter()
        .flat_map(|plan| plan.numbers.clone())
        .collect();
    taken.sort_unstable();
    let first: Vec<i64> = outbox
        .iter()
        .map(|entry| entry.number)
        .take(taken.len())
        .collect();
    prop_assert_eq!(taken, first, "each of the first entries, once, and no gap");

    let begins: Vec<_> = planned.iter().map(|plan| plan.numbers[0]).collect();
    prop_assert!(begins.is_sorted(), "in the order of their first commands");

    let mut reached: BTreeMap<DocumentKey, i64> = BTreeMap::new();
    for plan in planned {
        prop_assert_eq!(plan.chain.entries.len(), plan.numbers.len());
        let mut heads = plan.chain.base.clone();
        for (sent, number) in plan.chain.entries.iter().zip(&plan.numbers) {
            let entry = outbox.iter().find(|entry| entry.number == *number).unwrap();
            prop_assert_eq!(entry.document, plan.chain.document);
            prop_assert_eq!(entry.epoch, plan.chain.epoch);
            prop_assert_eq!(entry.actor, plan.chain.actor);
            prop_assert_eq!(&entry.base, &heads, "it stands on the one before it");
            prop_assert_eq!((&entry.command, entry.at), (&sent.command, sent.at));
            heads = vec![entry.hash];
            let before = reached.insert(entry.document, *number);
            prop_assert!(
                before < Some(*number),
                "a document's commands keep their order"
            );
        }
        prop_assert_eq!(ChangeMark::from(heads[0]), plan.chain.result);
    }
    Ok(())
}

proptest! {
    #[test]
    fn chains_are_the_outbox_in_order(outbox in outbox(0usize..50), most in 0usize..50) {
        let planned = plan_chains(&outbox, most);
        check(&outbox, &planned)?;
        let taken: usize = planned.iter().map(|plan| plan.numbers.len()).sum();
        prop_assert_eq!(taken, outbox.len().min(most));
    }

    #[test]
    fn the_rest_goes_with_the_next_requests(outbox in outbox(0usize..50), most in 1usize..9) {
        let mut rest = &outbox[..];
        while !rest.is_empty() {
            let planned = plan_chains(rest, most);
            check(rest, &planned)?;
            let taken: usize = planned.iter().map(|plan| plan.numbers.len()).sum();
            prop_assert!(taken > 0, "each request carries something");
            rest = &rest[taken..];
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// As many and as long commands as there may be: the envelope is still one that a server takes.
    #[test]
    fn an_envelope_never_outgrows_its_frame(outbox in outbox(100_000usize..=linli_domain::limits::COMMAND_BYTES), copies in 1usize..6) {
        let outbox: Vec<_> = outbox.iter().cloned().cycle().take(outbox.len() * copies).collect();
        let planned = plan_chains(&outbox, usize::MAX);
        prop_assert!(outbox.is_empty() || !planned.is_empty());
        taken_by_a_server(planned)?;
    }
}

#[test]
fn the_bounds_on_numbers_hold() {
    let apart: Vec<_> = (0..limits::COMMANDS_PER_ENVELOPE + 10)
        .map(|number| {
            let mut entry = entry(number, 0, Ground::Follows, 1, None);
            let n = (number as u64).to_be_bytes();
            entry.document = DocumentKey::Case {
                estate: EstateId::from_bytes([1; 16]),
                building: BuildingId::from_bytes([1; 16]),
                case: CaseId::from_bytes(std::array::from_fn(|i| n[i % 8])),
            };
            entry
        })
        .collect();
    let planned = plan_chains(&apart, usize::MAX);
    assert_eq!(planned.len(), limits::CHAINS_PER_ENVELOPE);
    taken_by_a_server(planned).unwrap();

    let mut before: Option<OutboxEntry> = None;
    let in_a_row: Vec<_> = (0..limits::COMMANDS_PER_ENVELOPE + 10)
        .map(|number| {
            let next = entry(number, 0, Ground::Follows, 1, before.as_ref());
            before = Some(next.clone());
            next
        })
        .collect();
    let planned = plan_chains(&in_a_row, usize::MAX);
    assert_eq!(planned[0].numbers.len(), limits::COMMANDS_PER_ENVELOPE);
    taken_by_a_server(planned).unwrap();
}

fn taken_by_a_server(planned: Vec<PlannedChain>) -> Result<(), TestCaseError> {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let device = DeviceId::from_bytes([1; 16]);
    let payload = EnvelopePayload {
        device,
        counter: 1,
        previous: ChangeHash([0; 32]),
        chains: planned.into_iter().map(|plan| plan.chain).collect(),
    };
    let envelope = Envelope::seal(&payload, &key);
    prop_assert_eq!(envelope.open(device, &key.verifying_key()), Ok(payload));
    let bytes = minicbor::to_vec(RequestItem::Envelope(envelope)).unwrap();
    // Also where nothing of it compresses.
    prop_assert!(
        bytes.len() < limits::REQUEST_FRAME_BYTES.min(limits::REQUEST_BYTES),
        "{} bytes",
        bytes.len()
    );
    Ok(())
}
