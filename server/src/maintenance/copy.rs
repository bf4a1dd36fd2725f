//! Backup and restore: whole files, complete or not there at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use linli_domain::Timestamp;
use rusqlite::Connection;

use super::{MaintenanceError, check, open};
use crate::store::sqlite::Fresh;

/// Writes a copy of the store as it is in one moment, compacted, while the server goes on.
///
/// The copy appears under its name when it is complete and on the disk. An existing file is not replaced.
pub fn backup(file: &Path, to: &Path) -> Result<(), MaintenanceError> {
    let connection = open(file)?;
    copy(&connection, to, |_| Ok(()))
}

/// Checks a backup and makes it a store, with a server epoch of its own: devices see that the log is
/// another one, and offer again what it lacks. `file` must not exist: move a damaged store away first.
pub fn restore(
    from: &Path,
    file: &Path,
    fresh: Fresh,
    now: Timestamp,
) -> Result<(), MaintenanceError> {
    let report = check(from)?;
    if !report.problems.is_empty() {
        return Err(MaintenanceError::Damaged(report));
    }
    let connection = open(from)?;
    copy(&connection, file, |partial| {
        let connection = open(partial)?;
        connection.execute(
            "UPDATE meta SET server_epoch = ?1, console_nonce = ?2, restored_at = ?3",
            (
                &fresh.server_epoch.0[..],
                &fresh.console_nonce[..],
                now.seconds(),
            ),
        )?;
        // Packs carry generations that followed from the old epoch.
        connection.execute("DELETE FROM pack_sets", [])?;
        connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(())
    })
}

/// Copies into a file beside `to`, lets `finish` work on it, and gives it its name when it is durable.
fn copy(
    connection: &Connection,
    to: &Path,
    finish: impl FnOnce(&Path) -> Result<(), MaintenanceError>,
) -> Result<(), MaintenanceError> {
    if to.exists() {
        return Err(MaintenanceError::Exists);
    }
    let partial = beside(to, ".partial");
    remove(&partial)?;
    let name = partial.to_str().ok_or_else(|| {
        MaintenanceError::Write(std::io::Error::other("the file's name is not Unicode"))
    })?;
    // It holds a register of people: for the owner's eyes only. SQLite fills an empty file.
    private(&partial).map_err(MaintenanceError::Write)?;
    connection.execute("VACUUM INTO ?1", [name])?;
    finish(&partial)?;
    // Left by whoever opened the copy; everything is in the file itself.
    remove(&beside(&partial, "-wal"))?;
    remove(&beside(&partial, "-shm"))?;
    File::open(&partial)
        .and_then(|file| file.sync_all())
        .map_err(MaintenanceError::Write)?;
    // A link does not replace a file that has appeared meanwhile, a rename would.
    fs::hard_link(&partial, to).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => MaintenanceError::Exists,
        _ => MaintenanceError::Write(error),
    })?;
    remove(&partial)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new(".")));
    folder
        .and_then(|folder| folder.sync_all())
        .map_err(MaintenanceError::Write)
}

fn private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

fn remove(path: &Path) -> Result<(), MaintenanceError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(MaintenanceError::Write(error))
        }
        _ => Ok(()),
    }
}
