//! What goes into a store and comes out of it.

use std::collections::BTreeSet;

use linli_domain::command::AnswerCase;
use linli_domain::rights::Grant;
use linli_domain::view::{CaseView, DisputeView, VisitsView};
use linli_domain::{
    BuildingId, ChangeHash, Command, DepartmentId, DeviceId, DocumentKey, Epoch, EstateId,
    HouseholdId, PersonId, Refusal, ResidentId, Seq, Timestamp,
};
use linli_likeness::Reason;
use linli_wire::{Chain, Checksum, EnvelopePayload, Snapshot, Verdict};
use uuid::Uuid;

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
    /// Commands that the device holds beyond these, as it says.
    pub waiting: u32,
    pub received_at: Timestamp,
    /// Another device brought it. One that the store knows is then not judged again: whoever carries learns nothing,
    /// and changes nothing, by bringing it twice.
    pub carried: bool,
}

#[derive(Debug, Clone, Default)]
pub struct PushReceipt {
    /// Verdicts of each chain, durable when this is returned.
    pub chains: Vec<Vec<Verdict>>,
    /// Changes that the device holds already, as its own: the same answer need not bring them.
    pub held: Vec<ChangeHash>,
    /// The newest seq of each estate that got entries.
    pub advanced: Vec<(EstateId, Seq)>,
    /// The device is suspended: what it sent is in escrow, and it gets nothing but the order to lock.
    pub suspended: bool,
    /// It was carried, and the store knew it: nothing was done.
    pub repeated: bool,
}

/// A chain that waits for a secretary's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrowed {
    pub id: Uuid,
    pub estate: EstateId,
    /// Its author.
    pub person: PersonId,
    pub device: DeviceId,
    pub chain: Chain,
    pub clock_offset: Option<i64>,
    pub received_at: Timestamp,
    /// The device was suspended; otherwise the author's appointment had ended.
    pub suspended: bool,
}

/// For which departments somebody handles cases, and of which estates those are.
pub type Desks = BTreeSet<(EstateId, DepartmentId)>;

/// A case as its department's handlers may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskCase {
    pub document: DocumentKey,
    /// The one that has it.
    pub department: DepartmentId,
    /// The estate's name.
    pub estate: String,
    /// The building's; empty where the directory does not name it.
    pub building: String,
    pub view: CaseView,
}

/// A handler answers.
#[derive(Debug, Clone)]
pub struct Answer {
    pub document: DocumentKey,
    pub person: PersonId,
    /// On which they ask; the server executes the command.
    pub device: DeviceId,
    pub command: AnswerCase,
}

/// What is to go of a document since it was kept long enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    pub document: DocumentKey,
    /// In the archive, not in the document as it is now.
    pub archived: bool,
    /// Where it stands: `visits/<id>`; `*` for everything.
    pub paths: Vec<String>,
    /// Of a household: whoever goes with it, so that they are forgotten in visits and cases as well.
    pub residents: Vec<ResidentId>,
}

/// Something in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archived {
    pub document: DocumentKey,
    /// Visits of a log; 1 for a case or a dispute.
    pub entries: u64,
    pub archived_at: Timestamp,
}

/// As it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchivedView {
    Visits(VisitsView),
    Case(Box<CaseView>),
    Dispute(Box<DisputeView>),
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// `seq`: the newest of the estate.
    Done { estate: EstateId, seq: Seq },
    /// It stands on other work that is not adopted yet.
    Waits,
    /// The rules refuse it as the register is now: it can be given back only.
    Impossible(Refusal),
    /// There is no such chain, or it was decided on before.
    Unknown,
}

/// A command of the console: of the operator, an import or a job. Executed on the newest state.
#[derive(Debug, Clone)]
pub struct ConsoleCommand {
    pub document: DocumentKey,
    /// When it was given; for an import, when it happened.
    pub at: Timestamp,
    pub command: Command,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estate {
    pub id: EstateId,
    /// As the directory names it; until it does, as the estate was created.
    pub name: String,
    pub seq: Seq,
}

/// Who a person is and where the estates in which that matters stand, read in one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Every appointment of the person, past, present and future.
    pub grants: Vec<Grant>,
    /// The estates of those appointments, in order.
    pub estates: Vec<EstateStanding>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstateStanding {
    pub id: EstateId,
    pub seq: Seq,
    pub buildings: Vec<BuildingId>,
}

/// The packs of a feed: immutable once made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackSet {
    /// Another one for other content. Says nothing of which is newer.
    pub generation: u64,
    /// Zero for a feed without documents: there is nothing to fetch, and the position is `seq`.
    pub count: u32,
    /// The log position that the packs show.
    pub seq: Seq,
}

/// One pack, as it travels: frames of `PackStart`, the documents, `PackEnd`, in one or several zstd frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// One zstd frame.
    pub frame: Vec<u8>,
    /// Its length when decompressed.
    pub plain_bytes: usize,
}

/// An entry of an estate's log, as a feed shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    pub seq: Seq,
    pub document: DocumentKey,
    pub epoch: Epoch,
    pub hash: ChangeHash,
    /// The raw change; empty with `replaces`.
    pub change: Vec<u8>,
    /// The document began a new epoch here: all of it, as it is now.
    pub replaces: Option<Snapshot>,
}

/// A stretch of an estate's log, read in one moment.
#[derive(Debug, Clone, Default)]
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
    /// When it last sent commands; merely fetching writes nothing.
    pub last_seen_at: Option<Timestamp>,
    /// Commands that it said then to hold beyond those that it sent.
    pub waiting: u32,
}

#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// SHA-256 of the code: the code itself is kept nowhere.
    pub code_hash: [u8; 32],
    pub person: PersonId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A recovery secret as a vault deposits it: version 1, the vault's id, the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Deposit([u8; 33]);

impl Deposit {
    /// `None` for bytes of another form.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        let bytes: [u8; 33] = bytes.try_into().ok()?;
        (bytes[0] == 1).then_some(Self(bytes))
    }

    pub fn vault(&self) -> &[u8] {
        &self.0[1..17]
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Deposit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Deposit(..)")
    }
}

/// What became of an attempt to redeem an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redemption {
    /// The device is enrolled: now, or before by the same code and key (its answer was lost).
    Enrolled(Device),
    /// Unknown, expired, used by another key, the key is another person's device, or the person is suspended.
    /// The caller is not told which.
    Invalid,
}

/// A person as the appointments of the directories name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// As the appointment that begins last names them.
    pub name: String,
    pub grants: Vec<Grant>,
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

/// Two residents who may be one, as the register stood when it was looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub one: ResidentId,
    pub one_household: HouseholdId,
    pub other: ResidentId,
    pub other_household: HouseholdId,
    /// 0 to 100.
    pub score: u8,
    pub reasons: Vec<Reason>,
}

/// All of an estate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    pub sought_at: Timestamp,
    /// The likeliest first.
    pub found: Vec<Duplicate>,
}
