//! From what people type to what is meant: an id, or a name that only one has.

use linli_documents::Document;
use linli_domain::view::DirectoryView;
use linli_domain::{BuildingId, DepartmentId, DocumentKey, EstateId, PersonId};

use super::Failure;
use crate::store::{Estate, Person, Store, StoreError};

const ESTATE: (&str, &str) = ("小区", "estate");
const BUILDING: (&str, &str) = ("楼栋", "building");
const DEPARTMENT: (&str, &str) = ("部门", "department");
const PERSON: (&str, &str) = ("人员", "person");

pub(super) async fn estate(store: &dyn Store, wanted: &str) -> Result<Estate, Failure> {
    let wanted = wanted.trim();
    let named = store
        .estates()
        .await?
        .into_iter()
        .filter(|estate| estate.name == wanted || estate.id.to_string() == wanted);
    one(named, ESTATE)
}

/// A place's directory as it is now.
pub(super) async fn directory(
    store: &dyn Store,
    estate: EstateId,
) -> Result<DirectoryView, Failure> {
    let key = DocumentKey::Directory { estate };
    let damaged = || StoreError::Damaged("directory");
    let document = match store.snapshot(key.id()).await? {
        Some(found) => Document::load(&key, found.epoch, &found.bytes).map_err(|_| damaged())?,
        None => Document::genesis(&key, 0),
    };
    Ok(document.directory().ok_or_else(damaged)?)
}

pub(super) async fn building(
    store: &dyn Store,
    estate: EstateId,
    wanted: &str,
) -> Result<(BuildingId, String), Failure> {
    let wanted = wanted.trim();
    let known = store.buildings(estate).await?.into_iter();
    let mut fitting = known.filter(|(id, name)| name == wanted || id.to_string() == wanted);
    fitting.next().ok_or(Failure::Unknown { what: BUILDING })
}

/// Of the place's own directory.
pub(super) async fn department(
    store: &dyn Store,
    place: EstateId,
    wanted: &str,
) -> Result<DepartmentId, Failure> {
    let wanted = wanted.trim();
    let known = directory(store, place).await?.departments.into_iter();
    let fitting = known.filter(|(id, name)| name == wanted || id.to_string() == wanted);
    one(fitting.map(|(id, _)| id), DEPARTMENT)
}

/// People who hold an appointment in several estates are one.
pub(super) async fn person(store: &dyn Store, wanted: &str) -> Result<Person, Failure> {
    let wanted = wanted.trim();
    if let Ok(id) = wanted.parse::<PersonId>() {
        let unknown = Failure::Unknown { what: PERSON };
        return store.person(id).await?.ok_or(unknown);
    }
    let mut named: Vec<Person> = Vec::new();
    for estate in store.estates().await? {
        for person in store.people(estate.id).await? {
            if person.name == wanted && named.iter().all(|known| known.id != person.id) {
                named.push(person);
            }
        }
    }
    one(named.into_iter(), PERSON)
}

fn one<T>(
    mut found: impl Iterator<Item = T>,
    what: (&'static str, &'static str),
) -> Result<T, Failure> {
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Failure::Unknown { what }),
        (Some(_), Some(_)) => Err(Failure::Ambiguous { what }),
    }
}
