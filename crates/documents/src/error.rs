//! What can be wrong with bytes that are said to be a document or a change.

use linli_domain::{ActorId, ChangeHash};

/// Where Automerge says more than we do. It is kept as a source, so that its types stay in here.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Names hashes and actors, never content: it may be logged.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("the bytes are not a document, or they are damaged")]
    UnreadableDocument(#[source] Source),
    #[error("the bytes are not a change, or they are damaged")]
    UnreadableChange(#[source] Source),
    /// A checksum that does not fit, or a form of bytes on which Automerge gave up in a panic.
    #[error("the bytes are damaged, or no replica wrote them")]
    Damaged,
    /// The document is another one, or of another epoch.
    #[error("the document does not start with the expected genesis")]
    WrongGenesis,
    /// A change without dependencies: only a genesis may be one, and each document has its own already.
    #[error("change {0} belongs to no document or starts another one")]
    ForeignChange(ChangeHash),
    /// Heads at which work is to go on, and which this replica does not have (yet).
    #[error("the document has no change {0}")]
    MissingBase(ChangeHash),
    /// Nothing of the batch was applied.
    #[error("change {0} is needed first and was not given")]
    MissingDependency(ChangeHash),
    /// Two different changes claim one place of one actor: a cloned device. Nothing was applied.
    #[error("actor {actor:?} has two changes numbered {actor_seq}")]
    ActorForked { actor: ActorId, actor_seq: u64 },
    #[error("the changes could not be applied")]
    NotApplied(#[source] Source),
}
