use std::collections::BTreeMap;

use linli_domain::{BuildingId, Date, PersonId, Role};
use serde::Serialize;

use super::parsed;
use crate::Result;
use crate::replica::Replica;

/// A dated appointment of somebody who works in the estate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colleague {
    pub person: PersonId,
    pub name: String,
    pub role: Option<Role>,
    /// Unset: the whole estate.
    pub building: Option<BuildingId>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Replica {
    /// The roster of heads (名册), by name.
    pub fn roster(&self) -> Result<Vec<Colleague>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT person, name, role, building, since, until FROM appointments ORDER BY name, id",
        )?;
        let roster = statement
            .query_map([], |row| {
                let building: Option<[u8; 16]> = row.get(3)?;
                Ok(Colleague {
                    person: PersonId::from_bytes(row.get(0)?),
                    name: row.get(1)?,
                    role: parsed(row, 2)?,
                    building: building.map(BuildingId::from_bytes),
                    from: parsed(row, 4)?,
                    until: parsed(row, 5)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(roster)
    }

    /// Names by person, for showing who did something. Whoever is missing was taken over by an import.
    pub fn names(&self) -> Result<BTreeMap<PersonId, String>> {
        let mut names: BTreeMap<_, _> = self
            .roster()?
            .into_iter()
            .map(|found| (found.person, found.name))
            .collect();
        names.insert(PersonId::OPERATOR, "系统导入".to_owned());
        Ok(names)
    }
}
