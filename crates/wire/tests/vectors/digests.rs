use linli_domain::{DocumentKey, FeedId, Kind};
use linli_wire::{Checksum, FeedsDigest};
use serde_json::json;

use crate::file::{Vector, check, computed, hex};
use crate::samples::{DIRECTORY, HOUSEHOLD, feed, hash};

#[test]
fn digests() {
    let (directory, household) = (feed(Kind::Directory), feed(Kind::Household));
    assert_eq!(
        FeedsDigest::of(&[household, directory, household]),
        FeedsDigest::of(&[directory, household]),
        "the order does not count, nor does saying it twice"
    );
    check(
        "digest.json",
        None,
        "By which both ends find out that they hold the same.",
        [
            of_feeds("no feed", &[]),
            of_feeds("one feed", &[directory]),
            of_feeds("two feeds", &[directory, household]),
            of_document("a document with one head", DIRECTORY, 0, &[3]),
            of_document("a document with two heads", HOUSEHOLD, 1, &[4, 5]),
            sum(),
        ],
    );
}

fn of_feeds(name: &str, feeds: &[FeedId]) -> Vector {
    computed(
        name,
        "The first 8 bytes of SHA-256 over the CBOR array of the feeds, sorted: by estate, then building (none first), then kind.",
        json!({ "feeds": hex(&minicbor::to_vec(feeds).unwrap()) }),
        &FeedsDigest::of(feeds).0,
    )
}

fn of_document(name: &str, key: DocumentKey, epoch: u32, heads: &[u8]) -> Vector {
    let heads: Vec<_> = heads.iter().copied().map(hash).collect();
    let sorted: Vec<_> = heads.iter().map(|head| hex(head.as_bytes())).collect();
    computed(
        name,
        "The first 16 bytes of SHA-256 over id || epoch as 4 bytes, big-endian || heads, sorted.",
        json!({ "document": hex(key.id().as_bytes()), "epoch": epoch, "heads": sorted }),
        &Checksum::of_document(key.id(), epoch, &heads).0,
    )
}

fn sum() -> Vector {
    let parts = [
        Checksum::of_document(DIRECTORY.id(), 0, &[hash(3)]),
        Checksum::of_document(HOUSEHOLD.id(), 1, &[hash(4), hash(5)]),
    ];
    let sum: Checksum = parts.into_iter().sum();
    computed(
        "the sum of both documents",
        "Each is a 128-bit number, big-endian; the sum is taken modulo 2^128.",
        json!({ "parts": parts.map(|part| hex(&part.0)) }),
        &sum.0,
    )
}
