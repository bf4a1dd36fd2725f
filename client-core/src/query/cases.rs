use linli_domain::view::CaseView;
use linli_domain::{BuildingId, CaseId, HouseholdId};
use rusqlite::{Connection, OptionalExtension, params};

use super::from_json;
use crate::replica::Replica;
use crate::{Error, Result};

/// Which cases to list; unset fields do not restrict.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    pub building: Option<BuildingId>,
    pub household: Option<HouseholdId>,
    pub open_only: bool,
}

impl Replica {
    /// Newest first.
    pub fn cases(&self, filter: &CaseFilter) -> Result<Vec<CaseView>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT view FROM cases
             WHERE (?1 IS NULL OR building = ?1) AND (?2 IS NULL OR household = ?2) AND (NOT ?3 OR status = 'open')
             ORDER BY opened_at DESC, id DESC",
        )?;
        let cases = statement
            .query_map(
                params![
                    filter.building.map(|id| *id.as_bytes()),
                    filter.household.map(|id| *id.as_bytes()),
                    filter.open_only
                ],
                |row| from_json(row, 0),
            )?
            .collect::<Result<_, _>>()?;
        Ok(cases)
    }

    pub fn case(&self, id: CaseId) -> Result<CaseView> {
        stored_case(self.reading()?, id)
    }
}

pub(crate) fn stored_case(connection: &Connection, id: CaseId) -> Result<CaseView> {
    let mut statement = connection.prepare_cached("SELECT view FROM cases WHERE id = ?1")?;
    let found = statement
        .query_row([id.as_bytes()], |row| from_json(row, 0))
        .optional()?;
    found.ok_or(Error::Unknown("事项 (case)"))
}
