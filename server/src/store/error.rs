//! What a store answers when it cannot do what was asked.

use std::error::Error;
use std::sync::Arc;

use linli_documents::DocumentError;
use linli_sqlite::Trouble;

/// A store failed. Never the fault of the request; nothing of it was kept.
///
/// Cheap to clone: when a commit fails, everybody who shared it is told why.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed")]
    Database(#[source] Arc<dyn Error + Send + Sync>),
    #[error("the disk is full")]
    DiskFull,
    #[error("a stored document can't be read")]
    Document(#[source] Arc<DocumentError>),
    /// A stored value has a form that this program never writes; names the column, not the value.
    #[error("the stored {0} is damaged")]
    Damaged(&'static str),
    /// A fault of this program: a command went into the log and none said on whose behalf.
    #[error("a command in the log is in no row of the audit log")]
    Unaccounted,
    /// It was rolled back; the store goes on with the next.
    #[error("the work was given up in a panic")]
    Panicked,
    #[error("the store is shutting down")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match Trouble::of(&error) {
            Trouble::DiskFull => Self::DiskFull,
            _ => Self::Database(Arc::new(error)),
        }
    }
}

impl From<DocumentError> for StoreError {
    fn from(error: DocumentError) -> Self {
        Self::Document(Arc::new(error))
    }
}

/// Why an envelope was not judged at all. Nothing of it was kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PushError {
    /// Not enrolled (any more).
    #[error("the device is not enrolled")]
    UnknownDevice,
    #[error(transparent)]
    Store(#[from] StoreError),
}
