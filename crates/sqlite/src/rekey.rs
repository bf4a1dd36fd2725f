//! Another key for a file: all of it is encrypted anew.

use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::options::Key;

/// Encrypts every page under `key`, and leaves nothing in the log that the old key opens. Takes as long as
/// writing the file.
///
/// # Errors
/// The database's own; the file is then under the old key.
pub fn rekey(connection: &Connection, key: &Key) -> rusqlite::Result<()> {
    connection.execute_batch(&Zeroizing::new(format!(
        "PRAGMA rekey = \"x'{}'\"",
        *key.hex()
    )))?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
