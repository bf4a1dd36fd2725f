//! What a replica sends: a hello, where it stands, and its commands.

use linli_domain::{DocumentId, EstateId, FeedId, Seq, Timestamp};
use minicbor::{Decode, Encode};

use crate::{Envelope, FeedsDigest, GivenBack, SealedEnvelope, ServerEpoch};

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum RequestItem {
    /// First, and once.
    #[n(1)]
    Hello(#[n(0)] RequestHello),
    /// Where the replica stands in one estate.
    #[n(2)]
    Cursor {
        #[n(0)]
        estate: EstateId,
        #[n(1)]
        position: Position,
    },
    /// At most one a request.
    #[n(3)]
    Envelope(#[n(0)] Envelope),
    /// Documents whose local copy is damaged: the server answers with their snapshots.
    #[n(4)]
    Want {
        #[n(0)]
        documents: Vec<DocumentId>,
    },
    /// A colleague's envelope, which this replica can't read. At most `limits::CARRIED_PER_REQUEST` a request.
    #[n(5)]
    Carried(#[n(0)] SealedEnvelope),
    /// Changes that the server sealed in another life and lacks in this one.
    #[n(6)]
    GivenBack(#[n(0)] GivenBack),
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct RequestHello {
    #[n(0)]
    pub protocol: u16,
    /// By the device's clock, at sending.
    #[n(1)]
    pub device_time: Timestamp,
    /// The device's own estimate, in seconds: server time minus device time. Unset before the first answer.
    #[n(2)]
    pub clock_offset: Option<i64>,
    /// The server epoch that the replica last saw.
    #[n(3)]
    pub server_epoch: Option<ServerEpoch>,
    /// Plain bytes after which the server shall stop and say `more`.
    #[n(4)]
    pub response_bytes: Option<u32>,
    /// Own commands that the device holds beyond those of this request; unset where this is all. What a
    /// handover looks at.
    #[n(5)]
    pub waiting: Option<u32>,
}

/// Where a replica stands in an estate.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Position {
    /// Every feed that it holds is at `seq`; which feeds those are is known by their digest. The usual
    /// case: its size does not depend on how much the replica holds.
    #[n(1)]
    Together {
        #[n(0)]
        seq: Seq,
        #[n(1)]
        feeds: FeedsDigest,
    },
    /// Feed by feed: during a first sync, and after the server answered `Feeds`.
    #[n(2)]
    Each {
        #[n(0)]
        cursors: Vec<FeedCursor>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct FeedCursor {
    #[n(0)]
    pub feed: FeedId,
    #[n(1)]
    pub position: FeedPosition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum FeedPosition {
    /// Everything up to and including `seq` is held.
    #[n(1)]
    At {
        #[n(0)]
        seq: Seq,
    },
    /// The first sync of the feed was interrupted: packs before `next` of `generation` are held.
    #[n(2)]
    InPacks {
        #[n(0)]
        generation: u64,
        #[n(1)]
        next: u32,
    },
}
