use linli_domain::view::DisputeView;
use linli_domain::{BuildingId, DisputeId, HouseholdId};
use rusqlite::{Connection, OptionalExtension};

use super::from_json;
use crate::replica::Replica;
use crate::{Error, Result};

/// Which disputes to list; unset fields do not restrict.
#[derive(Debug, Clone, Default)]
pub struct DisputeFilter {
    pub building: Option<BuildingId>,
    /// That it names, as a whole or by one of its parties.
    pub household: Option<HouseholdId>,
    /// Whether to leave out those that are closed.
    pub pending_only: bool,
}

impl Replica {
    /// Newest first. Empty on the devices of all who are no mediators.
    pub fn disputes(&self, filter: &DisputeFilter) -> Result<Vec<DisputeView>> {
        stored_disputes(self.reading()?, filter)
    }

    pub fn dispute(&self, id: DisputeId) -> Result<DisputeView> {
        stored_dispute(self.reading()?, id)
    }
}

pub(crate) fn stored_disputes(
    connection: &Connection,
    filter: &DisputeFilter,
) -> Result<Vec<DisputeView>> {
    let mut statement = connection.prepare_cached(
        "SELECT view FROM disputes WHERE NOT ?1 OR status <> 'closed' ORDER BY opened_at DESC, id DESC",
    )?;
    let mut disputes = statement
        .query_map([filter.pending_only], |row| from_json(row, 0))?
        .collect::<Result<Vec<DisputeView>, _>>()?;
    // An estate has a few dozen at a time: no column is kept for what they name.
    disputes.retain(|dispute| {
        let there = filter
            .building
            .is_none_or(|id| dispute.building == Some(id));
        there && filter.household.is_none_or(|id| dispute.names(id))
    });
    Ok(disputes)
}

pub(crate) fn stored_dispute(connection: &Connection, id: DisputeId) -> Result<DisputeView> {
    let mut statement = connection.prepare_cached("SELECT view FROM disputes WHERE id = ?1")?;
    let found = statement
        .query_row([id.as_bytes()], |row| from_json(row, 0))
        .optional()?;
    found.ok_or(Error::Unknown("纠纷 (dispute)"))
}
