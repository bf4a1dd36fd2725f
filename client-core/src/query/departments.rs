//! Departments to which a case can be dispatched.

use linli_domain::rights;
use linli_domain::{DepartmentId, EstateId};
use serde::Serialize;

use crate::Result;
use crate::replica::Replica;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Department {
    pub id: DepartmentId,
    pub name: String,
    /// The estate or the place above in whose directory it stands.
    pub place: EstateId,
}

impl Replica {
    /// Those of an estate and of the places above it, so far as their directories are held here.
    pub fn departments(&mut self, estate: EstateId) -> Result<Vec<Department>> {
        self.act(|work| {
            let found = rights::walk_up(estate, |place| {
                let view = work.directory(place)?;
                Ok::<_, crate::Error>(view.map(|view| (view.level, view.parent, view.departments)))
            })?;
            let all = found.into_iter().flat_map(|(place, departments)| {
                departments
                    .into_iter()
                    .map(move |(id, name)| Department { id, name, place })
            });
            Ok(all.collect())
        })
    }
}
