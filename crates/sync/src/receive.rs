//! The replica's end of a response: items in, effects out.
//!
//! Each effect is one transaction of the replica's database. The receiver never names a position that
//! the effects before it have not made true, so that a body cut off anywhere leaves a replica that can
//! go on from where it stands.

use std::collections::BTreeMap;

use linli_domain::{ChangeHash, DocumentId, DocumentKey, Epoch, EstateId, FeedId, Seq};
use linli_wire::response::FeedChecksum;
use linli_wire::{
    CarriedOutcome, Checksum, FeedCursor, FeedPosition, ResponseHello, ResponseItem, Seal,
    SealedChange, SignedLock, Snapshot, Verdict,
};

use crate::pack::OpenPack;

/// Plain bytes of changes after which a batch is handed on.
const BATCH_BYTES: usize = 1024 * 1024;

/// What to do, each in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The server was heard: keep its time and epoch.
    Greet(ResponseHello),
    /// Settle the commands of one chain of the request.
    Settle {
        chain: usize,
        verdicts: Vec<Verdict>,
    },
    /// These and no others are the feeds of the estate that may be read.
    AdoptFeeds {
        estate: EstateId,
        feeds: Vec<FeedId>,
    },
    /// Store a pack's documents together with the position that they make true.
    StorePack {
        cursor: FeedCursor,
        snapshots: Vec<Snapshot>,
        /// The server's word for them.
        seal: Option<Seal>,
    },
    /// Forget the position in a feed and fetch it anew.
    RestartFeed { cursor: FeedCursor },
    /// Store the documents' snapshots, asked for since the own copies were damaged.
    Repair { snapshots: Vec<Snapshot> },
    /// Apply entries, in order, and then raise every held feed of the estate to `reached`.
    Apply {
        entries: Vec<Entry>,
        reached: Option<Reached>,
    },
    /// Keep these entries as the server sealed them, for one that comes back from an old backup.
    Keep {
        estate: EstateId,
        seal: Seal,
        changes: Vec<SealedChange>,
    },
    /// Compare with the own checksums; fetch anew what differs.
    CompareFeeds { checksums: Vec<FeedChecksum> },
    /// What became of an envelope that was carried for somebody else.
    Carried {
        hash: ChangeHash,
        outcome: CarriedOutcome,
    },
    /// Drop what is still kept of a document that was left, of epochs before this one.
    ForgetLeft { document: DocumentId, epoch: Epoch },
    /// The server orders the device to lock itself, once nothing waits in its outbox.
    Lock(SignedLock),
    /// The response is whole.
    Finish { more: bool },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Change {
        seq: Seq,
        document: DocumentKey,
        epoch: Epoch,
        bytes: Vec<u8>,
    },
    Replace {
        seq: Seq,
        snapshot: Snapshot,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    pub estate: EstateId,
    pub seq: Seq,
    /// To be compared once everything is applied.
    pub checksum: Option<Checksum>,
}

/// The server does not keep to the protocol. Nothing received after it may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    #[error("the response does not begin with a hello")]
    NoHello,
    #[error("the response goes on after its end")]
    AfterEnd,
    #[error("{0} stands where it may not")]
    OutOfPlace(&'static str),
    #[error("the response was cut off")]
    Truncated,
    #[error("the columns of a pack are not those of its documents")]
    Columns,
}

#[derive(Debug)]
enum Phase {
    BeforeHello,
    Open,
    InPack(OpenPack),
    Ended,
}

