//! Whatever a server sends, the replica never believes to be further than what it was given.

use std::collections::BTreeMap;

use linli_documents::strategy::{key, kind};
use linli_documents::{Columns, Document};
use linli_domain::{
    BuildingId, CaseId, ChangeHash, DocumentKey, EstateId, FeedId, Kind, Timestamp,
};
use linli_sync::receive::{Entry, Reached};
use linli_sync::{Effect, ReceiveError, Receiver};
use linli_wire::{
    CarriedOutcome, Checksum, FeedCursor, FeedPosition, PackedDocument, ResponseHello,
    ResponseItem, ServerEpoch, Snapshot, Verdict,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

fn hello() -> ResponseItem {
    ResponseItem::Hello(ResponseHello {
        protocol: 1,
        server_time: Timestamp::default(),
        server_epoch: ServerEpoch([1; 8]),
    })
}

fn estate() -> impl Strategy<Value = EstateId> {
    (1u8..3).prop_map(|n| EstateId::from_bytes([n; 16]))
}

fn feed() -> impl Strategy<Value = FeedId> {
    (estate(), 1u8..3).prop_map(|(estate, n)| FeedId {
        estate,
        building: Some(BuildingId::from_bytes([n; 16])),
        kind: Kind::Case,
    })
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    (estate(), any::<u8>(), 0usize..30).prop_map(|(estate, n, length)| Snapshot {
        document: document(estate, n),
        epoch: 0,
        bytes: vec![n; length],
        order: vec![],
    })
}

fn document(estate: EstateId, n: u8) -> DocumentKey {
    DocumentKey::Case {
        estate,
        building: BuildingId::from_bytes([1; 16]),
        case: CaseId::from_bytes([n; 16]),
    }
}

/// Mostly the low numbers of real packs, and the one behind which there is none.
fn index() -> impl Strategy<Value = u32> {
    prop_oneof![20 => 0u32..3, 1 => Just(u32::MAX)]
}

fn item() -> impl Strategy<Value = ResponseItem> {
    let cursor = (feed(), any::<u8>()).prop_map(|(feed, seq)| FeedCursor {
        feed,
        position: FeedPosition::At { seq: seq.into() },
    });
    // A change of a mebibyte fills a batch.
    let length = prop_oneof![5 => 0usize..9, 1 => Just(600_000)];
    prop_oneof![
        1 => Just(hello()),
        2 => (0u32..3).prop_map(|chain| ResponseItem::Verdicts { chain, verdicts: vec![Verdict::Deferred] }),
        1 => (estate(), vec(feed(), 0..3)).prop_map(|(estate, feeds)| ResponseItem::Feeds { estate, feeds }),
        8 => (feed(), 1u64..3, index())
            .prop_map(|(feed, generation, index)| ResponseItem::PackStart { feed, generation, index }),
        8 => snapshot().prop_map(ResponseItem::Snapshot),
        8 => (index(), of(1u64..9)).prop_map(|(index, complete_at)| ResponseItem::PackEnd { index, complete_at, seal: None }),
        6 => (estate(), any::<u8>(), length).prop_map(|(estate, n, length)| ResponseItem::Change {
            seq: n.into(),
            document: document(estate, n),
            epoch: 0,
            bytes: vec![n; length],
        }),
        2 => (any::<u64>(), snapshot()).prop_map(|(seq, snapshot)| ResponseItem::Replace { seq, snapshot }),
        4 => (estate(), any::<u64>(), of(any::<[u8; 16]>().prop_map(Checksum)))
            .prop_map(|(estate, seq, checksum)| ResponseItem::Cursor { estate, seq, checksum }),
        1 => any::<bool>().prop_map(|more| ResponseItem::End { more }),
        1 => Just(ResponseItem::FeedChecksums { checksums: vec![] }),
        1 => cursor.prop_map(|cursor| ResponseItem::Restart { cursor }),
        1 => any::<[u8; 32]>().prop_map(|hash| ResponseItem::Carried {
            hash: ChangeHash(hash),
            outcome: CarriedOutcome::Delivered,
        }),
    ]
}

/// A pack as a server makes them, by column or not, and anything else.
fn piece() -> impl Strategy<Value = Vec<ResponseItem>> {
    let inside = (vec(snapshot(), 0..3), vec(real(), 0..3));
    let pack = (feed(), 1u64..3, index(), inside, of(1u64..9)).prop_map(
        |(feed, generation, index, (snapshots, real), complete_at)| {
            let start = ResponseItem::PackStart {
                feed,
                generation,
                index,
            };
            let end = ResponseItem::PackEnd {
                index,
                complete_at,
                seal: None,
            };
            std::iter::once(start)
                .chain(snapshots.into_iter().map(ResponseItem::Snapshot))
                .chain(by_column(&real))
                .chain([end])
                .collect()
        },
    );
    prop_oneof![1 => item().prop_map(|item| vec![item]), 1 => pack]
}

/// A document that can be taken apart.
fn real() -> impl Strategy<Value = Snapshot> {
    (kind(), 0u32..3, vec(1u64..9, 0..3)).prop_map(|(kind, epoch, order)| Snapshot {
        document: key(kind),
        epoch,
        bytes: Document::genesis(&key(kind), epoch).save(),
        order,
    })
}

fn by_column(snapshots: &[Snapshot]) -> Vec<ResponseItem> {
    let mut columns = Columns::default();
    let documents = snapshots.iter().map(|snapshot| {
        columns.add(&snapshot.bytes).unwrap();
        PackedDocument {
            document: snapshot.document,
            epoch: snapshot.epoch,
            order: snapshot.order.clone(),
        }
    });
    let documents = documents.collect();
    let columns = columns
        .iter()
        .map(|(column, bytes)| ResponseItem::PackColumn {
            column,
            bytes: bytes.to_vec(),
        });
    std::iter::once(ResponseItem::PackDocuments { documents })
        .chain(columns)
        .collect()
}

fn response() -> impl Strategy<Value = Vec<ResponseItem>> {
    (prop::bool::weighted(0.9), vec(piece(), 0..25)).prop_map(|(greets, pieces)| {
        let hello = greets.then(hello);
        hello.into_iter().chain(pieces.concat()).collect()
    })
}

/// What was received, kept apart from the receiver: what may be claimed follows from it.
#[derive(Default)]
struct Received {
    greeted: bool,
    ended: bool,
    entries: Vec<Entry>,
    /// Of `entries`, how many effects have handed on.
    applied: usize,
    wanted: Vec<Snapshot>,
    repaired: usize,
    pack: Option<(FeedId, u64, u32, Vec<Snapshot>)>,
    /// The pack that comes next in a feed of which this response has brought some.
    next: BTreeMap<FeedId, (u64, u32)>,
}

impl Received {
    fn note(&mut self, item: &ResponseItem) {
        match item {
            ResponseItem::Change {
                seq,
                document,
                epoch,
                bytes,
            } => self.entries.push(Entry::Change {
                seq: *seq,
                document: *document,
                epoch: *epoch,
                bytes: bytes.clone(),
            }),
            ResponseItem::Replace { seq, snapshot } => self.entries.push(Entry::Replace {
                seq: *seq,
                snapshot: snapshot.clone(),
            }),
            ResponseItem::PackStart {
                feed,
                generation,
                index,
            } => self.pack = Some((*feed, *generation, *index, vec![])),
            ResponseItem::PackDocuments { documents } => {
                if let Some((.., snapshots)) = &mut self.pack {
                    snapshots.extend(documents.iter().map(|document| Snapshot {
                        document: document.document,
                        epoch: document.epoch,
                        bytes: Document::genesis(&document.document, document.epoch).save(),
                        order: document.order.clone(),
                    }));
                }
            }
            ResponseItem::Snapshot(snapshot) => match &mut self.pack {
                Some((.., snapshots)) => snapshots.push(snapshot.clone()),
                None => self.wanted.push(snapshot.clone()),
            },
            ResponseItem::Restart { cursor } => {
                self.next.insert(cursor.feed, (0, 0));
            }
            _ => {}
        }
    }

    /// The effect says nothing that `item` and what came before it do not make true.
    fn check(&mut self, effect: Effect, item: &ResponseItem) -> Result<(), TestCaseError> {
        prop_assert!(!self.ended, "an effect after the end");
        match effect {
            Effect::Greet(hello) => {
                prop_assert!(!self.greeted);
                prop_assert_eq!(item, &ResponseItem::Hello(hello));
                self.greeted = true;
            }
            Effect::Settle { chain, verdicts } => {
                let chain = chain as u32;
                prop_assert_eq!(item, &ResponseItem::Verdicts { chain, verdicts });
            }
            Effect::AdoptFeeds { estate, feeds } => {
                prop_assert_eq!(item, &ResponseItem::Feeds { estate, feeds });
            }
            Effect::RestartFeed { cursor } => {
                prop_assert_eq!(item, &ResponseItem::Restart { cursor });
            }
            Effect::CompareFeeds { checksums } => {
                prop_assert_eq!(item, &ResponseItem::FeedChecksums { checksums });
                self.all_handed_on()?;
            }
            Effect::StorePack {
                cursor, snapshots, ..
            } => self.check_pack(cursor, &snapshots, item)?,
            Effect::Repair { snapshots } => {
                let due = &self.wanted[self.repaired..];
                prop_assert_eq!(due, &snapshots[..]);
                self.repaired += snapshots.len();
            }
            Effect::Apply { entries, reached } => {
                let due = &self.entries[self.applied..];
                prop_assert_eq!(&due[..entries.len()], &entries[..]);
                self.applied += entries.len();
                if let Some(reached) = reached {
                    self.check_reached(reached, item)?;
                }
            }
            Effect::Keep { estate, seal, .. } => {
                prop_assert_eq!(item, &ResponseItem::Seal { estate, seal });
            }
            Effect::Carried { hash, outcome } => {
                prop_assert_eq!(item, &ResponseItem::Carried { hash, outcome });
            }
            Effect::ForgetLeft { document, epoch } => {
                prop_assert_eq!(item, &ResponseItem::BegunAnew { document, epoch })
            }
            Effect::Lock(order) => prop_assert_eq!(item, &ResponseItem::Lock(order)),
            Effect::Finish { more } => {
                prop_assert_eq!(item, &ResponseItem::End { more });
                self.all_handed_on()?;
                self.ended = true;
            }
        }
        Ok(())
    }

    fn check_reached(&self, reached: Reached, item: &ResponseItem) -> Result<(), TestCaseError> {
        let Reached {
            estate,
            seq,
            checksum,
        } = reached;
        let cursor = ResponseItem::Cursor {
            estate,
            seq,
            checksum,
        };
        prop_assert_eq!(item, &cursor);
        self.all_handed_on()
    }

    /// Whatever a position stands on went before it.
    fn all_handed_on(&self) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.applied, self.entries.len());
        prop_assert_eq!(self.repaired, self.wanted.len());
        Ok(())
    }

    fn check_pack(
        &mut self,
        cursor: FeedCursor,
        stored: &[Snapshot],
        item: &ResponseItem,
    ) -> Result<(), TestCaseError> {
        let Some((feed, generation, index, snapshots)) = self.pack.take() else {
            return Err(TestCaseError::fail("a pack that never began"));
        };
        prop_assert_eq!(cursor.feed, feed);
        prop_assert_eq!(stored, &snapshots[..]);
        let complete_at = match cursor.position {
            FeedPosition::At { seq } => Some(seq),
            FeedPosition::InPacks {
                generation: claimed,
                next,
            } => {
                prop_assert_eq!((claimed, next), (generation, index + 1));
                None
            }
        };
        prop_assert_eq!(
            item,
            &ResponseItem::PackEnd {
                index,
                complete_at,
                seal: None
            }
        );
        let known = self
            .next
            .insert(feed, (generation, index.saturating_add(1)));
        prop_assert!(
            index == 0 || known.is_none_or(|next| next == (generation, index)),
            "a position behind a pack that was not sent"
        );
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_effect_claims_more_than_was_received(items in response()) {
        let mut receiver = Receiver::new();
        let mut received = Received::default();
        for item in items {
            let after_end = received.ended;
            match receiver.take(item.clone()) {
                Ok(effects) => {
                    prop_assert!(!after_end);
                    received.note(&item);
                    for effect in effects {
                        received.check(effect, &item)?;
                    }
                }
                Err(error) => {
                    prop_assert_eq!(error == ReceiveError::AfterEnd, after_end);
                    prop_assert_eq!(error == ReceiveError::NoHello, !received.greeted);
                    break;
                }
            }
            prop_assert!(received.greeted, "nothing is taken before the hello");
        }
        prop_assert_eq!(receiver.finish().is_ok(), received.ended);
    }

    #[test]
    fn nothing_is_lost_on_the_way_to_the_end(items in vec(item(), 0..20)) {
        let plain = |item: &ResponseItem| matches!(
            item,
            ResponseItem::Snapshot(_) | ResponseItem::Change { .. } | ResponseItem::Replace { .. } | ResponseItem::Cursor { .. }
        );
        let items: Vec<_> = items.into_iter().filter(plain).collect();
        let mut receiver = Receiver::new();
        let mut received = Received::default();
        let end = ResponseItem::End { more: false };
        for item in [hello()].into_iter().chain(items).chain([end]) {
            received.note(&item);
            for effect in receiver.take(item.clone()).unwrap() {
                received.check(effect, &item)?;
            }
        }
        prop_assert!(received.ended);
    }
}

