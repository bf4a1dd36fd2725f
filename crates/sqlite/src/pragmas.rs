//! Every pragma, set explicitly: the builds for the desktop, the phone and the browser have different
//! defaults (foreign keys, page size), and no file may depend on who created it.

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::options::{Access, Key, Options, Synchronous};

/// The write-ahead log shrinks back to this after a checkpoint, in bytes.
const JOURNAL_SIZE_LIMIT_BYTES: u32 = 4 << 20;
/// Pages in the log before a commit moves them into the file.
const WAL_AUTOCHECKPOINT_PAGES: u32 = 1000;

/// All that must be set before the first page is read. Key and locking mode come first: other pragmas
/// read the schema, and would read it without them.
pub(crate) fn before_first_read(
    connection: &Connection,
    options: &Options,
) -> Result<(), OpenError> {
    if let Some(key) = &options.key {
        set_key(connection, key)?;
    }
    connection.busy_timeout(options.busy_timeout)?;
    let locking_mode = match options.access {
        Access::Exclusive => "EXCLUSIVE",
        Access::Shared => "NORMAL",
    };
    let synchronous = match options.synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    let cache_kib = options.cache_kib;
    // `page_size` counts for plain files only; an encrypted one has SQLCipher's page size, 4096 too.
    // `secure_delete` overwrites what is erased; `temp_store` keeps sorted rows off the disk, where
    // they would lie in plain text; `mmap_size` 0 makes a vanished disk an error instead of a crash.
    connection.execute_batch(&format!(
        "PRAGMA locking_mode = {locking_mode};
         PRAGMA page_size = 4096;
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 0;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA synchronous = {synchronous};
         PRAGMA cache_size = -{cache_kib};
         PRAGMA secure_delete = ON;
         PRAGMA journal_size_limit = {JOURNAL_SIZE_LIMIT_BYTES};
         PRAGMA wal_autocheckpoint = {WAL_AUTOCHECKPOINT_PAGES};
         PRAGMA foreign_keys = OFF;"
    ))?;
    // A column name in double quotes that does not exist is an error, not a string.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(())
}

/// Writes to the file's header, so it comes after the file is known to be ours.
pub(crate) fn write_ahead_log(connection: &Connection) -> Result<(), OpenError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(OpenError::NoWriteAheadLog { mode })
    }
}

/// Foreign keys are enforced from here on; a migration may rebuild a table that others refer to.
pub(crate) fn after_migration(connection: &Connection) -> Result<(), OpenError> {
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(())
}

fn set_key(connection: &Connection, key: &Key) -> Result<(), OpenError> {
    let cipher = connection.query_row("PRAGMA cipher_version", [], |_| Ok(()));
    if cipher.is_err() {
        return Err(OpenError::NoCipher);
    }
    // All cipher settings stay at the defaults of SQLCipher 4: every tool can read such a file.
    connection
        .execute_batch(&Zeroizing::new(format!(
            "PRAGMA key = \"x'{}'\"",
            *key.hex()
        )))
        .map_err(|_| OpenError::KeyRefused)?;
    // What is wrong comes back as an error. SQLCipher would print it to stderr besides; its first key
    // turns that on.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    Ok(())
}
