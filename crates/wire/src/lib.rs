#![doc = include_str!("../README.md")]

pub mod compression;
pub mod digest;
pub mod envelope;
pub mod frame;
pub mod given_back;
pub mod limits;
pub mod lock;
pub mod problem;
pub mod request;
pub mod response;
pub mod sealed;

pub use digest::{ChangeMark, Checksum, FeedsDigest};
pub use envelope::{Chain, ChainEntry, Envelope, EnvelopeError, EnvelopePayload};
pub use frame::{FrameError, FrameReader};
pub use given_back::{
    EntryDigest, GivenBack, GivenDocument, GivenEntry, RawChange, Seal, SealedChange,
    SealedDocument,
};
pub use lock::{LockOrder, SignedLock};
pub use problem::{Problem, ProblemCode};
pub use request::{FeedCursor, FeedPosition, Position, RequestHello, RequestItem};
pub use response::{PackedDocument, ResponseHello, ResponseItem, Snapshot, Verdict};
pub use sealed::{CarriedEnvelope, CarriedOutcome, CarriedRefusal, SealError, SealedEnvelope};

/// The version of the protocol that this build speaks.
pub const PROTOCOL: u16 = 1;

/// The media type of a sync body.
pub const MEDIA_TYPE: &str = "application/vnd.linli.sync+cbor-seq";

/// Which life of the server's log: another one after a restore from backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct ServerEpoch(#[cbor(with = "minicbor::bytes")] pub [u8; 8]);