/// The items of an empty pack of the estate's directory.
fn pack(generation: u64, index: u32, complete_at: Option<u64>) -> [ResponseItem; 2] {
    let feed = FeedId {
        estate: EstateId::from_bytes([1; 16]),
        building: None,
        kind: Kind::Directory,
    };
    let start = ResponseItem::PackStart {
        feed,
        generation,
        index,
    };
    [
        start,
        ResponseItem::PackEnd {
            index,
            complete_at,
            seal: None,
        },
    ]
}

/// Whether each item was taken.
fn taken(items: impl IntoIterator<Item = ResponseItem>) -> Vec<bool> {
    let mut receiver = Receiver::new();
    [hello()]
        .into_iter()
        .chain(items)
        .map(|item| receiver.take(item).is_ok())
        .collect()
}

#[test]
fn a_pack_that_was_skipped_stops_the_response() {
    let items = [pack(1, 4, None), pack(1, 6, Some(9))];
    assert_eq!(taken(items.concat()), [true, true, true, false, false]);
}

#[test]
fn packs_that_were_built_anew_begin_anew() {
    let items = [pack(1, 0, None), pack(1, 1, None), pack(2, 0, Some(9))];
    assert_eq!(taken(items.concat()), [true; 7]);
}

#[test]
fn entries_are_handed_on_a_mebibyte_at_a_time() {
    let (document, bytes) = (document(EstateId::from_bytes([1; 16]), 1), vec![0; 65_536]);
    let change = ResponseItem::Change {
        seq: 1,
        document,
        epoch: 0,
        bytes: bytes.clone(),
    };
    let snapshot = Snapshot {
        document,
        epoch: 1,
        bytes,
        order: vec![],
    };
    for item in [change, ResponseItem::Replace { seq: 2, snapshot }] {
        let mut receiver = Receiver::new();
        receiver.take(hello()).unwrap();
        let mut handed_on = || match &receiver.take(item.clone()).unwrap()[..] {
            [] => 0,
            [Effect::Apply { entries, .. }] => entries.len(),
            other => panic!("{other:?}"),
        };
        let sizes: Vec<_> = (0..40).map(|_| handed_on()).collect();
        let full: Vec<_> = sizes.into_iter().filter(|size| *size > 0).collect();
        assert_eq!(full, [16, 16]);
    }
}
