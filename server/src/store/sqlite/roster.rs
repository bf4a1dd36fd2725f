//! What the server must know of a directory at all times: its buildings and departments, and who was appointed to what.
//!
//! A projection of the directory's document, refreshed in the transaction that changes the document.

use std::collections::BTreeMap;

use linli_domain::view::{AppointmentView, DirectoryView};
use linli_domain::{
    AppointmentId, BuildingId, Date, DepartmentId, EstateId, Level, PersonId, Role,
};
use rusqlite::{Connection, params};

use super::columns::{EstateRow, blob, blob_or_null};
use crate::store::StoreError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roster {
    /// Unset until the directory is given a name.
    pub(crate) name: Option<String>,
    pub(crate) level: Level,
    /// The place above in the tree.
    pub(crate) parent: Option<EstateId>,
    /// In the order of the numbers in their names.
    pub(crate) buildings: Vec<(BuildingId, String)>,
    /// Their names.
    pub(crate) departments: BTreeMap<DepartmentId, String>,
    pub(crate) appointments: BTreeMap<AppointmentId, AppointmentView>,
}

impl Default for Roster {
    fn default() -> Self {
        Self {
            name: None,
            level: Level::Estate,
            parent: None,
            buildings: Vec::new(),
            departments: BTreeMap::new(),
            appointments: BTreeMap::new(),
        }
    }
}

impl Roster {
    pub(crate) fn of(view: DirectoryView) -> Self {
        let buildings = view.buildings.into_iter();
        let mut buildings: Vec<_> = buildings
            .map(|(id, building)| (id, building.name))
            .collect();
        buildings.sort_by(|(a, left), (b, right)| {
            (number(left), left, a).cmp(&(number(right), right, b))
        });
        Self {
            name: view.name,
            level: view.level,
            parent: view.parent,
            buildings,
            departments: view.departments,
            appointments: view.appointments,
        }
    }

    pub(crate) fn has_building(&self, building: BuildingId) -> bool {
        self.buildings.iter().any(|(id, _)| *id == building)
    }

    /// Role and holder of an appointment.
    pub(crate) fn appointment(&self, id: AppointmentId) -> Option<(Role, PersonId)> {
        let view = self.appointments.get(&id)?;
        Some((view.role, view.person))
    }

    pub(crate) fn read(connection: &Connection, estate: EstateRow) -> Result<Self, StoreError> {
        let mut statement = connection
            .prepare_cached("SELECT id, name FROM buildings WHERE estate = ?1 ORDER BY place")?;
        let mut rows = statement.query([estate])?;
        let mut roster = Self::default();
        (roster.level, roster.parent) = place(connection, estate)?;
        while let Some(row) = rows.next()? {
            roster.buildings.push((blob(row, 0)?, row.get(1)?));
        }
        let mut statement = connection.prepare_cached(
            "SELECT person, name, role, building, begins, ends, acting, covers, succeeds, accepted, department, id
             FROM appointments WHERE estate = ?1",
        )?;
        let mut rows = statement.query([estate])?;
        while let Some(row) = rows.next()? {
            let id = AppointmentId::from_bytes(blob(row, 11)?);
            roster.appointments.insert(id, appointment(row)?);
        }
        roster.departments = departments(connection, estate)?;
        Ok(roster)
    }

    /// Puts this in the place of what the tables say.
    pub(crate) fn write(
        &self,
        connection: &Connection,
        estate: EstateRow,
    ) -> Result<(), StoreError> {
        connection
            .prepare_cached("DELETE FROM buildings WHERE estate = ?1")?
            .execute([estate])?;
        connection
            .prepare_cached("DELETE FROM appointments WHERE estate = ?1")?
            .execute([estate])?;
        connection
            .prepare_cached("DELETE FROM departments WHERE estate = ?1")?
            .execute([estate])?;
        let mut insert =
            connection.prepare_cached("INSERT INTO departments VALUES (?1, ?2, ?3)")?;
        for (id, name) in &self.departments {
            insert.execute((estate, &id.as_bytes()[..], name))?;
        }
        let mut insert =
            connection.prepare_cached("INSERT INTO buildings VALUES (?1, ?2, ?3, ?4)")?;
        for (place, (id, name)) in self.buildings.iter().enumerate() {
            insert.execute((estate, place, &id.as_bytes()[..], name))?;
        }
        let mut insert = connection.prepare_cached(
            "INSERT INTO appointments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        for (id, view) in &self.appointments {
            insert.execute(params![
                estate,
                id.as_bytes(),
                view.person.as_bytes(),
                view.name,
                view.role.as_str(),
                view.building.map(|building| *building.as_bytes()),
                view.from.to_string(),
                view.until.map(|until| until.to_string()),
                view.acting,
                view.covers.map(|covered| *covered.as_bytes()),
                view.succeeds.map(|before| *before.as_bytes()),
                view.accepted.map(|on| on.to_string()),
                view.department.map(|department| *department.as_bytes()),
            ])?;
        }
        connection
            .prepare_cached("DELETE FROM places WHERE estate = ?1")?
            .execute([estate])?;
        if (self.level, self.parent) != (Level::Estate, None) {
            let parent = self.parent.map(|parent| *parent.as_bytes());
            connection
                .prepare_cached("INSERT INTO places VALUES (?1, ?2, ?3)")?
                .execute(params![estate, self.level.as_str(), parent])?;
        }
        if let Some(name) = &self.name {
            connection
                .prepare_cached("UPDATE estates SET name = ?2 WHERE row = ?1")?
                .execute((estate, name))?;
        }
        Ok(())
    }
}

