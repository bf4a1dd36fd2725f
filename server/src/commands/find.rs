//! From what people type to what is meant: an id, or a name that only one has.

use linli_domain::PersonId;

use super::Failure;
use crate::store::{Estate, Person, Store};

const ESTATE: (&str, &str) = ("小区", "estate");
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
