//! Setting a damaged file aside. It may hold the only copy of unsent work: it is renamed, never deleted.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What SQLite keeps beside a database. Renamed along with it, so that the quarantined file can still
/// be opened with its log.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];
/// More damaged files than this beside one database means that something else is wrong.
const QUARANTINED_MAX: u32 = 1000;

/// Why a file could not be set aside. Whatever happened, its bytes are still there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuarantineError {
    /// Neither the file nor its log exists.
    #[error("there is no file to set aside")]
    NothingThere,
    /// A thousand files of this name have been set aside already.
    #[error("too many files have been set aside already")]
    TooMany,
    /// The file system refused; in a browser it always does, the storage layer there renames.
    #[error("the file could not be set aside")]
    Io(#[from] io::Error),
}

/// Renames the database and its companions: `replica.db` with the suffix `damaged` becomes
/// `replica.db.damaged-1`, or `-2` if that is taken, and so on. Gives the new path of the database.
/// Close every connection first.
///
/// The database goes before its log. If the power fails in between, opening says
/// [`OpenError::OrphanedLog`](crate::OpenError::OrphanedLog), and a second call sets the log aside too.
pub fn quarantine(path: &Path, suffix: &str) -> Result<PathBuf, QuarantineError> {
    let present = |path: &Path| path.symlink_metadata().is_ok();
    let has_main = present(path);
    if !has_main && !COMPANIONS.iter().any(|end| present(&companion(path, end))) {
        return Err(QuarantineError::NothingThere);
    }
    let target = reserve(path, suffix)?;
    if has_main {
        fs::rename(path, &target)?;
    } else {
        // An empty database beside its log would make SQLite delete the log.
        fs::remove_file(&target)?;
    }
    for end in COMPANIONS {
        match fs::rename(companion(path, end), companion(&target, end)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    persist_names(path)?;
    Ok(target)
}

/// The path of a file that SQLite keeps beside the database.
pub(crate) fn companion(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// Creates an empty file under the first free name, so that nobody else can take the name before the
/// rename replaces that file.
fn reserve(path: &Path, suffix: &str) -> Result<PathBuf, QuarantineError> {
    for number in 1..=QUARANTINED_MAX {
        let target = companion(path, &format!(".{suffix}-{number}"));
        if COMPANIONS
            .iter()
            .any(|end| companion(&target, end).symlink_metadata().is_ok())
        {
            continue;
        }
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&target)
        {
            Ok(_) => return Ok(target),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(QuarantineError::TooMany)
}

/// A rename survives a power cut once its folder is on the disk. Some systems cannot open a folder;
/// they order renames themselves.
fn persist_names(path: &Path) -> Result<(), io::Error> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(_) => Ok(()),
    }
}