/// State of one response.
#[derive(Debug)]
pub struct Receiver {
    phase: Phase,
    /// Of feeds that this response has said something of: the generation and the pack that comes next.
    next_packs: BTreeMap<FeedId, (u64, u32)>,
    entries: Vec<Entry>,
    entry_bytes: usize,
    repairs: Vec<Snapshot>,
    /// What came since the last seal.
    unsealed: Vec<SealedChange>,
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl Receiver {
    pub fn new() -> Self {
        Self {
            phase: Phase::BeforeHello,
            next_packs: BTreeMap::new(),
            entries: Vec::new(),
            entry_bytes: 0,
            repairs: Vec::new(),
            unsealed: Vec::new(),
        }
    }

    /// Takes the next item and gives the effects that are due now, in order.
    pub fn take(&mut self, item: ResponseItem) -> Result<Vec<Effect>, ReceiveError> {
        match (&mut self.phase, item) {
            (Phase::BeforeHello, ResponseItem::Hello(hello)) => {
                self.phase = Phase::Open;
                Ok(vec![Effect::Greet(hello)])
            }
            (Phase::BeforeHello, _) => Err(ReceiveError::NoHello),
            (Phase::Ended, _) => Err(ReceiveError::AfterEnd),
            (
                Phase::InPack(_),
                ResponseItem::PackEnd {
                    index,
                    complete_at,
                    seal,
                },
            ) => self.end_pack(index, complete_at, seal),
            (Phase::InPack(pack), item) => pack.take(item).map(|()| Vec::new()),
            (Phase::Open, item) => self.take_open(item),
        }
    }

    fn take_open(&mut self, item: ResponseItem) -> Result<Vec<Effect>, ReceiveError> {
        match item {
            ResponseItem::Hello(_) => Err(ReceiveError::OutOfPlace("a second hello")),
            ResponseItem::PackEnd { .. } => Err(ReceiveError::OutOfPlace("the end of a pack")),
            ResponseItem::PackDocuments { .. } | ResponseItem::PackColumn { .. } => {
                Err(ReceiveError::OutOfPlace("a part of a pack"))
            }
            ResponseItem::Verdicts { chain, verdicts } => Ok(vec![Effect::Settle {
                chain: chain as usize,
                verdicts,
            }]),
            ResponseItem::Seal { estate, seal } => Ok(vec![Effect::Keep {
                estate,
                seal,
                changes: std::mem::take(&mut self.unsealed),
            }]),
            ResponseItem::Carried { hash, outcome } => Ok(vec![Effect::Carried { hash, outcome }]),
            ResponseItem::BegunAnew { document, epoch } => {
                Ok(vec![Effect::ForgetLeft { document, epoch }])
            }
            ResponseItem::Lock(order) => Ok(vec![Effect::Lock(order)]),
            ResponseItem::Feeds { estate, feeds } => Ok(vec![Effect::AdoptFeeds { estate, feeds }]),
            ResponseItem::Restart { cursor } => {
                self.next_packs.insert(cursor.feed, (0, 0));
                Ok(vec![Effect::RestartFeed { cursor }])
            }
            ResponseItem::PackStart {
                feed,
                generation,
                index,
            } => {
                let next = self.next_packs.get(&feed);
                if index > 0 && next.is_some_and(|next| *next != (generation, index)) {
                    return Err(ReceiveError::OutOfPlace("a pack that is not the next one"));
                }
                self.phase = Phase::InPack(OpenPack::new(feed, generation, index));
                Ok(Vec::new())
            }
            ResponseItem::Snapshot(snapshot) => {
                self.repairs.push(snapshot);
                Ok(Vec::new())
            }
            ResponseItem::Change {
                seq,
                document,
                epoch,
                bytes,
            } => {
                self.entry_bytes += bytes.len();
                self.unsealed.push(SealedChange {
                    seq,
                    document,
                    epoch,
                    bytes: bytes.clone(),
                    order: None,
                });
                self.entries.push(Entry::Change {
                    seq,
                    document,
                    epoch,
                    bytes,
                });
                Ok(self.batch_if_full())
            }
            ResponseItem::Replace { seq, snapshot } => {
                self.entry_bytes += snapshot.bytes.len();
                self.unsealed.push(SealedChange::beginning(seq, &snapshot));
                self.entries.push(Entry::Replace { seq, snapshot });
                Ok(self.batch_if_full())
            }
            ResponseItem::Cursor {
                estate,
                seq,
                checksum,
            } => {
                // What a server does not seal is not kept.
                self.unsealed.clear();
                let mut effects = self.repair();
                let entries = std::mem::take(&mut self.entries);
                self.entry_bytes = 0;
                effects.push(Effect::Apply {
                    entries,
                    reached: Some(Reached {
                        estate,
                        seq,
                        checksum,
                    }),
                });
                Ok(effects)
            }
            ResponseItem::FeedChecksums { checksums } => {
                // They belong to what the entries before them make true.
                let mut effects = self.repair();
                effects.extend(self.batch());
                effects.push(Effect::CompareFeeds { checksums });
                Ok(effects)
            }
            ResponseItem::End { more } => {
                self.phase = Phase::Ended;
                let mut effects = self.repair();
                effects.extend(self.batch());
                effects.push(Effect::Finish { more });
                Ok(effects)
            }
        }
    }

    /// Call when the body has ended.
    pub fn finish(&self) -> Result<(), ReceiveError> {
        if matches!(self.phase, Phase::Ended) {
            Ok(())
        } else {
            Err(ReceiveError::Truncated)
        }
    }

    fn end_pack(
        &mut self,
        end: u32,
        complete_at: Option<Seq>,
        seal: Option<Seal>,
    ) -> Result<Vec<Effect>, ReceiveError> {
        let Phase::InPack(pack) = std::mem::replace(&mut self.phase, Phase::Open) else {
            return Err(ReceiveError::OutOfPlace("the end of a pack"));
        };
        let (feed, generation, index) = (pack.feed, pack.generation, pack.index);
        let snapshots = pack.snapshots()?;
        if end != index {
            return Err(ReceiveError::OutOfPlace("the end of another pack"));
        }
        let position = match (complete_at, index.checked_add(1)) {
            (Some(seq), _) => FeedPosition::At { seq },
            (None, Some(next)) => FeedPosition::InPacks { generation, next },
            (None, None) => return Err(ReceiveError::OutOfPlace("a pack behind the last")),
        };
        let next = index.saturating_add(1);
        self.next_packs.insert(feed, (generation, next));
        Ok(vec![Effect::StorePack {
            cursor: FeedCursor { feed, position },
            snapshots,
            seal,
        }])
    }

    fn batch_if_full(&mut self) -> Vec<Effect> {
        if self.entry_bytes >= BATCH_BYTES {
            self.batch()
        } else {
            Vec::new()
        }
    }

    /// Entries may be stored before their cursor: applying one twice changes nothing.
    fn batch(&mut self) -> Vec<Effect> {
        self.entry_bytes = 0;
        let entries = std::mem::take(&mut self.entries);
        if entries.is_empty() {
            Vec::new()
        } else {
            vec![Effect::Apply {
                entries,
                reached: None,
            }]
        }
    }

    fn repair(&mut self) -> Vec<Effect> {
        let snapshots = std::mem::take(&mut self.repairs);
        if snapshots.is_empty() {
            Vec::new()
        } else {
            vec![Effect::Repair { snapshots }]
        }
    }
}
