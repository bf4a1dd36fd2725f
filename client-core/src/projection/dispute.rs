use linli_documents::Document;
use rusqlite::{Connection, params};

use super::json;
use crate::Result;
use crate::replica::Numbers;

pub(super) fn project(
    connection: &Connection,
    document: &Document,
    numbers: &Numbers,
) -> Result<()> {
    let Some(view) = document.dispute(numbers) else {
        return Ok(());
    };
    let Some(opened_at) = view.opened_at else {
        connection.execute("DELETE FROM disputes WHERE id = ?1", [view.id.as_bytes()])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO disputes (id, status, opened_at, view) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            view.id.as_bytes(),
            view.status.as_str(),
            opened_at.seconds(),
            json(&view),
        ])?;
    Ok(())
}
