//! Other doors of the building of somebody who is erased: what neighbours said of them.

use std::collections::BTreeSet;

use linli_documents::Document;
use linli_domain::{Command, DocumentKey, Kind};

use super::secrets::Secrets;
use super::writing::Writing;
use crate::store::StoreError;

/// The names and numbers that nobody else in the building has: of a namesake, or of a daughter who has her mother's
/// telephone, a note at another door may be meant. `home`: without whoever is erased. `neighbours`: see
/// `told`.
pub(super) fn not_shared(
    writing: &mut Writing<'_>,
    home: &Document,
    neighbours: &[DocumentKey],
    secrets: &Secrets,
) -> Result<Secrets, StoreError> {
    let mut shared = BTreeSet::new();
    add_people(home, &mut shared);
    let households = neighbours
        .iter()
        .filter(|key| key.kind() == Kind::Household);
    for key in households {
        if let Some(other) = writing.take(key)? {
            add_people(&other.document, &mut shared);
            writing.put(other);
        }
    }
    Ok(secrets.only_who_but(&shared))
}

fn add_people(home: &Document, people: &mut BTreeSet<String>) {
    let residents = home.household().map(|view| view.residents);
    for resident in residents.unwrap_or_default().into_values() {
        people.insert(resident.name);
        people.extend(resident.phone);
    }
}

/// Whether a household's notes tell any of it, or ever did.
pub(super) fn notes_tell(home: &Document, commands: &[Command], secrets: &Secrets) -> bool {
    let tells = |text: &Option<String>| {
        let text = text.as_ref();
        text.is_some_and(|text| secrets.stand_in(text.as_bytes()))
    };
    let shown = home.household().is_some_and(|view| {
        let mut residents = view.residents.values();
        tells(&view.contact_note) || residents.any(|it| tells(&it.notes) || tells(&it.relation))
    });
    shown || commands.iter().any(|it| secrets.are_noted_in(it))
}
