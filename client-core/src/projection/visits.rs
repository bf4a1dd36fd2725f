use linli_documents::Document;
use linli_domain::view::VisitView;
use linli_domain::{DocumentId, VisitId};
use rusqlite::{Connection, params};

use super::json;
use crate::Result;

pub(super) fn project(connection: &Connection, document: &Document) -> Result<()> {
    let Some(view) = document.visits() else {
        return Ok(());
    };
    let id = document.key().id();
    connection
        .prepare_cached("DELETE FROM visits WHERE document = ?1")?
        .execute([id.as_bytes()])?;
    for (visit, found) in &view.visits {
        write(connection, &id, view.building.as_bytes(), visit, found)?;
    }
    Ok(())
}

pub(super) fn project_one(
    connection: &Connection,
    document: &Document,
    visit: &VisitId,
) -> Result<()> {
    let key = document.key();
    match (document.one_visit(visit), key.building()) {
        (Some(found), Some(building)) => {
            write(connection, &key.id(), building.as_bytes(), visit, &found)
        }
        _ => Ok(()),
    }
}

fn write(
    connection: &Connection,
    document: &DocumentId,
    building: &[u8; 16],
    id: &VisitId,
    visit: &VisitView,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO visits (id, document, household, building, at, made_by, outcome, purpose, note,
                 next_on, card, withdrawn, met, requests)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            id.as_bytes(),
            document.as_bytes(),
            visit.household.as_bytes(),
            building,
            visit.at.seconds(),
            visit.by.as_bytes(),
            visit.outcome.as_str(),
            visit.purpose,
            visit.note,
            visit.next_visit_on.map(|date| date.to_string()),
            visit.card,
            visit.withdrawn,
            (!visit.met.is_empty()).then(|| json(&visit.met)),
            (!visit.requests.is_empty()).then(|| json(&visit.requests)),
        ])?;
    Ok(())
}
