use linli_documents::Document;
use linli_domain::view::HouseholdView;
use linli_domain::{BuildingId, HouseholdId};
use rusqlite::{Connection, OptionalExtension, params};

use super::json;
use crate::Result;
use crate::search;

pub(super) fn project(connection: &Connection, document: &Document) -> Result<()> {
    let Some(mut view) = document.household() else {
        return Ok(());
    };
    let Some(dwelling) = view.dwelling.clone() else {
        return erase(connection, &view.id);
    };
    let household = view.id;
    let residents = std::mem::take(&mut view.residents);
    connection
        .prepare_cached(
            "INSERT INTO households (id, estate, building, unit, room, view, do_not_visit, merged_into)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET building = ?3, unit = ?4, room = ?5, view = ?6, do_not_visit = ?7, merged_into = ?8",
        )?
        .execute(params![
            household.as_bytes(),
            view.estate.as_bytes(),
            view.building.as_bytes(),
            dwelling.unit,
            dwelling.room,
            json(&view),
            view.do_not_visit.is_some(),
            view.merged_into.map(|into| *into.as_bytes()),
        ])?;
    connection
        .prepare_cached("DELETE FROM residents WHERE household = ?1")?
        .execute([household.as_bytes()])?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO residents (household, id, name, phone, relation, birth_year, gender, notes, moved_in, moved_out, merged_into)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for (id, resident) in &residents {
        insert.execute(params![
            household.as_bytes(),
            id.as_bytes(),
            resident.name,
            resident.phone,
            resident.relation,
            resident.birth_year,
            resident.gender.map(|gender| json(&gender)),
            resident.notes,
            resident.moved_in.map(|date| date.to_string()),
            resident.moved_out.map(|date| date.to_string()),
            resident.merged_into.map(|into| *into.as_bytes()),
        ])?;
    }
    view.residents = residents;
    index(connection, &view)
}

pub(super) fn erase(connection: &Connection, household: &HouseholdId) -> Result<()> {
    let id = household.as_bytes();
    unindex(connection, household)?;
    connection.execute("DELETE FROM residents WHERE household = ?1", [id])?;
    connection.execute("DELETE FROM households WHERE id = ?1", [id])?;
    Ok(())
}

/// Makes the search rows of households anew whose building has got a (new) name.
pub(super) fn index_buildings<'a>(
    connection: &Connection,
    buildings: impl Iterator<Item = &'a BuildingId>,
) -> Result<()> {
    let mut households =
        connection.prepare_cached("SELECT id FROM households WHERE building = ?1")?;
    for building in buildings {
        let ids: Vec<[u8; 16]> = households
            .query_map([building.as_bytes()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for id in ids {
            let household = HouseholdId::from_bytes(id);
            if let Some(view) = crate::query::stored_household(connection, household)? {
                index(connection, &view)?;
            }
        }
    }
    Ok(())
}

/// One search row for the household, and one for each resident who lives there, which carries the
/// address too, so that `3号楼张三` finds the person. Rows whose words did not change are left alone.
fn index(connection: &Connection, view: &HouseholdView) -> Result<()> {
    let Some(dwelling) = &view.dwelling else {
        return Ok(());
    };
    let building = building_name(connection, view.building)?;
    let address = search::household_tokens(&building, &dwelling.unit, &dwelling.room);
    let mut wanted: Vec<(Option<[u8; 16]>, String)> = vec![(None, address.clone())];
    for (id, resident) in &view.residents {
        if resident.merged_into.is_none() {
            let person = search::resident_tokens(&resident.name, resident.phone.as_deref());
            wanted.push((Some(*id.as_bytes()), format!("{person} {address}")));
        }
    }
    if indexed(connection, view.id)? == wanted {
        return Ok(());
    }
    unindex(connection, &view.id)?;
    let mut row = connection.prepare_cached(
        "INSERT INTO search_rows (household, resident) VALUES (?1, ?2) RETURNING number",
    )?;
    let mut words =
        connection.prepare_cached("INSERT INTO search (rowid, tokens) VALUES (?1, ?2)")?;
    for (resident, tokens) in wanted {
        let number: i64 =
            row.query_row(params![view.id.as_bytes(), resident], |found| found.get(0))?;
        words.execute(params![number, tokens])?;
    }
    Ok(())
}

fn indexed(
    connection: &Connection,
    household: HouseholdId,
) -> Result<Vec<(Option<[u8; 16]>, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT resident, tokens FROM search_rows JOIN search ON search.rowid = search_rows.number
         WHERE household = ?1 ORDER BY number",
    )?;
    let rows = statement
        .query_map([household.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn unindex(connection: &Connection, household: &HouseholdId) -> Result<()> {
    let id = household.as_bytes();
    connection
        .prepare_cached("DELETE FROM search WHERE rowid IN (SELECT number FROM search_rows WHERE household = ?1)")?
        .execute([id])?;
    connection
        .prepare_cached("DELETE FROM search_rows WHERE household = ?1")?
        .execute([id])?;
    Ok(())
}

fn building_name(connection: &Connection, building: BuildingId) -> Result<String> {
    let mut statement = connection.prepare_cached("SELECT name FROM buildings WHERE id = ?1")?;
    let name = statement
        .query_row([building.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_default())
}
