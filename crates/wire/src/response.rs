//! What the server answers, in this order: hello, verdicts, what became of carried envelopes, then estate by estate its feeds, packs,
//! changes and cursor; at last `End`. A body without `End` was cut off.

use linli_domain::{
    ChangeHash, DocumentId, DocumentKey, Epoch, EstateId, FeedId, Refusal, Seq, Timestamp,
};
use minicbor::{Decode, Encode};

use crate::{CarriedOutcome, Checksum, FeedCursor, Seal, ServerEpoch, SignedLock};

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum ResponseItem {
    /// First, and once.
    #[n(1)]
    Hello(#[n(0)] ResponseHello),
    /// The durable verdicts on one chain of the request's envelope, one a command, in order.
    #[n(2)]
    Verdicts {
        #[n(0)]
        chain: u32,
        #[n(1)]
        verdicts: Vec<Verdict>,
    },
    /// Every feed of the estate that the replica may read now. Sent when its own set differs or was not
    /// given. Those that it holds and that are not listed it has left.
    #[n(3)]
    Feeds {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        feeds: Vec<FeedId>,
    },
    /// A pack begins: snapshots of one feed follow, then `PackEnd`.
    #[n(4)]
    PackStart {
        #[n(0)]
        feed: FeedId,
        #[n(1)]
        generation: u64,
        #[n(2)]
        index: u32,
    },
    #[n(5)]
    Snapshot(#[n(0)] Snapshot),
    /// In a pack: documents whose bytes come as columns, all of them together.
    #[n(13)]
    PackDocuments {
        #[n(0)]
        documents: Vec<PackedDocument>,
    },
    /// In a pack: one column of its documents, as `linli_documents::Columns` numbers it.
    #[n(14)]
    PackColumn {
        #[n(0)]
        column: u32,
        #[cbor(n(1), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// The pack is whole and may be committed.
    #[n(6)]
    PackEnd {
        #[n(0)]
        index: u32,
        /// With the last pack of a generation: the position in the log at which it was made.
        #[n(1)]
        complete_at: Option<Seq>,
        /// Over the digests of its documents as `SealedDocument`s, sorted. Unset where the server has no key yet, and
        /// in an empty pack.
        #[n(2)]
        seal: Option<Seal>,
    },
    /// An accepted change, in the order of `seq`.
    #[n(7)]
    Change {
        #[n(0)]
        seq: Seq,
        #[n(1)]
        document: DocumentKey,
        #[n(2)]
        epoch: Epoch,
        #[cbor(n(3), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// The document starts a new epoch with this content; the old one is to be dropped.
    #[n(8)]
    Replace {
        #[n(0)]
        seq: Seq,
        #[n(1)]
        snapshot: Snapshot,
    },
    /// Every held feed of the estate is now at least at `seq`.
    #[n(9)]
    Cursor {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        seq: Seq,
        /// Over the documents of all feeds that may be read; only where `seq` is the newest.
        #[n(2)]
        checksum: Option<Checksum>,
    },
    /// Last, and once.
    #[n(10)]
    End {
        /// There is more: sync again at once.
        #[n(0)]
        more: bool,
    },
    /// The checksum of each feed, answered to cursors given one by one, so that a replica whose whole
    /// does not agree finds the feed that it must fetch anew.
    #[n(11)]
    FeedChecksums {
        #[n(0)]
        checksums: Vec<FeedChecksum>,
    },
    /// The device is to lock itself for good, once nothing waits in its outbox. Instead of anything from feeds.
    #[n(15)]
    Lock(#[n(0)] SignedLock),
    /// What became of one envelope that was carried for somebody else. Nothing of what is in it is told.
    #[n(16)]
    Carried {
        /// `SealedEnvelope::hash`.
        #[n(0)]
        hash: ChangeHash,
        #[n(1)]
        outcome: CarriedOutcome,
    },
    /// Seals the changes and replacements of the estate that were sent since the last seal, or since the answer began. A device
    /// keeps them for a server that comes back from an old backup.
    #[n(17)]
    Seal {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        seal: Seal,
    },
    /// Of a wanted document that may not be read any more, and that the person once wrote in: it has begun anew, since
    /// somebody was erased. What the device still has of its older epochs is to be dropped.
    #[n(18)]
    BegunAnew {
        #[n(0)]
        document: DocumentId,
        #[n(1)]
        epoch: Epoch,
    },
    /// A position that the server does not know (packs of an older generation): start the feed anew.
    #[n(12)]
    Restart {
        #[n(0)]
        cursor: FeedCursor,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct FeedChecksum {
    #[n(0)]
    pub feed: FeedId,
    #[n(1)]
    pub checksum: Checksum,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct ResponseHello {
    #[n(0)]
    pub protocol: u16,
    #[n(1)]
    pub server_time: Timestamp,
    #[n(2)]
    pub server_epoch: ServerEpoch,
}

/// A snapshot without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PackedDocument {
    #[n(0)]
    pub document: DocumentKey,
    #[n(1)]
    pub epoch: Epoch,
    /// As in `Snapshot`.
    #[n(2)]
    pub order: Vec<Seq>,
}

impl PackedDocument {
    pub fn with(self, bytes: Vec<u8>) -> Snapshot {
        Snapshot {
            document: self.document,
            epoch: self.epoch,
            bytes,
            order: self.order,
        }
    }
}

/// A document as a whole.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Snapshot {
    #[n(0)]
    pub document: DocumentKey,
    #[n(1)]
    pub epoch: Epoch,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// The seqs of its changes in the canonical order of changes, where the kind folds events; else empty.
    #[n(3)]
    pub order: Vec<Seq>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Snapshot({} epoch {}, {} bytes)",
            self.document.id(),
            self.epoch,
            self.bytes.len()
        )
    }
}

/// The server's durable decision on one command.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Verdict {
    /// In the log at `seq`, with the very change that the device made.
    #[n(1)]
    Accepted {
        #[n(0)]
        seq: Seq,
    },
    /// It was in the log already.
    #[n(2)]
    Duplicate {
        #[n(0)]
        seq: Seq,
    },
    #[n(3)]
    Refused(#[n(0)] Refusal),
    /// It stands on a change that the server does not have. Kept by the device and sent again.
    #[n(4)]
    Deferred,
    /// In the log at `seq` as the change `hash`, which the feed brings if it is not the device's own.
    #[n(5)]
    Superseded {
        #[n(0)]
        seq: Seq,
        #[n(1)]
        hash: ChangeHash,
    },
    /// The actor has other work at this place (a cloned or restored device): take a fresh actor.
    #[n(6)]
    ActorForked,
    /// The server does not know this command yet, or no longer: one side needs an upgrade.
    #[n(7)]
    UpgradeNeeded,
    /// Its author may no longer do this, or the device is suspended: kept by the server until the secretary
    /// adopts or returns it. Asked again, the command gets that decision.
    #[n(8)]
    Escrowed,
}
