use linli_documents::Document;
use linli_domain::EstateId;
use rusqlite::{Connection, params};

use crate::Result;

pub(super) fn project(connection: &Connection, document: &Document) -> Result<()> {
    let Some(view) = document.directory() else {
        return Ok(());
    };
    erase(connection, &view.estate)?;
    let estate = view.estate.as_bytes();
    connection.execute(
        "UPDATE estates SET lease_days = ?2 WHERE id = ?1",
        params![estate, view.lease_days],
    )?;
    if let Some(name) = &view.name {
        connection.execute(
            "UPDATE estates SET name = ?2 WHERE id = ?1",
            params![estate, name],
        )?;
    }
    let mut building = connection.prepare_cached(
        "INSERT OR REPLACE INTO buildings (id, estate, name) VALUES (?1, ?2, ?3)",
    )?;
    let mut dwelling = connection.prepare_cached(
        "INSERT OR REPLACE INTO dwellings (building, unit, room) VALUES (?1, ?2, ?3)",
    )?;
    for (id, found) in &view.buildings {
        building.execute(params![id.as_bytes(), estate, found.name])?;
        for (unit, room) in &found.dwellings {
            dwelling.execute(params![id.as_bytes(), unit, room])?;
        }
    }
    let mut appointment = connection.prepare_cached(
        "INSERT OR REPLACE INTO appointments (id, estate, person, name, role, building, since, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (id, found) in &view.appointments {
        appointment.execute(params![
            id.as_bytes(),
            estate,
            found.person.as_bytes(),
            found.name,
            found.role.as_str(),
            found.building.map(|building| *building.as_bytes()),
            found.from.to_string(),
            found.until.map(|until| until.to_string()),
        ])?;
    }
    // Names of buildings are part of what households are found by.
    super::household::index_buildings(connection, view.buildings.keys())
}

pub(super) fn erase(connection: &Connection, estate: &EstateId) -> Result<()> {
    let estate = estate.as_bytes();
    connection.execute(
        "DELETE FROM dwellings WHERE building IN (SELECT id FROM buildings WHERE estate = ?1)",
        [estate],
    )?;
    connection.execute("DELETE FROM buildings WHERE estate = ?1", [estate])?;
    connection.execute("DELETE FROM appointments WHERE estate = ?1", [estate])?;
    connection.execute(
        "UPDATE estates SET lease_days = NULL WHERE id = ?1",
        [estate],
    )?;
    Ok(())
}
