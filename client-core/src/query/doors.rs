use linli_domain::{BuildingId, HouseholdId};
use rusqlite::params;
use serde::Serialize;

use crate::Result;
use crate::replica::Replica;
use crate::search::{building_labels, door_tokens};

/// A household and where it lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    pub household: HouseholdId,
    pub building: String,
    pub unit: String,
    pub room: String,
    /// Set when this household is a duplicate of another.
    pub merged_into: Option<HouseholdId>,
}

const ADDRESS: &str = "SELECT h.id, coalesce(b.name, ''), h.unit, h.room, h.merged_into FROM households h LEFT JOIN buildings b ON b.id = h.building";

impl Replica {
    /// Where a household lives; `None` when it is not held here.
    pub fn address(&self, household: HouseholdId) -> Result<Option<Address>> {
        let found = self.addresses(
            &format!("{ADDRESS} WHERE h.id = ?1"),
            [household.as_bytes()],
        )?;
        Ok(found.into_iter().next())
    }

    /// The households at a door that is written as people say it (`3号楼2单元301`, `3-2-301`, `3号楼301`).
    /// Several when the door has several, or when what was left out (the unit, the building) could be
    /// any of several. Duplicates that were merged away count only where there is nobody else.
    pub fn households_at_door(&self, text: &str) -> Result<Vec<Address>> {
        let mut found = Vec::new();
        for token in door_tokens(text) {
            found = self.addresses(
                &format!(
                    "{ADDRESS} WHERE h.id IN
                         (SELECT s.household FROM search JOIN search_rows s ON s.number = search.rowid
                          WHERE search MATCH ?1 AND s.resident IS NULL)
                     ORDER BY h.building, h.unit, h.room, h.id"
                ),
                [format!("\"{token}\"")],
            )?;
            if !found.is_empty() {
                break;
            }
        }
        if found.is_empty() {
            // A door without any number: word for word.
            let plain: String = text.split_whitespace().collect();
            found = self.addresses(
                &format!(
                    "{ADDRESS} WHERE replace(coalesce(b.name, '') || h.unit || h.room, ' ', '') = ?1 ORDER BY h.id"
                ),
                params![plain],
            )?;
        }
        if found.iter().any(|address| address.merged_into.is_none()) {
            found.retain(|address| address.merged_into.is_none());
        }
        Ok(found)
    }

    /// Buildings by name: the one of exactly that name or, without one, all that are called so in
    /// another spelling (`3`, `三号楼`).
    pub fn buildings_called(&self, text: &str) -> Result<Vec<(BuildingId, String)>> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT id, name FROM buildings ORDER BY name, id")?;
        let all: Vec<(BuildingId, String)> = statement
            .query_map([], |row| {
                Ok((BuildingId::from_bytes(row.get(0)?), row.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        let exact: Vec<_> = all
            .iter()
            .filter(|(_, name)| name == text.trim())
            .cloned()
            .collect();
        if !exact.is_empty() {
            return Ok(exact);
        }
        let labels = building_labels(text);
        Ok(all
            .into_iter()
            .filter(|(_, name)| !labels.is_empty() && building_labels(name).ends_with(&labels))
            .collect())
    }

    fn addresses(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<Address>> {
        let mut statement = self.reading()?.prepare_cached(sql)?;
        let found = statement
            .query_map(parameters, |row| {
                let merged_into: Option<[u8; 16]> = row.get(4)?;
                Ok(Address {
                    household: HouseholdId::from_bytes(row.get(0)?),
                    building: row.get(1)?,
                    unit: row.get(2)?,
                    room: row.get(3)?,
                    merged_into: merged_into.map(HouseholdId::from_bytes),
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
}
