//! Is this file ours, and do we know its version?

use rusqlite::Connection;

use crate::error::OpenError;
use crate::schema::{FileKind, Schema};

/// Reads the header and gives the version of the file, 0 for a new one. Writes nothing.
pub(crate) fn identify(connection: &Connection, schema: &Schema) -> Result<u32, OpenError> {
    let application_id: i32 = number(connection, "PRAGMA application_id")?;
    // SQLite keeps a signed number; we never write a negative one, so it cannot be ours.
    let version = number(connection, "PRAGMA user_version")?.cast_unsigned();
    match FileKind::of_application_id(application_id) {
        Some(found) if found == schema.kind => {}
        Some(found) => {
            return Err(OpenError::OtherKind {
                found,
                expected: schema.kind,
            });
        }
        None if is_new(connection, application_id, version)? => return Ok(0),
        None => return Err(OpenError::ForeignFile { application_id }),
    }
    let supported = schema.version();
    if version > supported {
        return Err(OpenError::NewerVersion {
            found: version,
            supported,
        });
    }
    Ok(version)
}

fn is_new(connection: &Connection, application_id: i32, version: u32) -> Result<bool, OpenError> {
    let objects = number(connection, "SELECT count(*) FROM sqlite_schema")?;
    Ok(application_id == 0 && version == 0 && objects == 0)
}

fn number(connection: &Connection, sql: &str) -> Result<i32, rusqlite::Error> {
    connection.query_row(sql, [], |row| row.get(0))
}
