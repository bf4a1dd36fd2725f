//! What a check finds, in words without personal data: ids, numbers, names of columns.

use linli_domain::{ChangeHash, DocumentId, EstateId, Refusal, Seq};

use crate::store::AuditProblem;

/// The outcome of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub estates: u64,
    pub documents: u64,
    /// Commands that were executed again.
    pub commands: u64,
    pub packs: u64,
    /// Rows of the archive.
    pub archived: u64,
    /// Empty for a sound store.
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the file is damaged: {0}")]
    File(String),
    #[error("table {0} has rows that point to nothing")]
    Reference(String),
    #[error("estate {estate}: the log has {found} entries up to number {newest}")]
    Numbers {
        estate: EstateId,
        found: u64,
        newest: Seq,
    },
    #[error("estate {estate}, number {seq}: {what}")]
    Entry {
        estate: EstateId,
        seq: Seq,
        what: EntryProblem,
    },
    #[error("document {document}: {what}")]
    Document {
        document: DocumentId,
        what: DocumentProblem,
    },
    #[error("estate {estate}: what is stored of feed {feed} does not follow from its documents")]
    Feed { estate: EstateId, feed: String },
    #[error("estate {estate}: buildings, departments or appointments differ from the directory")]
    Roster { estate: EstateId },
    #[error("what is archived of document {document} cannot be read, or is not what its row says")]
    Archive { document: DocumentId },
    #[error(transparent)]
    Audit(AuditProblem),
    #[error("pack {number} of generation {generation:016x} cannot be used")]
    Pack { generation: u64, number: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryProblem {
    #[error("the command is refused now ({0})")]
    Refused(Refusal),
    #[error("the command makes change {0} now")]
    OtherChange(ChangeHash),
    #[error("the stored change is not the one that its hash names")]
    OtherBytes,
    #[error("the change is numbered as another actor's")]
    OtherActor,
    #[error("what it stands on is missing")]
    NoBase,
    #[error("the actor is another device's")]
    OtherDevice,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    #[error("the row names no document of its feed")]
    Key,
    #[error("its changes cannot be put together")]
    Changes,
    #[error("its heads differ from those of its changes")]
    Heads,
    #[error("the number of its changes differs")]
    Count,
    #[error("its snapshot cannot be read, or is not of it")]
    Snapshot,
    #[error("it is kept as another department's than its events say")]
    Dispatched,
}
