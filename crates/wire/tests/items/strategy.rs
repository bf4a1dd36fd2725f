//! Arbitrary items, within the bounds of the protocol.

use linli_documents::strategy as commands;
use linli_domain::{
    ActorId, BuildingId, CaseId, ChangeHash, DeviceId, DisputeId, DocumentId, DocumentKey,
    EstateId, FeedId, HouseholdId, Kind, Refusal, RefusalCode, Timestamp,
};
use linli_wire::response::FeedChecksum;
use linli_wire::{
    CarriedEnvelope, CarriedOutcome, CarriedRefusal, Chain, ChainEntry, Checksum, EntryDigest,
    EnvelopePayload, FeedCursor, FeedPosition, FeedsDigest, GivenBack, GivenDocument, GivenEntry,
    LockOrder, PackedDocument, Position, RawChange, RequestHello, RequestItem, ResponseHello,
    ResponseItem, Seal, SealedChange, SealedDocument, SealedEnvelope, ServerEpoch, SignedLock,
    Snapshot, Verdict,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) fn request_item() -> impl Strategy<Value = RequestItem> {
    prop_oneof![
        request_hello().prop_map(RequestItem::Hello),
        (estate(), position())
            .prop_map(|(estate, position)| RequestItem::Cursor { estate, position }),
        payload().prop_map(|payload| RequestItem::Envelope(seal(&payload))),
        vec(any::<[u8; 16]>().prop_map(DocumentId::from_bytes), 0..5)
            .prop_map(|documents| RequestItem::Want { documents }),
        given_back().prop_map(RequestItem::GivenBack),
        sealed().prop_map(RequestItem::Carried),
    ]
}

pub(crate) fn response_item() -> impl Strategy<Value = ResponseItem> {
    prop_oneof![conversation(), packs(), log()]
}

pub(crate) fn payload() -> impl Strategy<Value = EnvelopePayload> {
    (any::<[u8; 16]>(), any::<u64>(), hash(), vec(chain(), 0..4)).prop_map(
        |(device, counter, previous, chains)| EnvelopePayload {
            device: DeviceId::from_bytes(device),
            counter,
            previous,
            chains,
        },
    )
}

fn seal(payload: &EnvelopePayload) -> linli_wire::Envelope {
    linli_wire::Envelope::seal(payload, &ed25519_dalek::SigningKey::from_bytes(&[7; 32]))
}

fn sealed() -> impl Strategy<Value = SealedEnvelope> {
    let server = ed25519_dalek::SigningKey::from_bytes(&[5; 32]).verifying_key();
    (payload(), of(any::<i64>()), any::<[u8; 32]>()).prop_map(move |(payload, offset, fresh)| {
        let carried = CarriedEnvelope {
            envelope: seal(&payload),
            clock_offset: offset,
        };
        SealedEnvelope::seal(&carried, &server, fresh).unwrap()
    })
}

fn outcome() -> impl Strategy<Value = CarriedOutcome> {
    use CarriedRefusal::{BadSignature, Suspended, TooLarge, UnknownDevice, Unreadable};
    let refusal = select(vec![
        Unreadable,
        UnknownDevice,
        BadSignature,
        TooLarge,
        Suspended,
    ]);
    prop_oneof![
        Just(CarriedOutcome::Delivered),
        Just(CarriedOutcome::AlreadyDelivered),
        refusal.prop_map(CarriedOutcome::Refused),
    ]
}

fn request_hello() -> impl Strategy<Value = RequestHello> {
    (
        any::<u16>(),
        time(),
        of(any::<i64>()),
        of(server_epoch()),
        of(any::<u32>()),
        of(any::<u32>()),
    )
        .prop_map(
            |(protocol, device_time, clock_offset, server_epoch, response_bytes, waiting)| {
                RequestHello {
                    protocol,
                    device_time,
                    clock_offset,
                    server_epoch,
                    response_bytes,
                    waiting,
                }
            },
        )
}

fn position() -> impl Strategy<Value = Position> {
    let digest = any::<[u8; 8]>().prop_map(FeedsDigest);
    prop_oneof![
        (any::<u64>(), digest).prop_map(|(seq, feeds)| Position::Together { seq, feeds }),
        vec(cursor(), 0..4).prop_map(|cursors| Position::Each { cursors }),
    ]
}

