//! What the server keeps, behind one trait, so that SQLite and Postgres are twins.
//!
//! Everything that decides is above (`sync`, `identity`) or in `linli-sync`; a store makes it durable.
//! `contract` is the macro of tests that every store passes.

pub mod sqlite;

use async_trait::async_trait;
use linli_domain::rights::Grant;
use linli_domain::{
    BuildingId, ChangeHash, Command, DeviceId, DocumentId, DocumentKey, Epoch, EstateId, FeedId, PersonId,
    Refusal, Seq, Timestamp,
};
use linli_wire::{Checksum, EnvelopePayload, FeedPosition, ServerEpoch, Snapshot, Verdict};

/// A store failed. Never the fault of the request; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the disk is full")]
    DiskFull,
    #[error("a stored document can't be read")]
    Document(#[source] linli_documents::DocumentError),
    #[error("the store is shutting down")]
    Closed,
}

/// One envelope, opened and authenticated.
#[derive(Debug, Clone)]
pub struct Push {
    pub device: DeviceId,
    pub person: PersonId,
    pub payload: EnvelopePayload,
    pub envelope_hash: ChangeHash,
    pub signature: Vec<u8>,
    /// Seconds: server time minus device time, as the device estimates it.
    pub clock_offset: Option<i64>,
    pub received_at: Timestamp,
}

#[derive(Debug, Clone, Default)]
pub struct PushReceipt {
    /// Verdicts of each chain, durable when this is returned.
    pub chains: Vec<Vec<Verdict>>,
    /// Changes that the device holds already, as its own: the same answer need not bring them.
    pub held: Vec<ChangeHash>,
    /// The newest seq of each estate that got entries.
    pub advanced: Vec<(EstateId, Seq)>,
}

/// A command of the console: of the operator, an import or a job. Executed on the newest state.
#[derive(Debug, Clone)]
pub struct ConsoleCommand {
    pub document: DocumentKey,
    pub at: Timestamp,
    pub command: Command,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estate {
    pub id: EstateId,
    pub name: String,
    pub seq: Seq,
}

/// The packs of a feed: immutable once made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackSet {
    pub generation: u64,
    pub count: u32,
    /// The log position that the packs show.
    pub seq: Seq,
}

/// An entry of an estate's log, as a feed shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    pub seq: Seq,
    pub document: DocumentKey,
    pub epoch: Epoch,
    pub hash: ChangeHash,
    /// The raw change.
    pub change: Vec<u8>,
}

/// A stretch of an estate's log, read in one moment.
#[derive(Debug, Clone)]
pub struct Tail {
    pub entries: Vec<LogEntry>,
    /// Everything up to here is in `entries`, for the feeds asked for.
    pub reached: Seq,
    /// Whether `reached` is the newest; then `checksums` belong to it, one a feed asked for, in order.
    pub newest: bool,
    pub checksums: Vec<Checksum>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub id: DeviceId,
    pub person: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// Ed25519.
    pub public_key: [u8; 32],
    pub enrolled_at: Timestamp,
    pub suspended_at: Option<Timestamp>,
    pub last_seen_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// SHA-256 of the code: the code itself is kept nowhere.
    pub code_hash: [u8; 32],
    pub person: PersonId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What became of an attempt to redeem an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redemption {
    /// The device is enrolled: now, or before by the same code and key (its answer was lost).
    Enrolled(Device),
    /// Unknown, expired, or used by another key. The caller is not told which.
    Invalid,
}

/// A person as the appointments of the directories name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub grants: Vec<Grant>,
}

#[async_trait]
pub trait Store: Send + Sync + 'static {
    async fn server_epoch(&self) -> Result<ServerEpoch, StoreError>;
    /// Cheap: answers whether the store can be written and read.
    async fn ready(&self) -> Result<(), StoreError>;
    /// Finishes what is under way; later calls answer `Closed`.
    async fn close(&self);

    /// Judges an envelope's chains and makes the outcome durable. Many pushes share a transaction.
    async fn push(&self, push: Push) -> Result<PushReceipt, StoreError>;
    /// Executes console commands in order, each on the result of the one before, all in one transaction.
    /// A refused one changes nothing and does not stop the others.
    async fn console(&self, commands: Vec<ConsoleCommand>) -> Result<Vec<Result<Seq, Refusal>>, StoreError>;

    async fn create_estate(&self, id: EstateId, name: String) -> Result<(), StoreError>;
    async fn estates(&self) -> Result<Vec<Estate>, StoreError>;
    async fn estate_seq(&self, estate: EstateId) -> Result<Option<Seq>, StoreError>;
    /// Of the directory, in order.
    async fn buildings(&self, estate: EstateId) -> Result<Vec<(BuildingId, String)>, StoreError>;

    /// The newest packs of a feed, made on the spot when there are none or they lie far behind.
    async fn packs(&self, feed: FeedId) -> Result<PackSet, StoreError>;
    /// A pack's zstd frame; `None` when that generation is gone.
    async fn pack(&self, feed: FeedId, generation: u64, index: u32) -> Result<Option<Vec<u8>>, StoreError>;
    /// The entries of `feeds` behind their positions, up to `limit_bytes` of changes. Those `InPacks` are
    /// passed over.
    async fn tail(
        &self,
        estate: EstateId,
        feeds: Vec<(FeedId, FeedPosition)>,
        limit_bytes: usize,
    ) -> Result<Tail, StoreError>;
    async fn snapshot(&self, document: DocumentId) -> Result<Option<Snapshot>, StoreError>;

    async fn person(&self, person: PersonId) -> Result<Option<Person>, StoreError>;
    async fn people(&self, estate: EstateId) -> Result<Vec<Person>, StoreError>;
    async fn invite(&self, invitation: NewInvitation) -> Result<(), StoreError>;
    async fn redeem(
        &self,
        code_hash: [u8; 32],
        public_key: [u8; 32],
        name: String,
        now: Timestamp,
    ) -> Result<Redemption, StoreError>;
    async fn device(&self, device: DeviceId) -> Result<Option<Device>, StoreError>;
    async fn devices(&self) -> Result<Vec<Device>, StoreError>;
    async fn suspend(&self, device: DeviceId, now: Timestamp) -> Result<bool, StoreError>;

    /// The newest signing key pair of the server (PKCS#8 Ed25519 or seed), made at `init`.
    async fn token_keys(&self) -> Result<Vec<TokenKey>, StoreError>;
    /// Adds a key; the newest signs, all of them verify.
    async fn add_token_key(&self, key: TokenKey) -> Result<(), StoreError>;

    /// A number that changes when another process wrote to the store, so that pokes can be sent.
    async fn outside_changes(&self) -> Result<u64, StoreError>;
}

/// An Ed25519 key that signs access tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenKey {
    pub kid: String,
    pub seed: [u8; 32],
    pub created_at: Timestamp,
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenKey({})", self.kid)
    }
}
