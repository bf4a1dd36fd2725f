use linli_client_core::domain::BuildingId;
use linli_client_core::query::IdPrefix;

use super::{CANDIDATES_MAX, only};
use crate::desk::Desk;
use crate::error::{Candidate, Error, Thing};

/// A building by name (`3号楼`, `三号楼`, `3`) or by id.
pub(crate) fn building(desk: &Desk, text: &str) -> Result<(BuildingId, String), Error> {
    let mut called = desk.replica.buildings_called(text)?;
    if called.is_empty()
        && let Ok(prefix) = text.parse::<IdPrefix>()
    {
        let ids: Vec<BuildingId> = desk.replica.ids_beginning(&prefix, CANDIDATES_MAX)?;
        let all = desk.replica.buildings()?;
        called = ids
            .into_iter()
            .filter_map(|id| all.iter().find(|found| found.id == id))
            .map(|found| (found.id, found.name.clone()))
            .collect();
    }
    let ids: Vec<BuildingId> = called.iter().map(|(id, _)| *id).collect();
    let name = |id| {
        called
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    };
    let id = only(Thing::Building, &ids, |id| {
        Ok(Candidate {
            id: id.to_string(),
            place: name(id),
        })
    })?;
    Ok((id, name(id)))
}
