use linli_client_core::domain::view::HouseholdView;
use linli_client_core::domain::{HouseholdId, ResidentId};
use linli_client_core::query::IdPrefix;

use super::{CANDIDATES_MAX, only};
use crate::desk::Desk;
use crate::error::{Candidate, Error, Thing};

/// A search gives everybody whose name holds the text; the one who is called so may be far down.
const SEARCHED_MAX: u32 = 1_000;

/// A resident by full name or by the beginning of the id, with the household.
pub(crate) fn resident(desk: &Desk, text: &str) -> Result<(HouseholdId, ResidentId), Error> {
    let name = text.trim();
    let mut found: Vec<ResidentId> = Vec::new();
    for hit in desk.replica.search(name, SEARCHED_MAX)? {
        if let (Some(id), true) = (hit.resident, hit.name.as_deref() == Some(name)) {
            found.push(id);
        }
    }
    if let Ok(prefix) = name.parse::<IdPrefix>() {
        found.extend(
            desk.replica
                .ids_beginning::<ResidentId>(&prefix, CANDIDATES_MAX)?,
        );
    }
    let id = only(Thing::Resident, &found, |id| candidate(desk, id))?;
    Ok((desk.replica.household_of_resident(id)?, id))
}

/// A resident of one household, by name, a part of the name, or the beginning of the id.
pub(crate) fn of_household(
    desk: &Desk,
    household: &HouseholdView,
    text: &str,
) -> Result<ResidentId, Error> {
    let text = text.trim();
    let known = || {
        household
            .residents
            .iter()
            .filter(|(_, resident)| resident.merged_into.is_none())
    };
    let fitting = |fits: &dyn Fn(&str) -> bool| -> Vec<ResidentId> {
        known()
            .filter(|(_, resident)| fits(&resident.name))
            .map(|(id, _)| *id)
            .collect()
    };
    let mut found = fitting(&|name| name == text);
    if found.is_empty() && !text.is_empty() {
        found = fitting(&|name| name.contains(text));
    }
    if found.is_empty() {
        let lower = text.to_ascii_lowercase();
        let fits = |id: &ResidentId| {
            text.parse::<IdPrefix>().is_ok() && id.to_string().starts_with(&lower)
        };
        found = known().map(|(id, _)| *id).filter(fits).collect();
    }
    only(Thing::Resident, &found, |id| candidate(desk, id))
}

/// With the address, not the name: an error is no place for names.
fn candidate(desk: &Desk, id: ResidentId) -> Result<Candidate, Error> {
    let household = desk.replica.household_of_resident(id)?;
    Ok(Candidate {
        id: id.to_string(),
        place: desk.place(household)?,
    })
}
