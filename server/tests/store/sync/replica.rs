//! A replica in memory: it asks again until there is nothing more, and does what the answers say.

use std::collections::BTreeMap;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use futures_util::StreamExt;
use linli_documents::Document;
use linli_domain::{DocumentKey, EstateId, FeedId, Seq};
use linli_server::sync::{self, SyncRequest};
use linli_sync::receive::Entry;
use linli_sync::{Effect, Receiver};
use linli_wire::{
    Checksum, FeedCursor, FeedPosition, FeedsDigest, FrameReader, PROTOCOL, Position, RequestHello,
    RequestItem, ResponseItem, Snapshot, compression, frame, limits,
};

use crate::estate::{ESTATE, Phone, World, at};

pub(crate) fn hello(response_bytes: Option<u32>) -> RequestItem {
    RequestItem::Hello(RequestHello {
        protocol: PROTOCOL,
        device_time: at(20),
        clock_offset: None,
        server_epoch: None,
        response_bytes,
        waiting: None,
    })
}

pub(crate) fn server_key() -> Arc<SigningKey> {
    Arc::new(SigningKey::from_bytes(&[0x5e; 32]))
}

/// The body of the answer.
pub(crate) async fn ask(
    world: &World,
    phone: &Phone,
    request: &[RequestItem],
    zstd: bool,
) -> Vec<u8> {
    let mut frames = Vec::new();
    for item in request {
        frame::write_item(&mut frames, item);
    }
    let device = world.store.device(phone.device()).await.unwrap().unwrap();
    let request = SyncRequest {
        device,
        server_key: server_key(),
        now: at(20),
        frames,
        zstd,
    };
    let mut stream = sync::answer(Arc::clone(&world.store), request)
        .await
        .unwrap();
    let mut body = Vec::new();
    while let Some(piece) = stream.next().await {
        body.extend_from_slice(&piece.unwrap());
    }
    body
}

pub(crate) fn items(body: &[u8]) -> Vec<ResponseItem> {
    let plain = compression::frames(body, 100_000_000).unwrap();
    let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    reader.push(&plain);
    let mut items = Vec::new();
    while let Some(frame) = reader.next_frame().unwrap() {
        items.push(minicbor::decode(frame).unwrap());
    }
    reader.finish().unwrap();
    items
}

#[derive(Default)]
pub(crate) struct Replica {
    pub(crate) documents: BTreeMap<DocumentKey, Document>,
    pub(crate) feeds: Vec<FeedId>,
    cursors: BTreeMap<FeedId, FeedPosition>,
    /// The checksum that came with the newest position.
    pub(crate) told: Option<Checksum>,
}

impl Replica {
    /// Asks until the server has no more. Gives how many answers that took.
    pub(crate) async fn sync(
        &mut self,
        world: &World,
        phone: &Phone,
        zstd: bool,
        response_bytes: Option<u32>,
    ) -> usize {
        for answers in 1..200 {
            let cursors = self.cursors.iter();
            let cursors = cursors
                .map(|(feed, position)| FeedCursor {
                    feed: *feed,
                    position: *position,
                })
                .collect();
            let position = Position::Each { cursors };
            let cursor = RequestItem::Cursor {
                estate: ESTATE,
                position,
            };
            let body = ask(world, phone, &[hello(response_bytes), cursor], zstd).await;
            let mut receiver = Receiver::new();
            let mut more = false;
            for item in items(&body) {
                for effect in receiver.take(item).unwrap() {
                    more |= self.do_it(effect);
                }
            }
            receiver.finish().unwrap();
            if !more {
                return answers;
            }
        }
        panic!("the server never comes to an end");
    }

    /// Where it stands, once it holds all of its feeds.
    pub(crate) fn together(&self, estate: EstateId) -> RequestItem {
        let seqs = self.cursors.values().map(|position| match position {
            FeedPosition::At { seq } => *seq,
            FeedPosition::InPacks { .. } => panic!("in the middle of packs"),
        });
        let seq: Seq = seqs.min().unwrap();
        let position = Position::Together {
            seq,
            feeds: FeedsDigest::of(&self.feeds),
        };
        RequestItem::Cursor { estate, position }
    }

    pub(crate) fn checksum(&self) -> Checksum {
        let sums = self.documents.iter();
        sums.map(|(key, it)| Checksum::of_document(key.id(), it.epoch(), &it.heads()))
            .sum()
    }

    /// Whether there is more to be asked for.
    fn do_it(&mut self, effect: Effect) -> bool {
        match effect {
            Effect::AdoptFeeds { feeds, .. } => self.feeds = feeds,
            Effect::StorePack {
                cursor, snapshots, ..
            } => {
                snapshots
                    .into_iter()
                    .for_each(|snapshot| self.store(snapshot));
                self.cursors.insert(cursor.feed, cursor.position);
            }
            Effect::RestartFeed { cursor } => {
                self.cursors.remove(&cursor.feed);
            }
            Effect::Apply { entries, reached } => {
                entries.into_iter().for_each(|entry| self.apply(entry));
                if let Some(reached) = reached {
                    for position in self.cursors.values_mut() {
                        let FeedPosition::At { seq } = position else {
                            panic!("a cursor names a feed in the middle of packs");
                        };
                        *seq = reached.seq.max(*seq);
                    }
                    self.told = reached.checksum;
                }
            }
            Effect::Finish { more } => return more,
            Effect::Greet(_)
            | Effect::Settle { .. }
            | Effect::Repair { .. }
            | Effect::Lock(_)
            | Effect::Keep { .. }
            | Effect::Carried { .. }
            | Effect::ForgetLeft { .. }
            | Effect::CompareFeeds { .. } => {}
        }
        false
    }

    fn store(&mut self, snapshot: Snapshot) {
        let key = snapshot.document;
        let document = Document::load(&key, snapshot.epoch, &snapshot.bytes).unwrap();
        self.documents.insert(key, document);
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Change {
                document,
                epoch,
                bytes,
                ..
            } => {
                let genesis = || Document::genesis(&document, epoch);
                let document = self.documents.entry(document).or_insert_with(genesis);
                document.apply([bytes.as_slice()]).unwrap();
            }
            Entry::Replace { snapshot, .. } => self.store(snapshot),
        }
    }
}
