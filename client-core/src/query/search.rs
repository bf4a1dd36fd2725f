use linli_domain::{HouseholdId, ResidentId};
use rusqlite::params;
use serde::Serialize;

use crate::Result;
use crate::replica::Replica;
use crate::search::match_expression;

/// A resident or, with `resident` unset, a household that fits a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    pub household: HouseholdId,
    pub resident: Option<ResidentId>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub building: String,
    pub unit: String,
    pub room: String,
}

impl Replica {
    /// By name, pinyin (`zhangsan`, `zs`), phone (from four digits on), room, or several of them
    /// (`3号楼张三`). Empty for an empty text. Residents who moved out are found too.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Found>> {
        let Some(expression) = match_expression(text) else {
            return Ok(Vec::new());
        };
        let mut statement = self.reading()?.prepare_cached(
            "SELECT s.household, s.resident, r.name, r.phone, coalesce(b.name, ''), h.unit, h.room
             FROM search JOIN search_rows s ON s.number = search.rowid
             JOIN households h ON h.id = s.household
             LEFT JOIN buildings b ON b.id = h.building
             LEFT JOIN residents r ON r.household = s.household AND r.id = s.resident
             WHERE search MATCH ?1 LIMIT ?2",
        )?;
        let found = statement
            .query_map(params![expression, limit], |row| {
                let resident: Option<[u8; 16]> = row.get(1)?;
                Ok(Found {
                    household: HouseholdId::from_bytes(row.get(0)?),
                    resident: resident.map(ResidentId::from_bytes),
                    name: row.get(2)?,
                    phone: row.get(3)?,
                    building: row.get(4)?,
                    unit: row.get(5)?,
                    room: row.get(6)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
}
