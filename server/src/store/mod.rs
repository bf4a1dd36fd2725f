//! What the server keeps, behind one trait, so that SQLite and Postgres are twins.
//!
//! Everything that decides is above (`sync`, `identity`) or in `linli-sync`; a store makes it durable.
//! `tests/store` holds the macro of tests that every store passes.

mod audit;
mod error;
pub mod sqlite;
mod types;

use async_trait::async_trait;
use linli_domain::{
    BuildingId, CaseId, Date, DepartmentId, DeviceId, DocumentId, DocumentKey, Epoch, EstateId,
    FeedId, PersonId, Refusal, Seq, Timestamp,
};
use linli_wire::{FeedPosition, GivenEntry, ServerEpoch, Snapshot};
use uuid::Uuid;

use crate::config::RetentionConfig;
use crate::maintenance::EstateRetention;

pub use audit::{
    AuditEntry, AuditEvent, AuditFilter, AuditHead, AuditNote, AuditProblem, AuditReport, By,
    Covered, hex,
};
pub use error::{PushError, StoreError};
pub use types::{
    Answer, Archived, ArchivedView, ConsoleCommand, Decided, Deposit, DeskCase, Desks, Device,
    Duplicate, Duplicates, Escrowed, Estate, EstateStanding, LogEntry, NewInvitation, Pack,
    PackSet, Person, Push, PushReceipt, Redemption, Retired, Standing, Tail, TokenKey,
};

