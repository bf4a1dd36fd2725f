//! Why a file could not be opened.

use rusqlite::ErrorCode;

use crate::schema::FileKind;
use crate::trouble::{Trouble, failure};

/// Every variant is a message of its own to people; none of them has changed or deleted data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A second process (or a second connection, under exclusive access) holds the file.
    #[error("the database is in use by another process")]
    InUse(#[source] rusqlite::Error),
    /// SQLCipher cannot tell a wrong key from a file whose first page is damaged: both fail its check.
    #[error("the key is wrong, or the file is no database")]
    WrongKeyOrNotADatabase(#[source] rusqlite::Error),
    /// A newer release has written the file. It stays as it is; upgrade the program.
    #[error("the database has version {found}, this program knows versions up to {supported}")]
    NewerVersion { found: u32, supported: u32 },
    /// The file is damaged; set it aside with [`quarantine`](crate::quarantine()).
    #[error("the database is damaged")]
    Corrupt(#[source] rusqlite::Error),
    /// The main file is missing or empty while its write-ahead log still holds data. SQLite would
    /// delete that log on opening. Set both aside with [`quarantine`](crate::quarantine()).
    #[error("the database file is empty, but its write-ahead log is not")]
    OrphanedLog,
    /// No room is left to create, recover or migrate the file.
    #[error("the disk is full")]
    DiskFull(#[source] rusqlite::Error),
    /// A database of Linli, but of the other kind.
    #[error("this is a {found:?} file, not a {expected:?} file")]
    OtherKind { found: FileKind, expected: FileKind },
    /// A database of another program.
    #[error("the database belongs to another program (application id {application_id:#010x})")]
    ForeignFile { application_id: i32 },
    /// The file cannot be created, read or written: a missing folder, permissions, a failing disk.
    #[error("the database file cannot be read or written")]
    Io(#[source] rusqlite::Error),
    /// A step of the schema failed; the file stays at the version before it.
    #[error("migration {version} ({name}) failed")]
    Migration {
        version: u32,
        name: &'static str,
        source: rusqlite::Error,
    },
    /// A step of the schema left a row that points to nothing; the file stays at the version before it.
    #[error("migration {version} ({name}) broke a reference of table {table}")]
    BrokenReference {
        version: u32,
        name: &'static str,
        table: String,
    },
    /// SQLite was built without SQLCipher, which ignores a key silently and writes plain text.
    #[error("this build cannot encrypt databases")]
    NoCipher,
    /// The key could not be set. Without a source: its text would contain the key.
    #[error("the key was not accepted")]
    KeyRefused,
    /// The file system cannot do write-ahead logging under this kind of access.
    #[error("write-ahead logging is not available here (journal mode {mode})")]
    NoWriteAheadLog { mode: String },
    /// Anything else that SQLite reports.
    #[error("SQLite failed to open the database")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        if failure(&error).is_some_and(|failure| failure.code == ErrorCode::NotADatabase) {
            return Self::WrongKeyOrNotADatabase(error);
        }
        match Trouble::of(&error) {
            Trouble::InUse => Self::InUse(error),
            Trouble::Corrupt => Self::Corrupt(error),
            Trouble::DiskFull => Self::DiskFull(error),
            Trouble::Io => Self::Io(error),
            Trouble::Other => Self::Sqlite(error),
        }
    }
}
