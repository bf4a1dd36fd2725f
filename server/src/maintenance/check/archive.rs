//! Rows of the archive: what they were made of is gone, so each must at least be whole in itself.

use rusqlite::Connection;

use super::problem::{Problem, Report};
use crate::store::StoreError;
use crate::store::sqlite::archive::{self, rows::Kept};
use crate::store::sqlite::columns::blob;

pub(super) fn check(connection: &Connection, report: &mut Report) -> Result<(), StoreError> {
    let mut statement = connection.prepare("SELECT row, document FROM archive ORDER BY row")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.archived += 1;
        let sound = match Kept::read(connection, row.get(0)?) {
            Ok(kept) => archive::entries(&kept.document) == kept.entries && kept.entries > 0,
            Err(StoreError::Damaged(_) | StoreError::Document(_)) => false,
            Err(error) => return Err(error),
        };
        if !sound {
            let document = blob(row, 1)?;
            report.problems.push(Problem::Archive { document });
        }
    }
    Ok(())
}
