use linli_client_core::domain::EstateId;
use linli_client_core::query::Department;

use super::only;
use crate::desk::Desk;
use crate::error::{Candidate, Error, Thing};

/// A department of the estate or of a place above, by name or by id; of those that this device knows.
pub(crate) fn department(
    desk: &mut Desk,
    estate: EstateId,
    text: &str,
) -> Result<Department, Error> {
    let wanted = text.trim();
    let mut found = desk.replica.departments(estate)?;
    found.retain(|known| known.name == wanted || known.id.to_string() == wanted);
    let all: Vec<&Department> = found.iter().collect();
    let one = only(Thing::Department, &all, |known| {
        Ok(Candidate {
            id: known.id.to_string(),
            place: known.name.clone(),
        })
    })?;
    Ok(one.clone())
}
