use linli_client_core::domain::view::Conflict;

use crate::desk::Desk;
use crate::error::{Error, Thing};

/// The conflict of that number, as `linli conflicts` counts them: from 1.
pub(crate) fn conflict(desk: &Desk, number: usize) -> Result<Conflict, Error> {
    let found = number.checked_sub(1).and_then(|index| {
        let conflicts = desk.replica.conflicts();
        conflicts.map(|all| all.into_iter().nth(index)).transpose()
    });
    found
        .ok_or(Error::NotFound(Thing::Conflict))?
        .map_err(Error::from)
}
