//! From a path to a connection that is keyed, configured, identified and migrated.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::error::OpenError;
use crate::identify::identify;
use crate::migrate::migrate;
use crate::options::{Access, Options};
use crate::pragmas;
use crate::quarantine::companion;
use crate::schema::Schema;

/// Opens the file, or creates it where [`Options::create`] says so, and brings it to the schema's
/// version. Nothing is written to a file before it is known to be ours and not newer than us.
pub fn open(path: &Path, options: &Options, schema: &Schema) -> Result<Connection, OpenError> {
    refuse_orphaned_log(path)?;
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, options.create);
    let mut connection = Connection::open_with_flags(path, flags)?;
    pragmas::before_first_read(&connection, options)?;
    let version = identify(&connection, schema)?;
    pragmas::write_ahead_log(&connection)?;
    if options.access == Access::Exclusive {
        // Takes the lock now, also for a new file, so that a second opener fails here and not later.
        connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
    }
    migrate(&mut connection, schema, version)?;
    pragmas::after_migration(&connection)?;
    Ok(connection)
}

/// A database in memory with the same schema and pragmas as far as they apply, for tests.
/// `access`, `create` and `key` of a file have no meaning here.
pub fn open_in_memory(schema: &Schema) -> Result<Connection, OpenError> {
    let mut connection = Connection::open_in_memory()?;
    pragmas::before_first_read(&connection, &Options::server())?;
    migrate(&mut connection, schema, 0)?;
    pragmas::after_migration(&connection)?;
    Ok(connection)
}

/// SQLite takes an empty or missing file for a new database and deletes the log beside it, with all
/// commits that had not yet moved into the file.
fn refuse_orphaned_log(path: &Path) -> Result<(), OpenError> {
    // Where there is no file system to ask (a browser), the storage layer owns file and log together.
    let length = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    if length(path) == 0 && length(&companion(path, "-wal")) > 0 {
        return Err(OpenError::OrphanedLog);
    }
    Ok(())
}
