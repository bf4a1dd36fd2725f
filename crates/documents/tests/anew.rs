//! A document begun anew says the same, in the names of the same people, and forgets the rest.

use std::collections::BTreeMap;

use linli_documents::strategy::{key, recorded};
use linli_documents::{Document, EventOrder, Keep, KeepAll, KeepNothing, Retained};
use linli_domain::command::Recorded;
use linli_domain::{ActorId, ChangeHash, Kind, ResidentId, Seq};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

const SEED: ActorId = ActorId([0x5e; 16]);

/// Numbers as a server gives them.
#[derive(Default)]
struct Order {
    by_hash: BTreeMap<ChangeHash, Seq>,
    by_place: BTreeMap<(ActorId, u64), Seq>,
}

impl Order {
    fn number(&mut self, change: &linli_documents::Change) {
        let seq = self.by_hash.len() as Seq + 1;
        self.by_hash.insert(change.hash, seq);
        self.by_place.insert((change.actor, change.actor_seq), seq);
    }

    fn of(retained: &[Retained]) -> Self {
        let mut order = Self::default();
        for one in retained {
            order.number(&one.change);
        }
        order
    }
}

impl EventOrder for Order {
    fn seq_of(&self, actor: &ActorId, actor_seq: u64) -> Option<Seq> {
        self.by_place.get(&(*actor, actor_seq)).copied()
    }
}

/// Two people work apart on what one of them began, and send it to a server.
fn worked_on(
    kind: Kind,
    before: &[Recorded],
    one: &[Recorded],
    two: &[Recorded],
) -> (Document, Order) {
    let mut order = Order::default();
    let mut document = Document::genesis(&key(kind), 0);
    let mut work = |on: &mut Document, actor: u8, given: &[Recorded]| {
        let done = given
            .iter()
            .filter_map(|recorded| on.execute(ActorId([actor; 16]), recorded).ok());
        done.inspect(|change| order.number(change))
            .collect::<Vec<_>>()
    };
    work(&mut document, 1, before);
    let mut apart = document.clone();
    let first = work(&mut document, 2, one);
    let second = work(&mut apart, 3, two);
    drop(first);
    document
        .apply(second.iter().map(|change| &change.bytes[..]))
        .unwrap();
    (document, order)
}

fn reads(document: &Document, order: &Order) -> Value {
    let mut conflicts = serde_json::to_value(document.conflicts()).unwrap();
    for conflict in conflicts.as_array_mut().unwrap() {
        let values = conflict["values"].as_array_mut().unwrap();
        // The one that shows comes first; in which order the others do says nothing.
        values[1..].sort_by_key(ToString::to_string);
    }
    json!({
        "directory": document.directory(),
        "household": document.household(),
        "visits": document.visits(),
        "case": document.case(order),
        "dispute": document.dispute(order),
        "conflicts": conflicts,
    })
}

fn work() -> impl Strategy<Value = (Kind, [Vec<Recorded>; 3])> {
    linli_documents::strategy::kind().prop_flat_map(|kind| {
        let given = || vec(recorded(kind), 0..12);
        (Just(kind), [given(), given(), given()])
    })
}

#[test]
fn who_was_erased_is_told_in_every_later_epoch() {
    let resident = |n: u8| ResidentId::from_bytes([n; 16]);
    let next = |document: &Document, keep: &dyn Keep, gone: &[ResidentId]| {
        let epoch = document.epoch() + 1;
        let begun = document.begin_anew(epoch, SEED, &BTreeMap::new(), keep, gone);
        let (anew, retained) = begun.unwrap();
        let mut other = Document::genesis(document.key(), epoch);
        let changes = retained.iter().map(|one| &one.change.bytes[..]);
        other.apply(changes).unwrap();
        assert_eq!(other.heads(), anew.heads());
        other
    };
    let told = |ids: &[u8]| Some(ids.iter().copied().map(resident).collect());
    let home = Document::genesis(&key(Kind::Household), 0);
    assert_eq!(home.erased_since(0), None);
    let one = next(&home, &KeepAll, &[resident(1)]);
    assert_eq!(one.erased_since(0), told(&[1]));
    let none_of_it = next(&one, &KeepNothing, &[resident(2)]);
    let again = next(&none_of_it, &KeepAll, &[]);
    assert_eq!(again.erased_since(0), told(&[1, 2]));
    let written = again.written();
    assert!(written.iter().all(|it| !it.path.starts_with("erased")));

    // Begun by a server that did not tell.
    let silent = Document::genesis(&key(Kind::Household), 1);
    let later = next(&silent, &KeepAll, &[resident(3)]);
    assert_eq!(later.erased_since(0), None);
    assert_eq!(later.erased_since(1), told(&[3]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_document_begun_anew_reads_the_same((kind, [before, one, two]) in work()) {
        let (document, order) = worked_on(kind, &before, &one, &two);
        let (anew, retained) = document.begin_anew(1, SEED, &order.by_hash, &KeepAll, &[]).unwrap();
        prop_assert_eq!(anew.epoch(), 1);
        prop_assert_eq!(reads(&document, &order), reads(&anew, &Order::of(&retained)));
        // The changes alone make it, on every device.
        let mut other = Document::genesis(&key(kind), 1);
        other.apply(retained.iter().map(|one| &one.change.bytes[..])).unwrap();
        prop_assert_eq!(other.heads(), anew.heads());
        let saved = Document::load(&key(kind), 1, &anew.save()).unwrap();
        prop_assert_eq!(saved.heads(), anew.heads());
        // It can be worked on.
        let mut anew = anew;
        for recorded in &two {
            let _ = anew.execute(ActorId([9; 16]), recorded);
        }
    }

    #[test]
    fn what_is_not_kept_is_in_none_of_its_bytes((kind, [before, one, two]) in work()) {
        struct NoEntries;
        impl Keep for NoEntries {
            fn keeps(&self, path: &[String]) -> bool {
                path.len() < 2
            }
            fn text(&self, _: &[String], text: &str) -> String {
                text.replace("张三", "")
            }
        }
        let (document, order) = worked_on(kind, &before, &one, &two);
        let (anew, retained) = document.begin_anew(1, SEED, &order.by_hash, &NoEntries, &[]).unwrap();
        let saved = anew.save();
        let bytes = retained.iter().map(|one| &one.change.bytes).chain([&saved]).flatten();
        let bytes: Vec<u8> = bytes.copied().collect();
        prop_assert!(!bytes.windows(6).any(|window| window == "张三".as_bytes()));
        prop_assert!(!retained.is_empty());
    }
}
