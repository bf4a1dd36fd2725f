use linli_documents::Document;
use linli_domain::view::ReferralState;
use rusqlite::{Connection, params};

use super::json;
use crate::Result;
use crate::replica::Numbers;

pub(super) fn project(
    connection: &Connection,
    document: &Document,
    numbers: &Numbers,
) -> Result<()> {
    let Some(view) = document.case(numbers) else {
        return Ok(());
    };
    let Some(opened_at) = view.opened_at else {
        connection.execute("DELETE FROM cases WHERE id = ?1", [view.id.as_bytes()])?;
        return Ok(());
    };
    let waiting = view
        .referral
        .filter(|it| it.state == ReferralState::Waiting);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO cases (id, building, household, status, opened_at, view, waits_since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            view.id.as_bytes(),
            view.building.as_bytes(),
            view.household.map(|household| *household.as_bytes()),
            view.status.as_str(),
            opened_at.seconds(),
            json(&view),
            waiting.map(|it| it.since.seconds()),
        ])?;
    Ok(())
}