fn chain() -> impl Strategy<Value = Chain> {
    let entries = vec(entry(), 0..3);
    let actor = any::<[u8; 16]>().prop_map(ActorId);
    let place = (document(), any::<u32>(), actor);
    (place, vec(hash(), 0..4), hash(), entries).prop_map(
        |((document, epoch, actor), base, result, entries)| Chain {
            document,
            epoch,
            actor,
            base,
            result: result.into(),
            entries,
        },
    )
}

/// A real command, or what a newer or a broken device might send.
fn entry() -> impl Strategy<Value = ChainEntry> {
    let real = commands::kind()
        .prop_flat_map(commands::command)
        .prop_map(|command| command.to_bytes());
    let command = prop_oneof![real, vec(any::<u8>(), 0..40)];
    (time(), command).prop_map(|(at, command)| ChainEntry { at, command })
}

fn conversation() -> BoxedStrategy<ResponseItem> {
    let hello =
        (any::<u16>(), time(), server_epoch()).prop_map(|(protocol, server_time, server_epoch)| {
            ResponseHello {
                protocol,
                server_time,
                server_epoch,
            }
        });
    prop_oneof![
        hello.prop_map(ResponseItem::Hello),
        (any::<u32>(), vec(verdict(), 0..5))
            .prop_map(|(chain, verdicts)| ResponseItem::Verdicts { chain, verdicts }),
        (estate(), vec(feed(), 0..4))
            .prop_map(|(estate, feeds)| ResponseItem::Feeds { estate, feeds }),
        cursor().prop_map(|cursor| ResponseItem::Restart { cursor }),
        any::<bool>().prop_map(|more| ResponseItem::End { more }),
        lock().prop_map(ResponseItem::Lock),
        (estate(), server_seal()).prop_map(|(estate, seal)| ResponseItem::Seal { estate, seal }),
        (hash(), outcome()).prop_map(|(hash, outcome)| ResponseItem::Carried { hash, outcome }),
        (any::<[u8; 16]>(), any::<u32>()).prop_map(|(id, epoch)| ResponseItem::BegunAnew {
            document: DocumentId::from_bytes(id),
            epoch,
        }),
    ]
    .boxed()
}

fn server_seal() -> impl Strategy<Value = Seal> {
    vec(any::<u8>(), 64).prop_map(Seal)
}

fn given_back() -> impl Strategy<Value = GivenBack> {
    let order = proptest::option::of(vec(any::<u64>(), 0..3));
    let change = (any::<u64>(), document(), any::<u32>(), bytes(), order).prop_map(
        |(seq, document, epoch, bytes, order)| SealedChange {
            seq,
            document,
            epoch,
            bytes,
            order,
        },
    );
    let given = (
        document(),
        any::<u32>(),
        vec(hash(), 0..3),
        vec(bytes(), 0..3),
    )
        .prop_map(|(document, epoch, heads, changes)| GivenDocument {
            sealed: SealedDocument {
                document,
                epoch,
                heads,
            },
            changes: changes.into_iter().map(RawChange).collect(),
        });
    let entry = prop_oneof![
        change.prop_map(GivenEntry::Whole),
        given.prop_map(GivenEntry::Document),
        any::<[u8; 32]>().prop_map(|digest| GivenEntry::Digest(EntryDigest(digest))),
    ];
    (estate(), server_seal(), vec(entry, 0..4)).prop_map(|(estate, seal, entries)| GivenBack {
        estate,
        seal,
        entries,
    })
}

fn lock() -> impl Strategy<Value = SignedLock> {
    (any::<[u8; 16]>(), time()).prop_map(|(device, suspended_at)| {
        let order = LockOrder {
            device: DeviceId::from_bytes(device),
            suspended_at,
        };
        SignedLock::sign(order, &ed25519_dalek::SigningKey::from_bytes(&[7; 32]))
    })
}

fn packed() -> impl Strategy<Value = PackedDocument> {
    snapshot().prop_map(|snapshot| PackedDocument {
        document: snapshot.document,
        epoch: snapshot.epoch,
        order: snapshot.order,
    })
}

fn packs() -> BoxedStrategy<ResponseItem> {
    prop_oneof![
        (feed(), any::<u64>(), any::<u32>()).prop_map(|(feed, generation, index)| {
            ResponseItem::PackStart {
                feed,
                generation,
                index,
            }
        }),
        snapshot().prop_map(ResponseItem::Snapshot),
        vec(packed(), 0..4).prop_map(|documents| ResponseItem::PackDocuments { documents }),
        (any::<u32>(), vec(any::<u8>(), 0..40))
            .prop_map(|(column, bytes)| ResponseItem::PackColumn { column, bytes }),
        (any::<u32>(), of(any::<u64>()), of(server_seal())).prop_map(
            |(index, complete_at, seal)| ResponseItem::PackEnd {
                index,
                complete_at,
                seal,
            }
        ),
    ]
    .boxed()
}

