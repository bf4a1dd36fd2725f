use linli_client_core::domain::HouseholdId;
use linli_client_core::query::IdPrefix;

use super::{CANDIDATES_MAX, only};
use crate::desk::Desk;
use crate::error::{Candidate, Error, Thing};

/// A household by its door (`3号楼2单元301`, `3-2-301`, `3号楼301`) or by the beginning of its id. A text that
/// could be either counts as both.
pub(crate) fn household(desk: &Desk, text: &str) -> Result<HouseholdId, Error> {
    let at_door = desk.replica.households_at_door(text)?;
    let mut found: Vec<HouseholdId> = at_door.iter().map(|address| address.household).collect();
    if let Ok(prefix) = text.parse::<IdPrefix>() {
        for id in desk.replica.ids_beginning(&prefix, CANDIDATES_MAX)? {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    only(Thing::Household, &found, |id| {
        Ok(Candidate {
            id: id.to_string(),
            place: desk.place(id)?,
        })
    })
}