/// Every method that changes something has made it durable when it returns, or has changed nothing.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Constant for the life of the store object.
    async fn server_epoch(&self) -> Result<ServerEpoch, StoreError>;
    /// Whether devices may still bring back what the store lacks: it came back from a backup, not long ago.
    async fn is_healing(&self, now: Timestamp) -> Result<bool, StoreError>;
    /// Cheap: answers whether the store can be written and read.
    async fn ready(&self) -> Result<(), StoreError>;
    /// Finishes what is under way; later calls answer `Closed`.
    async fn close(&self);

    /// Judges an envelope's chains and makes the outcome durable. Many pushes share a transaction.
    ///
    /// The same envelope sent again is judged again, and changes nothing; one that was carried is not judged again.
    async fn push(&self, push: Push) -> Result<PushReceipt, PushError>;
    /// Executes console commands in order, each on the result of the one before, all in one transaction.
    /// A refused one changes nothing and does not stop the others.
    ///
    /// Rights are not asked for: who holds the console is the operator. The estate must exist
    /// (`UnknownDocument`) and so must the building in its directory (`UnknownBuilding`). `now` is what the
    /// log keeps as the time of receipt; an imported command's own time may lie years back.
    async fn console(
        &self,
        commands: Vec<ConsoleCommand>,
        now: Timestamp,
    ) -> Result<Vec<Result<Seq, Refusal>>, StoreError>;

    /// What waits in an estate for a secretary's decision, in the order in which it came.
    async fn escrow(&self, estate: EstateId) -> Result<Vec<Escrowed>, StoreError>;
    /// `None` for what does not wait: unknown, or decided on.
    async fn escrowed(&self, id: Uuid) -> Result<Option<Escrowed>, StoreError>;
    /// Takes a chain from the escrow into the register, as its author's work. Rights are the caller's matter.
    async fn adopt(&self, id: Uuid, by: PersonId, now: Timestamp) -> Result<Decided, StoreError>;
    /// Gives a chain back to its author, as drafts with `note`.
    async fn give_back(
        &self,
        id: Uuid,
        by: PersonId,
        note: String,
        now: Timestamp,
    ) -> Result<Decided, StoreError>;

    /// The cases that `desks` have now, in the order of their ids, behind `after`, at most `limit`.
    async fn dispatched(
        &self,
        desks: Desks,
        after: Option<CaseId>,
        limit: usize,
    ) -> Result<Vec<DeskCase>, StoreError>;
    /// `None` for one that none of `desks` has now: unknown, another department's, recalled, closed.
    async fn dispatched_case(
        &self,
        desks: Desks,
        case: CaseId,
    ) -> Result<Option<DeskCase>, StoreError>;
    /// The names of the departments of which a person is or was a handler.
    async fn departments(
        &self,
        person: PersonId,
    ) -> Result<Vec<(DepartmentId, String)>, StoreError>;
    /// Executes a handler's answer on the newest state, if the table of rights lets them and the department has
    /// the case then.
    async fn answer(
        &self,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Result<Seq, Refusal>, StoreError>;

    /// Takes into the log what this server sealed before it came back from a backup, as far as what it
    /// stands on is here; the newest seq of each estate that got some. What is known changes nothing.
    async fn bring_back(
        &self,
        given: Vec<GivenEntry>,
        now: Timestamp,
    ) -> Result<Vec<(EstateId, Seq)>, StoreError>;

    /// What is to be closed, archived and erased on that day, for every estate. Reads every document, one at a time.
    async fn due(
        &self,
        terms: RetentionConfig,
        today: Date,
    ) -> Result<Vec<EstateRetention>, StoreError>;
    /// Takes all that stands in these documents off the phones and keeps it here; of how many. Nothing is lost by it:
    /// what is written to them later stands in them as in new ones.
    async fn archive(
        &self,
        documents: Vec<DocumentKey>,
        now: Timestamp,
    ) -> Result<usize, StoreError>;
    /// What is in the archive, of one estate or of all.
    async fn archived(&self, estate: Option<EstateId>) -> Result<Vec<Archived>, StoreError>;
    /// What of a document is in the archive, the oldest first; empty if nothing is.
    async fn archived_as(
        &self,
        document: DocumentId,
    ) -> Result<Vec<(Archived, ArchivedView)>, StoreError>;
    /// Begins documents anew without what was kept long enough; how many.
    async fn retire(&self, retired: Vec<Retired>, now: Timestamp) -> Result<usize, StoreError>;

    /// A background job: looks through all households of an estate for people who may be written down
    /// twice, and keeps the pairs in place of those found before. Gives how many. Takes a second for
    /// a thousand households; call it once a night.
    async fn seek_duplicates(&self, estate: EstateId, now: Timestamp) -> Result<usize, StoreError>;
    /// What the last look found, the likeliest first; `None` before the first.
    async fn duplicates(&self, estate: EstateId) -> Result<Option<Duplicates>, StoreError>;

    /// The seed of the server's own signing key: `candidate` if there was none.
    async fn server_key(&self, candidate: [u8; 32]) -> Result<[u8; 32], StoreError>;

    /// Opens an estate's log; `false` if it exists already, whatever its name. The directory is filled
    /// by console commands (`NameEstate`, `AddBuilding`, ..) afterwards.
    async fn create_estate(&self, id: EstateId, name: String) -> Result<bool, StoreError>;
    /// In the order in which they were created.
    async fn estates(&self) -> Result<Vec<Estate>, StoreError>;
    async fn estate_seq(&self, estate: EstateId) -> Result<Option<Seq>, StoreError>;
    /// Of the directory, in the order of the numbers in their names.
    async fn buildings(&self, estate: EstateId) -> Result<Vec<(BuildingId, String)>, StoreError>;

    /// The newest packs of a feed, made on the spot when there are none or they lie far behind.
    /// An unknown estate's feed is empty at 0.
    async fn packs(&self, feed: FeedId) -> Result<PackSet, StoreError>;
    /// The packs of an older generation, while they are kept.
    async fn packs_of(&self, feed: FeedId, generation: u64) -> Result<Option<PackSet>, StoreError>;
    /// One pack; `None` when that generation is gone.
    async fn pack(
        &self,
        feed: FeedId,
        generation: u64,
        index: u32,
    ) -> Result<Option<Pack>, StoreError>;
    /// A background job: makes packs anew for each feed whose log has grown long behind them, one after
    /// the other. Gives how many. Call it every few minutes, and once after an import.
    async fn refresh_packs(&self) -> Result<usize, StoreError>;
    /// The entries of `feeds` behind their positions, in the order of seq, up to about `limit_bytes` of
    /// changes but at least one. Those `InPacks` are passed over.
    async fn tail(
        &self,
        estate: EstateId,
        feeds: Vec<(FeedId, FeedPosition)>,
        limit_bytes: usize,
    ) -> Result<Tail, StoreError>;
    async fn snapshot(&self, document: DocumentId) -> Result<Option<Snapshot>, StoreError>;
    /// Which document has that id, and in which epoch it is; nothing of it is loaded.
    async fn named(&self, document: DocumentId)
    -> Result<Option<(DocumentKey, Epoch)>, StoreError>;
    /// Whether the person ever wrote in the document.
    async fn wrote_in(&self, person: PersonId, document: DocumentId) -> Result<bool, StoreError>;

    /// What a sync needs to know of a person; empty for somebody without appointments.
    async fn standing(&self, person: PersonId) -> Result<Standing, StoreError>;
    /// `None` for somebody whom no directory names.
    async fn person(&self, person: PersonId) -> Result<Option<Person>, StoreError>;
    /// Everybody whom the estate's directory names, by id, with their grants in this estate.
    async fn people(&self, estate: EstateId) -> Result<Vec<Person>, StoreError>;
    async fn invite(&self, invitation: NewInvitation) -> Result<(), StoreError>;
    async fn redeem(
        &self,
        code_hash: [u8; 32],
        public_key: [u8; 32],
        name: String,
        now: Timestamp,
    ) -> Result<Redemption, StoreError>;
    /// Enrols a device of which only its certificate is left: the server came back from a backup made before.
    /// Whose person is suspended is enrolled as suspended. One that is known stays as it is. Gives it as it is now.
    async fn enrol_again(&self, device: Device, now: Timestamp) -> Result<Device, StoreError>;
    /// Keeps what opens a device's replica without its PIN, in place of what it deposited before.
    async fn keep_deposit(
        &self,
        device: DeviceId,
        deposit: Deposit,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Lets a code release one deposit of a person's devices, once.
    async fn permit_release(&self, release: NewInvitation) -> Result<(), StoreError>;
    /// The deposit of a vault. `None`, whatever the reason: the code is unknown, used, expired or another person's,
    /// nothing was deposited, or device or person are suspended.
    async fn release(
        &self,
        code_hash: [u8; 32],
        vault: [u8; 16],
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError>;
    async fn device(&self, device: DeviceId) -> Result<Option<Device>, StoreError>;
    /// In the order in which they were enrolled.
    async fn devices(&self) -> Result<Vec<Device>, StoreError>;
    /// `false` if there is no such device. A device suspended already keeps its first time.
    async fn suspend(&self, device: DeviceId, now: Timestamp) -> Result<bool, StoreError>;

    /// Suspends all devices of a person, and lets none be enrolled for them until `resume_person`. Gives how
    /// many devices that were at work no longer are. Once more changes nothing but those.
    async fn suspend_person(&self, person: PersonId, now: Timestamp) -> Result<usize, StoreError>;
    /// Devices can be enrolled for the person again; those suspended stay so, since they have locked
    /// themselves. `false` if the person was not suspended.
    async fn resume_person(&self, person: PersonId, now: Timestamp) -> Result<bool, StoreError>;
    async fn suspended_since(&self, person: PersonId) -> Result<Option<Timestamp>, StoreError>;

    /// The server's signing keys, the newest first.
    async fn token_keys(&self) -> Result<Vec<TokenKey>, StoreError>;
    /// Adds a key; the newest signs, all of them verify.
    async fn add_token_key(&self, key: TokenKey) -> Result<(), StoreError>;
    /// The same, and forgets all others: what they signed is no longer taken.
    async fn replace_token_keys(&self, key: TokenKey) -> Result<(), StoreError>;

    /// Adds a row to the audit log. What writes to the store by another method is in it by that method. Gives its number.
    async fn note(&self, note: AuditNote) -> Result<u64, StoreError>;
    /// Rows of the audit log in order, those behind number `after`, at most `limit`.
    async fn audit(
        &self,
        filter: AuditFilter,
        after: u64,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreError>;
    async fn audit_head(&self) -> Result<AuditHead, StoreError>;
    /// Walks the audit log and all logs and compares. `noted`: the hash of a head that was noted before.
    async fn verify_audit(&self, noted: Option<[u8; 32]>) -> Result<AuditReport, StoreError>;

    /// A number that grows when another process wrote to the store, so that pokes can be sent. It looks,
    /// so call it now and then (every second or so), not for every request.
    async fn outside_changes(&self) -> Result<u64, StoreError>;
}
