use ed25519_dalek::SigningKey;
use linli_domain::Kind;
use linli_wire::{
    CarriedEnvelope, FeedCursor, FeedPosition, FeedsDigest, GivenBack, GivenDocument, GivenEntry,
    Position, RawChange, RequestHello, RequestItem, Seal, SealedChange, SealedDocument,
    SealedEnvelope,
};

use crate::envelopes::sealed;
use crate::file::{check, encoded};
use crate::samples::{ESTATE, HOUSEHOLD, SEED, SERVER_EPOCH, feed, hash, time, visits};

#[test]
fn request_items() {
    let cursor = |position| RequestItem::Cursor {
        estate: ESTATE,
        position,
    };
    let each = Position::Each {
        cursors: vec![
            FeedCursor {
                feed: feed(Kind::Directory),
                position: FeedPosition::At { seq: 17 },
            },
            FeedCursor {
                feed: feed(Kind::Visits),
                position: FeedPosition::InPacks {
                    generation: 0x0123_4567_89ab_cdef,
                    next: 2,
                },
            },
        ],
    };
    let together = Position::Together {
        seq: 12_345,
        feeds: FeedsDigest::of(&[feed(Kind::Household), feed(Kind::Directory)]),
    };
    check(
        "request.json",
        Some("request-item"),
        "The items of a request, as the content of one frame each.",
        [
            encoded(
                "hello, first ever",
                "No offset and no server epoch are known yet: fields unset at the end are left out.",
                &RequestItem::Hello(hello()),
            ),
            encoded(
                "hello, complete",
                "The device's clock runs 90 s ahead of the server's; it wants at most 1 MiB.",
                &RequestItem::Hello(RequestHello {
                    clock_offset: Some(-90),
                    server_epoch: Some(SERVER_EPOCH),
                    response_bytes: Some(1024 * 1024),
                    ..hello()
                }),
            ),
            encoded(
                "hello, more to come",
                "2,400 commands are on the device beyond those of this request.",
                &RequestItem::Hello(RequestHello {
                    clock_offset: Some(0),
                    server_epoch: Some(SERVER_EPOCH),
                    waiting: Some(2_400),
                    ..hello()
                }),
            ),
            encoded(
                "hello, offset unset",
                "A field unset before one that is set is null.",
                &RequestItem::Hello(RequestHello {
                    server_epoch: Some(SERVER_EPOCH),
                    ..hello()
                }),
            ),
            encoded(
                "cursor, together",
                "Every held feed is at 12345; the digest is that of directory and household.",
                &cursor(together),
            ),
            encoded(
                "cursor, each",
                "The directory at 17; the visits have come as far as pack 1, pack 2 is next.",
                &cursor(each),
            ),
            encoded(
                "cursor, nothing held",
                "A replica that has just joined.",
                &cursor(Position::Each { cursors: vec![] }),
            ),
            encoded(
                "envelope",
                "That of envelope.json.",
                &RequestItem::Envelope(sealed()),
            ),
            encoded(
                "given back",
                "Of two changes under one seal the second, which the server lacks.",
                &RequestItem::GivenBack(given_back()),
            ),
            encoded(
                "want",
                "The visit log of March 2024 is damaged and asked for anew.",
                &RequestItem::Want {
                    documents: vec![visits().id()],
                },
            ),
            encoded(
                "carried",
                "The envelope of envelope.json, sealed to the server whose seed is 05 repeated; the ephemeral seed is 09 repeated.",
                &RequestItem::Carried(carried()),
            ),
        ],
    );
}

fn given_back() -> GivenBack {
    let change = |seq| SealedChange {
        seq,
        document: HOUSEHOLD,
        epoch: 0,
        bytes: vec![0x85, 0x6f],
        order: (seq == 43).then(|| vec![12, 9]),
    };
    let document = SealedDocument {
        document: HOUSEHOLD,
        epoch: 1,
        heads: vec![hash(1), hash(2)],
    };
    let mut digests = [41, 42, 43].map(|seq| change(seq).digest()).to_vec();
    digests.push(document.digest());
    GivenBack {
        estate: ESTATE,
        seal: Seal::sign(ESTATE, &digests, &SigningKey::from_bytes(&SEED)),
        entries: vec![
            GivenEntry::Digest(digests[0]),
            GivenEntry::Whole(change(42)),
            GivenEntry::Whole(change(43)),
            GivenEntry::Document(GivenDocument {
                sealed: document,
                changes: vec![RawChange(vec![0x85, 0x6f])],
            }),
        ],
    }
}

fn carried() -> SealedEnvelope {
    let inside = CarriedEnvelope {
        envelope: sealed(),
        clock_offset: Some(-90),
    };
    let server = SigningKey::from_bytes(&[5; 32]).verifying_key();
    SealedEnvelope::seal(&inside, &server, [9; 32]).unwrap()
}

pub(crate) fn hello() -> RequestHello {
    RequestHello {
        protocol: linli_wire::PROTOCOL,
        device_time: time(),
        clock_offset: None,
        server_epoch: None,
        response_bytes: None,
        waiting: None,
    }
}
