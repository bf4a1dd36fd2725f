//! Cutting a feed's documents into packs: each stands alone, and its documents lie in it by column.

use ed25519_dalek::SigningKey;
use linli_documents::{Columns, Heads};
use linli_domain::{FeedId, Seq};
use linli_wire::{
    EntryDigest, PackedDocument, ResponseItem, Seal, SealedDocument, Snapshot, compression, frame,
    limits,
};

use crate::store::Pack;

/// Of zstd. Packs are made once and sent often; the highest levels take twice the time for two parts in a thousand.
const LEVEL: i32 = 17;
/// A column from this size on is compressed by itself: what it is like is itself, and its statistics are
/// worth the bytes that describe them. Measured: 500 to 8,000 differ by half a percent.
const COLUMN_BYTES: usize = 2_000;

pub(super) struct Cutter {
    feed: FeedId,
    generation: u64,
    /// Of the pack that is being filled.
    documents: Vec<PackedDocument>,
    columns: Columns,
    /// Documents that can't be taken apart.
    whole: Vec<Snapshot>,
    whole_bytes: usize,
    /// Of all that is in the pack so far, as `SealedDocument`s.
    digests: Vec<EntryDigest>,
    /// The server's own; unset before it has one.
    key: Option<SigningKey>,
    packs: Vec<Pack>,
}

impl Cutter {
    pub(super) fn new(feed: FeedId, generation: u64, key: Option<SigningKey>) -> Self {
        Self {
            feed,
            generation,
            digests: Vec::new(),
            key,
            documents: Vec::new(),
            columns: Columns::default(),
            whole: Vec::new(),
            whole_bytes: 0,
            packs: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, snapshot: Snapshot, heads: Heads) {
        if self.columns.bytes() + self.whole_bytes >= limits::PACK_BYTES {
            self.cut(None);
        }
        let sealed = SealedDocument {
            document: snapshot.document,
            epoch: snapshot.epoch,
            heads,
        };
        self.digests.push(sealed.digest());
        if self.columns.add(&snapshot.bytes).is_err() {
            self.whole_bytes += snapshot.bytes.len();
            self.whole.push(snapshot);
            return;
        }
        self.documents.push(PackedDocument {
            document: snapshot.document,
            epoch: snapshot.epoch,
            order: snapshot.order,
        });
    }

    /// The last pack says at which position of the log they all were made.
    pub(super) fn finish(mut self, seq: Seq) -> Vec<Pack> {
        if !self.documents.is_empty() || !self.whole.is_empty() {
            self.cut(Some(seq));
        }
        self.packs
    }

    fn cut(&mut self, complete_at: Option<Seq>) {
        let index = u32::try_from(self.packs.len()).unwrap_or(u32::MAX);
        let mut pieces = Pieces::default();
        pieces.item(&ResponseItem::PackStart {
            feed: self.feed,
            generation: self.generation,
            index,
        });
        for snapshot in std::mem::take(&mut self.whole) {
            pieces.item(&ResponseItem::Snapshot(snapshot));
        }
        self.whole_bytes = 0;
        let documents = std::mem::take(&mut self.documents);
        pieces.item(&ResponseItem::PackDocuments { documents });
        pieces.columns(&std::mem::take(&mut self.columns));
        let mut digests = std::mem::take(&mut self.digests);
        digests.sort_unstable_by_key(|digest| digest.0);
        let key = self.key.as_ref();
        pieces.item(&ResponseItem::PackEnd {
            index,
            complete_at,
            seal: key.map(|key| Seal::sign(self.feed.estate, &digests, key)),
        });
        self.packs.push(pieces.pack());
    }
}

/// Frames, in pieces that are compressed each by itself.
struct Pieces(Vec<Vec<u8>>);

impl Default for Pieces {
    fn default() -> Self {
        Self(vec![Vec::new()])
    }
}

impl Pieces {
    fn item(&mut self, item: &ResponseItem) {
        if let Some(last) = self.0.last_mut() {
            frame::write_item(last, item);
        }
    }

    /// Short ones together, then the long ones.
    fn columns(&mut self, columns: &Columns) {
        let is_long = |(_, bytes): &(u32, &[u8])| bytes.len() >= COLUMN_BYTES;
        let item = |(column, bytes): (u32, &[u8])| ResponseItem::PackColumn {
            column,
            bytes: bytes.to_vec(),
        };
        for column in columns.iter().filter(|column| !is_long(column)) {
            self.item(&item(column));
        }
        for column in columns.iter().filter(is_long) {
            self.0.push(Vec::new());
            self.item(&item(column));
        }
    }

    fn pack(self) -> Pack {
        let compressed = self
            .0
            .iter()
            .map(|piece| compression::compress_at(piece, LEVEL));
        Pack {
            frame: compressed.collect::<Vec<_>>().concat(),
            plain_bytes: self.0.iter().map(Vec::len).sum(),
        }
    }
}
