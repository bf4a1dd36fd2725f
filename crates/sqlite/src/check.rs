//! Looking after an open file.

use rusqlite::Connection;

use crate::trouble::Trouble;

/// How many findings are worth showing.
const FINDINGS_MAX: u32 = 20;

/// Reads the whole file and lists what is wrong with it; empty means sound. Under SQLCipher every
/// page's authentication code is checked too.
///
/// An error means that the check could not be made (the disk failed, somebody holds the file).
pub fn quick_check(connection: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let findings = || {
        let mut findings = rows(connection, &format!("PRAGMA quick_check({FINDINGS_MAX})"))?;
        findings.retain(|finding| finding != "ok");
        // A page that is not authentic reads as zeros. Where it is the end of a long value, SQLite sees
        // nothing wrong with that. Gives no rows for a plain file.
        let forged = rows(connection, "PRAGMA cipher_integrity_check")?;
        findings.extend(forged.into_iter().take(FINDINGS_MAX as usize));
        Ok(findings)
    };
    match findings() {
        Err(error) if Trouble::of(&error) == Trouble::Corrupt => Ok(vec![error.to_string()]),
        outcome => outcome,
    }
}

fn rows(connection: &Connection, sql: &str) -> Result<Vec<String>, rusqlite::Error> {
    let mut statement = connection.prepare(sql)?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Moves the write-ahead log into the file and cuts the log to nothing. Call it after an erasure:
/// deleted rows are overwritten in the file, but the log still holds the pages from before.
///
/// `false` if a reader kept some of the log alive; call again later.
pub fn forget_erased(connection: &Connection) -> Result<bool, rusqlite::Error> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get(0).map(|blocked: i64| blocked == 0)
    })
}
