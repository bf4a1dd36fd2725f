//! Bodies that are out of measure.

use linli_client_core::Surroundings;
use linli_client_core::domain::{
    ActorId, ChangeHash, DocumentId, DocumentKey, EstateId, FeedId, Kind,
};
use linli_wire::frame::{write_frame, write_item};
use linli_wire::{
    Chain, FeedCursor, FeedPosition, FeedsDigest, PROTOCOL, Position, RequestHello, RequestItem,
    limits,
};

use super::chains::entry;
use super::knowledge::Knowledge;
use crate::clock::Machine;
use crate::random::Random;

/// Frames of a request with these items behind its hello.
pub(crate) fn request(items: &[RequestItem]) -> Vec<u8> {
    let mut frames = Vec::new();
    write_item(&mut frames, &RequestItem::Hello(hello()));
    for item in items {
        write_item(&mut frames, item);
    }
    frames
}

fn hello() -> RequestHello {
    RequestHello {
        protocol: PROTOCOL,
        device_time: Machine.now(),
        clock_offset: None,
        server_epoch: None,
        // A whole register comes back to each of them otherwise.
        response_bytes: Some(256 * 1024),
        waiting: None,
    }
}

/// Something that is longer than it says, or says to be longer than it may.
pub(super) fn huge(known: &Knowledge, random: &mut Random) -> Vec<u8> {
    let estate = known.estate;
    let mut frames = request(&[]);
    match random.below(8) {
        0 => frames.extend([0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]),
        1 => frames.extend([0x5a, 0x00, 0x7f, 0xff, 0xff, 1, 2, 3]),
        2 => write_frame(
            &mut frames,
            &endless(&RequestItem::Want { documents: vec![] }),
        ),
        3 => {
            let position = Position::Each { cursors: vec![] };
            write_frame(
                &mut frames,
                &endless(&RequestItem::Cursor { estate, position }),
            );
        }
        4 => {
            let ids = || DocumentId::from_bytes([7; 16]);
            let documents = (0..=limits::WANTED_DOCUMENTS).map(|_| ids()).collect();
            write_item(&mut frames, &RequestItem::Want { documents });
        }
        5 => {
            let cursors = vec![cursor(estate, u64::MAX); limits::CURSORS_PER_ESTATE + 1];
            let position = Position::Each { cursors };
            write_item(&mut frames, &RequestItem::Cursor { estate, position });
        }
        6 => {
            for number in 0..=limits::REQUEST_FRAMES {
                let mut id = [0; 16];
                id[..8].copy_from_slice(&number.to_be_bytes());
                let position = Position::Each { cursors: vec![] };
                let estate = EstateId::from_bytes(id);
                write_item(&mut frames, &RequestItem::Cursor { estate, position });
            }
        }
        _ => {
            let deep = vec![0x81; 100_000];
            write_frame(&mut frames, &deep);
        }
    }
    frames
}

/// The item with a list at its end that says to have 2^63 elements.
fn endless(item: &RequestItem) -> Vec<u8> {
    let mut bytes = minicbor::to_vec(item).expect("memory does not refuse bytes");
    bytes.pop();
    bytes.extend([0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    bytes
}

fn cursor(estate: EstateId, seq: u64) -> FeedCursor {
    FeedCursor {
        feed: FeedId {
            estate,
            building: None,
            kind: Kind::Directory,
        },
        position: FeedPosition::At { seq },
    }
}

/// Chains, entries or heads beyond what an envelope may have.
pub(super) fn crowd(known: &Knowledge, random: &mut Random) -> Vec<Chain> {
    let document = DocumentKey::Visits {
        estate: known.estate,
        building: known.building,
        month: Machine.now().month(),
    };
    let chain = |base: usize, entries: usize| Chain {
        document,
        epoch: 0,
        actor: ActorId([1; 16]),
        base: vec![ChangeHash([2; 32]); base],
        result: ChangeHash([3; 32]).into(),
        entries: vec![entry(Machine.now(), vec![0xa0]); entries],
    };
    match random.below(4) {
        // What is allowed just so: the server has to look at all of them.
        0 => vec![chain(1, 1); limits::CHAINS_PER_ENVELOPE],
        1 => vec![chain(0, 0); limits::CHAINS_PER_ENVELOPE + 1],
        2 => vec![chain(0, limits::COMMANDS_PER_ENVELOPE + 1)],
        _ => vec![chain(limits::HEADS_PER_CHAIN + 1, 1)],
    }
}

/// Every feed, from wherever, and every document.
pub(super) fn greedy(known: &Knowledge, random: &mut Random) -> Vec<RequestItem> {
    let mut estates: Vec<EstateId> = known.feeds.iter().map(|feed| feed.estate).collect();
    estates.dedup();
    let position = match random.below(3) {
        0 => FeedPosition::At { seq: 0 },
        1 => FeedPosition::At { seq: random.next() },
        _ => FeedPosition::InPacks {
            generation: random.below(9),
            next: 0,
        },
    };
    let mut items: Vec<_> = estates
        .into_iter()
        .map(|estate| {
            let feeds = known.feeds.iter().filter(|feed| feed.estate == estate);
            let cursors = feeds.map(|feed| FeedCursor {
                feed: *feed,
                position,
            });
            let position = Position::Each {
                cursors: cursors.collect(),
            };
            RequestItem::Cursor { estate, position }
        })
        .collect();
    let documents = (0..limits::WANTED_DOCUMENTS.min(40))
        .filter_map(|_| random.pick(&known.documents).map(DocumentKey::id))
        .collect();
    items.push(RequestItem::Want { documents });
    items
}

/// A claim to hold all feeds of every estate.
pub(super) fn knowing(known: &Knowledge, random: &mut Random) -> Vec<RequestItem> {
    let mut estates: Vec<EstateId> = known.feeds.iter().map(|feed| feed.estate).collect();
    estates.dedup();
    let claims = estates.into_iter().map(|estate| {
        let feeds = known.feeds.iter().filter(|feed| feed.estate == estate);
        let feeds: Vec<FeedId> = feeds.copied().collect();
        let position = Position::Together {
            seq: random.below(2) * random.next(),
            feeds: FeedsDigest::of(&feeds),
        };
        RequestItem::Cursor { estate, position }
    });
    claims.collect()
}
