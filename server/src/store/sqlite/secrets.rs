//! What of somebody who is erased may stand in documents as text.

use std::collections::BTreeSet;

use linli_documents::Document;
use linli_domain::command::{CorrectResident, NewResident, ResidentChange};
use linli_domain::text::Text;
use linli_domain::{Command, ResidentId};

use super::loaded::Loaded;
use super::writing::Writing;
use crate::store::StoreError;

/// A name of one character is found everywhere.
const SHORTEST_CHARS: usize = 2;

/// Of one or several residents, of all times.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    /// Names and phone numbers.
    who: BTreeSet<String>,
    /// What was noted of them, which others may say of anybody.
    notes: BTreeSet<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

impl Secrets {
    pub(super) fn of(
        writing: &Writing<'_>,
        loaded: &Loaded,
        before: &Document,
        residents: &[ResidentId],
    ) -> Result<Self, StoreError> {
        let mut secrets = Self::default();
        for command in commands(writing, loaded)? {
            for resident in residents {
                secrets.learn(&command, *resident);
            }
        }
        let known = before.household().map(|view| view.residents);
        for (id, known) in known.unwrap_or_default() {
            if residents.contains(&id) {
                secrets.name(Some(&known.name));
                secrets.name(known.phone.as_deref());
                secrets.note(known.notes.as_deref());
            }
        }
        Ok(secrets)
    }

    fn learn(&mut self, command: &Command, resident: ResidentId) {
        let new = match command {
            Command::RegisterHousehold(it) => it.residents.iter().find(|new| new.id == resident),
            Command::AddResident(it) => Some(&it.resident).filter(|new| new.id == resident),
            Command::CorrectResident(it) if it.resident == resident => {
                self.corrected(it);
                None
            }
            _ => None,
        };
        if let Some(new) = new {
            self.name(Some(new.name.as_str()));
            self.name(new.phone.as_ref().map(|phone| phone.as_str()));
            self.note(new.notes.as_deref());
        }
    }

    fn corrected(&mut self, command: &CorrectResident) {
        for change in &command.changes {
            match change {
                ResidentChange::Name(name) => self.name(Some(name.as_str())),
                ResidentChange::Phone(phone) => {
                    self.name(phone.as_ref().map(|phone| phone.as_str()));
                }
                ResidentChange::Notes(notes) => self.note(notes.as_deref()),
                _ => {}
            }
        }
    }

    fn name(&mut self, text: Option<&str>) {
        self.who.extend(long_enough(text));
    }

    fn note(&mut self, text: Option<&str>) {
        self.notes.extend(long_enough(text));
    }

    pub(super) fn join(&mut self, others: Self) {
        self.who.extend(others.who);
        self.notes.extend(others.notes);
    }

    /// For a document that does not say that it is about the household: somebody else's notes may read the same.
    pub(super) fn only_who(&self) -> Self {
        self.only_who_but(&BTreeSet::new())
    }

    /// The same without what is somebody else's as well.
    pub(super) fn only_who_but(&self, shared: &BTreeSet<String>) -> Self {
        Self {
            who: self.who.difference(shared).cloned().collect(),
            notes: BTreeSet::new(),
        }
    }

    /// A name within a name must not be what is left of it.
    pub(super) fn longest_first(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.who.union(&self.notes).cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    /// What is noted of others, without it. Their own names and telephones stay: families share those.
    pub(super) fn strike_from(&self, command: &mut Command) {
        let secrets = self.only_who().longest_first();
        let strike_new = |new: &mut NewResident| {
            strike_in(&secrets, &mut new.notes);
            strike_in(&secrets, &mut new.relation);
        };
        match command {
            Command::RegisterHousehold(it) => it.residents.iter_mut().for_each(strike_new),
            Command::AddResident(it) => strike_new(&mut it.resident),
            Command::CorrectResident(it) => {
                for change in &mut it.changes {
                    match change {
                        ResidentChange::Notes(notes) => strike_in(&secrets, notes),
                        ResidentChange::Relation(relation) => strike_in(&secrets, relation),
                        _ => {}
                    }
                }
            }
            Command::SetContactPreference(it) => strike_in(&secrets, &mut it.note),
            _ => {}
        }
    }

    /// Whether [`Self::strike_from`] would change it.
    pub(super) fn are_noted_in(&self, command: &Command) -> bool {
        let mut struck = command.clone();
        self.strike_from(&mut struck);
        struck != *command
    }

    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        let mut secrets = self.who.iter().chain(&self.notes);
        secrets.any(|secret| contains(bytes, secret.as_bytes()))
    }
}

/// Stands where something was erased: shorter than the shortest text that a field may ask for.
const ERASED: &str = "□";

/// `secrets`: the longest first.
pub(super) fn strike(secrets: &[String], text: &str) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| {
        text.replace(secret.as_str(), ERASED)
    })
}

fn strike_in<const MIN: usize, const MAX: usize>(
    secrets: &[String],
    text: &mut Option<Text<MIN, MAX>>,
) {
    let struck = text.as_ref().map(|it| strike(secrets, it.as_str()));
    if let Some(Ok(struck)) = struck.map(|it| Text::new(&it)) {
        *text = Some(struck);
    }
}

fn long_enough(text: Option<&str>) -> Option<String> {
    text.filter(|text| text.chars().count() >= SHORTEST_CHARS)
        .map(str::to_owned)
}

pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// All commands of the document that are still there.
pub(super) fn commands(writing: &Writing<'_>, loaded: &Loaded) -> Result<Vec<Command>, StoreError> {
    let Some(stored) = loaded.stored else {
        return Ok(Vec::new());
    };
    let mut statement = writing
        .connection
        .prepare_cached("SELECT command FROM log WHERE document = ?1 AND command <> x''")?;
    let mut rows = statement.query([stored.row])?;
    let mut commands = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        commands.extend(Command::from_bytes(&bytes).ok());
    }
    Ok(commands)
}
