use ed25519_dalek::SigningKey;
use linli_domain::{DocumentKey, Kind};
use linli_wire::response::FeedChecksum;
use linli_wire::{
    CarriedOutcome, CarriedRefusal, Checksum, FeedCursor, FeedPosition, LockOrder, PackedDocument,
    ResponseHello, ResponseItem, Seal, SealedChange, SignedLock, Snapshot, Verdict,
};

use crate::file::{Vector, check, encoded};
use crate::samples::{
    CASE, DEVICE, DIRECTORY, ESTATE, HOUSEHOLD, SEED, SERVER_EPOCH, feed, hash, time, visits,
};

#[test]
fn response_items() {
    let vectors = [conversation(), packs(), log()].into_iter().flatten();
    check(
        "response.json",
        Some("response-item"),
        "The items of a response, as the content of one frame each. Documents and changes are placeholders.",
        vectors,
    );
}

fn sealed() -> SealedChange {
    SealedChange {
        seq: 42,
        document: HOUSEHOLD,
        epoch: 0,
        bytes: vec![0x85, 0x6f],
        order: None,
    }
}

fn conversation() -> Vec<Vector> {
    vec![
        encoded(
            "hello",
            "First in every response.",
            &ResponseItem::Hello(hello()),
        ),
        encoded(
            "verdicts",
            "On chain 0 of the request: one accepted, one deferred.",
            &ResponseItem::Verdicts {
                chain: 0,
                verdicts: vec![Verdict::Accepted { seq: 41 }, Verdict::Deferred],
            },
        ),
        encoded(
            "feeds",
            "All that may be read of the estate.",
            &ResponseItem::Feeds {
                estate: ESTATE,
                feeds: vec![feed(Kind::Directory), feed(Kind::Household)],
            },
        ),
        encoded(
            "feeds, none",
            "Every appointment in the estate has ended.",
            &ResponseItem::Feeds {
                estate: ESTATE,
                feeds: vec![],
            },
        ),
        encoded(
            "lock",
            "The device is suspended.",
            &ResponseItem::Lock(SignedLock::sign(
                LockOrder {
                    device: DEVICE,
                    suspended_at: time(),
                },
                &SigningKey::from_bytes(&SEED),
            )),
        ),
        encoded(
            "seal",
            "Of the change with number 42, by the server's key.",
            &ResponseItem::Seal {
                estate: ESTATE,
                seal: Seal::sign(ESTATE, &[sealed().digest()], &SigningKey::from_bytes(&SEED)),
            },
        ),
        encoded(
            "begun anew",
            "In a household that the person once wrote in, and has left, somebody was erased.",
            &ResponseItem::BegunAnew {
                document: HOUSEHOLD.id(),
                epoch: 1,
            },
        ),
        encoded(
            "carried",
            "A colleague's envelope is in the server's hands.",
            &ResponseItem::Carried {
                hash: hash(6),
                outcome: CarriedOutcome::Delivered,
            },
        ),
        encoded(
            "carried, refused",
            "It was altered on the way.",
            &ResponseItem::Carried {
                hash: hash(6),
                outcome: CarriedOutcome::Refused(CarriedRefusal::Unreadable),
            },
        ),
        encoded(
            "restart",
            "The packs of that generation are gone.",
            &ResponseItem::Restart {
                cursor: FeedCursor {
                    feed: feed(Kind::Visits),
                    position: FeedPosition::InPacks {
                        generation: 5,
                        next: 2,
                    },
                },
            },
        ),
        encoded(
            "end",
            "There is no more.",
            &ResponseItem::End { more: false },
        ),
        encoded(
            "end, more",
            "Sync again at once.",
            &ResponseItem::End { more: true },
        ),
    ]
}

fn packed(document: DocumentKey, epoch: u32, order: &[u64]) -> PackedDocument {
    PackedDocument {
        document,
        epoch,
        order: order.to_vec(),
    }
}

fn packs() -> Vec<Vector> {
    vec![
        encoded(
            "pack start",
            "The first pack of the visits' feed.",
            &ResponseItem::PackStart {
                feed: feed(Kind::Visits),
                generation: 5,
                index: 0,
            },
        ),
        encoded(
            "snapshot",
            "A visit log: no fold over events, hence no order.",
            &ResponseItem::Snapshot(Snapshot {
                document: visits(),
                epoch: 0,
                bytes: vec![0x85, 0x6f, 0x4a, 0x83],
                order: vec![],
            }),
        ),
        encoded(
            "snapshot of a case",
            "Its two changes are 7 and 9 in the log.",
            &ResponseItem::Snapshot(Snapshot {
                document: CASE,
                epoch: 1,
                bytes: vec![0x85, 0x6f, 0x4a, 0x83],
                order: vec![7, 9],
            }),
        ),
        encoded(
            "pack documents",
            "Two documents whose bytes come as columns.",
            &ResponseItem::PackDocuments {
                documents: vec![packed(visits(), 0, &[]), packed(CASE, 1, &[7, 9])],
            },
        ),
        encoded(
            "pack column",
            "The heads of the pack's documents.",
            &ResponseItem::PackColumn {
                column: 1,
                bytes: [hash(1).0, hash(2).0].concat(),
            },
        ),
        encoded(
            "pack end",
            "More packs of the generation follow.",
            &ResponseItem::PackEnd {
                index: 0,
                complete_at: None,
                seal: None,
            },
        ),
        encoded(
            "pack end, last",
            "The feed is complete up to 9000.",
            &ResponseItem::PackEnd {
                index: 1,
                complete_at: Some(9_000),
                seal: None,
            },
        ),
        encoded(
            "pack end, sealed",
            "A household's document stood at these heads.",
            &ResponseItem::PackEnd {
                index: 0,
                complete_at: None,
                seal: Some(Seal(vec![0x5e; 64])),
            },
        ),
    ]
}

fn log() -> Vec<Vector> {
    let checksum = Checksum::of_document(DIRECTORY.id(), 0, &[hash(1)]);
    let cursor = |checksum| ResponseItem::Cursor {
        estate: ESTATE,
        seq: 9_001,
        checksum,
    };
    vec![
        encoded(
            "change",
            "Number 9001 of the estate's log, in a household.",
            &ResponseItem::Change {
                seq: 9_001,
                document: HOUSEHOLD,
                epoch: 0,
                bytes: vec![0x85, 0x6f, 0x4a, 0x83, 1],
            },
        ),
        encoded(
            "replace",
            "Number 9002: the household starts again in epoch 1.",
            &ResponseItem::Replace {
                seq: 9_002,
                snapshot: Snapshot {
                    document: HOUSEHOLD,
                    epoch: 1,
                    bytes: vec![0x85, 0x6f, 0x4a, 0x83],
                    order: vec![],
                },
            },
        ),
        encoded("cursor", "The log goes on behind 9001.", &cursor(None)),
        encoded(
            "cursor, newest",
            "9001 is the newest: with the checksum over all documents.",
            &cursor(Some(checksum)),
        ),
        encoded(
            "feed checksums",
            "Of the directory's feed, which holds one document.",
            &ResponseItem::FeedChecksums {
                checksums: vec![FeedChecksum {
                    feed: feed(Kind::Directory),
                    checksum,
                }],
            },
        ),
    ]
}

pub(crate) fn hello() -> ResponseHello {
    ResponseHello {
        protocol: linli_wire::PROTOCOL,
        server_time: time(),
        server_epoch: SERVER_EPOCH,
    }
}