fn log() -> BoxedStrategy<ResponseItem> {
    let checksums =
        (feed(), checksum()).prop_map(|(feed, checksum)| FeedChecksum { feed, checksum });
    prop_oneof![
        (any::<u64>(), document(), any::<u32>(), bytes()).prop_map(
            |(seq, document, epoch, bytes)| ResponseItem::Change {
                seq,
                document,
                epoch,
                bytes,
            }
        ),
        (any::<u64>(), snapshot())
            .prop_map(|(seq, snapshot)| ResponseItem::Replace { seq, snapshot }),
        (estate(), any::<u64>(), of(checksum())).prop_map(|(estate, seq, checksum)| {
            ResponseItem::Cursor {
                estate,
                seq,
                checksum,
            }
        }),
        vec(checksums, 0..4).prop_map(|checksums| ResponseItem::FeedChecksums { checksums }),
    ]
    .boxed()
}

fn verdict() -> impl Strategy<Value = Verdict> {
    let refusal =
        (select(RefusalCode::ALL), ".{0,20}").prop_map(|(code, path)| Refusal::new(code, path));
    prop_oneof![
        any::<u64>().prop_map(|seq| Verdict::Accepted { seq }),
        any::<u64>().prop_map(|seq| Verdict::Duplicate { seq }),
        refusal.prop_map(Verdict::Refused),
        Just(Verdict::Deferred),
        (any::<u64>(), hash()).prop_map(|(seq, hash)| Verdict::Superseded { seq, hash }),
        Just(Verdict::ActorForked),
        Just(Verdict::UpgradeNeeded),
        Just(Verdict::Escrowed),
    ]
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    (document(), any::<u32>(), bytes(), vec(any::<u64>(), 0..4)).prop_map(
        |(document, epoch, bytes, order)| Snapshot {
            document,
            epoch,
            bytes,
            order,
        },
    )
}

pub(crate) fn document() -> impl Strategy<Value = DocumentKey> {
    let place = (estate(), building(), any::<[u8; 16]>());
    (commands::kind(), place, time()).prop_map(|(kind, (estate, building, id), at)| match kind {
        Kind::Directory => DocumentKey::Directory { estate },
        Kind::Household => DocumentKey::Household {
            estate,
            building,
            household: HouseholdId::from_bytes(id),
        },
        Kind::Visits => DocumentKey::Visits {
            estate,
            building,
            month: at.month(),
        },
        Kind::Case => DocumentKey::Case {
            estate,
            building,
            case: CaseId::from_bytes(id),
        },
        Kind::Dispute => DocumentKey::Dispute {
            estate,
            dispute: DisputeId::from_bytes(id),
        },
    })
}

pub(crate) fn feed() -> impl Strategy<Value = FeedId> {
    (estate(), of(building()), commands::kind()).prop_map(|(estate, building, kind)| FeedId {
        estate,
        building,
        kind,
    })
}

fn cursor() -> impl Strategy<Value = FeedCursor> {
    let position = prop_oneof![
        any::<u64>().prop_map(|seq| FeedPosition::At { seq }),
        (any::<u64>(), any::<u32>())
            .prop_map(|(generation, next)| FeedPosition::InPacks { generation, next }),
    ];
    (feed(), position).prop_map(|(feed, position)| FeedCursor { feed, position })
}

fn estate() -> impl Strategy<Value = EstateId> {
    any::<[u8; 16]>().prop_map(EstateId::from_bytes)
}

fn building() -> impl Strategy<Value = BuildingId> {
    any::<[u8; 16]>().prop_map(BuildingId::from_bytes)
}

fn hash() -> impl Strategy<Value = ChangeHash> {
    any::<[u8; 32]>().prop_map(ChangeHash)
}

fn checksum() -> impl Strategy<Value = Checksum> {
    any::<[u8; 16]>().prop_map(Checksum)
}

fn server_epoch() -> impl Strategy<Value = ServerEpoch> {
    any::<[u8; 8]>().prop_map(ServerEpoch)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..60)
}

/// Any time that a clock may show.
fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![3 => 1_700_000_000..1_900_000_000_i64, 1 => any::<i64>()]
        .prop_map(Timestamp::clamped)
}
