//! What a failed statement means for the person in front of the device.

use rusqlite::ErrorCode;

/// `SQLITE_IOERR_SHMSIZE`: the shared-memory file could not grow, which only a full disk causes.
const IOERR_SHMSIZE: i32 = 10 | (19 << 8);

/// The classes of SQLite errors that a person can do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No room is left. Nothing of the failed transaction was written; free some space and try again.
    DiskFull,
    /// The file is damaged, or is no database under this key. Quarantine it, salvage what is readable.
    Corrupt,
    /// Another process holds the file. Close it there.
    InUse,
    /// The disk failed, went away, or may not be written.
    Io,
    /// Anything else: a constraint, or a mistake in the program.
    Other,
}

impl Trouble {
    /// Classifies an error of any statement, read or write.
    pub fn of(error: &rusqlite::Error) -> Self {
        let Some(failure) = failure(error) else {
            return Self::Other;
        };
        if failure.extended_code == IOERR_SHMSIZE {
            return Self::DiskFull;
        }
        match failure.code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt,
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed => Self::InUse,
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied => Self::Io,
            _ => Self::Other,
        }
    }
}

/// The code SQLite gave, also where the driver added the statement's text to it.
pub(crate) fn failure(error: &rusqlite::Error) -> Option<&rusqlite::ffi::Error> {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => Some(failure),
        rusqlite::Error::SqlInputError { error: failure, .. } => Some(failure),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn trouble(code: i32) -> Trouble {
        Trouble::of(&rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn codes_fall_into_their_classes() {
        assert_eq!(trouble(ffi::SQLITE_FULL), Trouble::DiskFull);
        assert_eq!(trouble(IOERR_SHMSIZE), Trouble::DiskFull);
        assert_eq!(trouble(ffi::SQLITE_CORRUPT), Trouble::Corrupt);
        assert_eq!(trouble(ffi::SQLITE_CORRUPT_VTAB), Trouble::Corrupt);
        assert_eq!(trouble(ffi::SQLITE_NOTADB), Trouble::Corrupt);
        assert_eq!(trouble(ffi::SQLITE_BUSY), Trouble::InUse);
        assert_eq!(trouble(ffi::SQLITE_LOCKED), Trouble::InUse);
        assert_eq!(trouble(ffi::SQLITE_IOERR_WRITE), Trouble::Io);
        assert_eq!(trouble(ffi::SQLITE_READONLY), Trouble::Io);
        assert_eq!(trouble(ffi::SQLITE_CONSTRAINT), Trouble::Other);
        assert_eq!(Trouble::of(&rusqlite::Error::InvalidQuery), Trouble::Other);
    }
}