fn departments(
    connection: &Connection,
    estate: EstateRow,
) -> Result<BTreeMap<DepartmentId, String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, name FROM departments WHERE estate = ?1")?;
    let mut rows = statement.query([estate])?;
    let mut departments = BTreeMap::new();
    while let Some(row) = rows.next()? {
        departments.insert(blob(row, 0)?, row.get(1)?);
    }
    Ok(departments)
}

/// Where a place stands, as its directory says.
pub(crate) fn place(
    connection: &Connection,
    estate: EstateRow,
) -> Result<(Level, Option<EstateId>), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT level, parent FROM places WHERE estate = ?1")?;
    let mut rows = statement.query([estate])?;
    match rows.next()? {
        None => Ok((Level::Estate, None)),
        Some(row) => Ok((level(row, 0)?, blob_or_null(row, 1)?)),
    }
}

pub(crate) fn level(row: &rusqlite::Row<'_>, column: usize) -> Result<Level, StoreError> {
    let word: String = row.get(column)?;
    word.parse().map_err(|_| StoreError::Damaged("place"))
}

/// From the columns person, name, role, building, begins, ends, acting, covers, succeeds, accepted,
/// department, which stand first.
pub(crate) fn appointment(row: &rusqlite::Row<'_>) -> Result<AppointmentView, StoreError> {
    let damaged = || StoreError::Damaged("appointment");
    let date = |column: usize| -> Result<Option<Date>, StoreError> {
        let text: Option<String> = row.get(column)?;
        text.map(|date| date.parse().map_err(|_| damaged()))
            .transpose()
    };
    Ok(AppointmentView {
        person: blob(row, 0)?,
        name: row.get(1)?,
        role: row.get::<_, String>(2)?.parse().map_err(|_| damaged())?,
        building: blob_or_null(row, 3)?,
        department: blob_or_null(row, 10)?,
        from: date(4)?.ok_or_else(damaged)?,
        until: date(5)?,
        acting: row.get(6)?,
        covers: blob_or_null(row, 7)?.map(AppointmentId::from_bytes),
        succeeds: blob_or_null(row, 8)?.map(AppointmentId::from_bytes),
        accepted: date(9)?,
    })
}

/// The first number in a name: `10号楼` comes after `9号楼`. Names without one come last.
fn number(name: &str) -> u64 {
    let digits = name.chars().skip_while(|c| !c.is_ascii_digit());
    let digits: String = digits.take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linli_domain::view::BuildingView;

    #[test]
    fn buildings_stand_in_the_order_of_their_numbers() {
        let names = ["10号楼", "9号楼", "会所"];
        let building = |name: &str| BuildingView {
            name: name.to_owned(),
            dwellings: Vec::new(),
        };
        let buildings = (1..).zip(names);
        let roster = Roster::of(DirectoryView {
            estate: EstateId::from_bytes([1; 16]),
            name: None,
            lease_days: None,
            level: Level::Estate,
            parent: None,
            buildings: buildings
                .map(|(id, name)| (BuildingId::from_bytes([id; 16]), building(name)))
                .collect(),
            departments: BTreeMap::new(),
            appointments: BTreeMap::new(),
        });
        let order: Vec<_> = roster
            .buildings
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        assert_eq!(order, ["9号楼", "10号楼", "会所"]);
    }
}
