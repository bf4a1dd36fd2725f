//! The audit log: who wrote, read, exported or erased personal data, and when. Append-only and chained by hash, so that
//! a row that was changed, removed or put in between is found. It holds ids and counts, no personal data.

use linli_domain::{DeviceId, EstateId, PersonId, Seq, Timestamp};
use uuid::Uuid;

/// What happened. The words are stored and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditEvent {
    /// Commands that stood in the log before there was an audit log.
    Adopted,
    /// Commands from a device.
    Pushed,
    /// Commands from a device that were refused; the first time, not each time that they are sent again.
    Refused,
    /// Commands from a device that wait for a secretary since then.
    Escrowed,
    /// Commands of the console: appointments, imports.
    Commanded,
    /// An estate's register was written into files.
    Exported,
    /// People and their appointments were shown.
    PeopleRead,
    /// Devices and whose they are were shown.
    DevicesRead,
    /// Work that waits for a decision was shown.
    EscrowRead,
    /// All of the store was copied.
    BackedUp,
    /// The store began another life from a copy.
    Restored,
    Invited,
    Enrolled,
    Suspended,
    /// A person who was suspended may have devices again. The subject is the person.
    Resumed,
    /// Another key signs tokens.
    KeyAdded,
    /// A document began a new epoch without what was erased. The subject is the document.
    Erased,
    /// A document's content went into the archive, and off the phones. The subject is the document.
    Archived,
    /// Something of the archive was shown. The subject is the document.
    ArchiveRead,
    /// Commands of somebody whose appointment had ended, taken into the register by a secretary.
    TakenFromEscrow,
    /// Commands given back to their author. The subject is the chain.
    Returned,
    /// Changes that a server from an old backup lacked, given back by a device.
    BroughtBack,
    /// Cases were shown to a handler of the department to which they are dispatched. The subject is the case, of one.
    DispatchedRead,
    /// The answer of a department's handler.
    Answered,
    /// Rows of this log were shown to an auditor.
    AuditRead,
    /// A device deposited what opens its replica without the PIN.
    Deposited,
    /// A code was given out that releases a deposit. The subject is the person.
    ReleasePermitted,
    /// A deposit was released to whoever has the device.
    Released,
}

impl AuditEvent {
    pub const ALL: [Self; 28] = [
        Self::Adopted,
        Self::Pushed,
        Self::Refused,
        Self::Escrowed,
        Self::Commanded,
        Self::Exported,
        Self::PeopleRead,
        Self::DevicesRead,
        Self::EscrowRead,
        Self::BackedUp,
        Self::Restored,
        Self::Invited,
        Self::Enrolled,
        Self::Suspended,
        Self::Resumed,
        Self::KeyAdded,
        Self::Erased,
        Self::Archived,
        Self::ArchiveRead,
        Self::TakenFromEscrow,
        Self::Returned,
        Self::BroughtBack,
        Self::DispatchedRead,
        Self::Answered,
        Self::AuditRead,
        Self::Deposited,
        Self::ReleasePermitted,
        Self::Released,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Pushed => "pushed",
            Self::Refused => "refused",
            Self::Escrowed => "escrowed",
            Self::Commanded => "commanded",
            Self::Exported => "exported",
            Self::PeopleRead => "people_read",
            Self::DevicesRead => "devices_read",
            Self::EscrowRead => "escrow_read",
            Self::BackedUp => "backed_up",
            Self::Restored => "restored",
            Self::Invited => "invited",
            Self::Enrolled => "enrolled",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::KeyAdded => "key_added",
            Self::Erased => "erased",
            Self::Archived => "archived",
            Self::ArchiveRead => "archive_read",
            Self::TakenFromEscrow => "taken_from_escrow",
            Self::Returned => "returned",
            Self::BroughtBack => "brought_back",
            Self::DispatchedRead => "dispatched_read",
            Self::Answered => "answered",
            Self::AuditRead => "audit_read",
            Self::Deposited => "deposited",
            Self::ReleasePermitted => "release_permitted",
            Self::Released => "released",
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever holds the console.
    Operator,
    /// By the console of a secretary, where no device signs.
    Person(PersonId),
    Device {
        person: PersonId,
        device: DeviceId,
    },
}

/// Something to be kept in the audit log that is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditNote {
    pub event: AuditEvent,
    pub at: Timestamp,
    pub by: By,
    /// `None`: the whole store.
    pub estate: Option<EstateId>,
    /// How many it concerned.
    pub count: u64,
    /// Whom or what it was done to.
    pub subject: Option<Uuid>,
    /// Why, as a stable word.
    pub ground: Option<&'static str>,
}

impl AuditNote {
    /// By the operator, about the whole store and one thing in it.
    pub fn of(event: AuditEvent, at: Timestamp) -> Self {
        Self {
            event,
            at,
            by: By::Operator,
            estate: None,
            count: 1,
            subject: None,
            ground: None,
        }
    }
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub number: u64,
    pub at: Timestamp,
    /// [`AuditEvent::as_str`], or the word of a newer version.
    pub event: String,
    pub person: Option<PersonId>,
    pub device: Option<DeviceId>,
    pub estate: Option<EstateId>,
    pub commands: Option<Covered>,
    pub count: u64,
    pub subject: Option<Uuid>,
    pub ground: Option<String>,
    pub previous: [u8; 32],
    pub hash: [u8; 32],
}

/// Rows of an estate's log, and the SHA-256 over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    pub first: Seq,
    pub last: Seq,
    pub digest: [u8; 32],
}

/// Which rows to list; unset fields do not restrict.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditFilter {
    pub estate: Option<EstateId>,
    pub since: Option<Timestamp>,
}

/// Where the audit log ends. Noted elsewhere, it shows later that nothing before it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuditHead {
    /// How many rows there are.
    pub number: u64,
    pub hash: [u8; 32],
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditReport {
    pub head: AuditHead,
    /// Commands in the logs of all estates.
    pub commands: u64,
    /// Of which were emptied by an erasure.
    pub erased: u64,
    /// Empty for a sound audit log.
    pub problems: Vec<AuditProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditProblem {
    #[error("row {number} of the audit log is missing")]
    Missing { number: u64 },
    #[error("row {number} of the audit log was changed")]
    Changed { number: u64 },
    #[error("row {number} of the audit log does not follow from the row before it")]
    Unchained { number: u64 },
    #[error(
        "estate {estate}: numbers {first} to {last} of the log are not as row {number} of the audit log says"
    )]
    Log {
        number: u64,
        estate: EstateId,
        first: Seq,
        last: Seq,
    },
    #[error("estate {estate}: numbers {first} to {last} of the log are in no row of the audit log")]
    Unaccounted {
        estate: EstateId,
        first: Seq,
        last: Seq,
    },
    #[error(
        "estate {estate}, number {seq}: the command was emptied, and no erasure or archiving is noted"
    )]
    Emptied { estate: EstateId, seq: Seq },
    #[error("the audit log ends at row {found}, and should at row {kept}")]
    End { found: u64, kept: u64 },
    #[error("the head that was noted is in no row of the audit log")]
    NotedHead,
}

/// A hash as it is printed, noted and given back: 64 hexadecimal digits.
pub fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
