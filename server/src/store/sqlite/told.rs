//! What of a resident stands in documents as text, and where other documents tell it.

use std::collections::BTreeSet;

use linli_documents::{Document, Keep};
use linli_domain::command::{CorrectResident, ResidentChange};
use linli_domain::{Command, HouseholdId, Kind, ResidentId, VisitId};

use super::loaded::Loaded;
use super::writing::Writing;
use crate::store::StoreError;

/// A name of one character is found everywhere.
const SHORTEST_CHARS: usize = 2;

/// What of a resident may stand in documents as text: names, phone numbers, notes, of all times.
#[derive(Clone, Default)]
pub(super) struct Secrets(BTreeSet<String>);

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
        let mut secrets = Self(BTreeSet::new());
        for command in commands(writing, loaded)? {
            for resident in residents {
                secrets.learn(&command, *resident);
            }
        }
        let known = before.household().map(|view| view.residents);
        for (id, known) in known.unwrap_or_default() {
            if residents.contains(&id) {
                secrets.add(Some(&known.name));
                secrets.add(known.phone.as_deref());
                secrets.add(known.notes.as_deref());
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
            self.add(Some(new.name.as_str()));
            self.add(new.phone.as_ref().map(|phone| phone.as_str()));
            self.add(new.notes.as_deref());
        }
    }

    fn corrected(&mut self, command: &CorrectResident) {
        for change in &command.changes {
            match change {
                ResidentChange::Name(name) => self.add(Some(name.as_str())),
                ResidentChange::Phone(phone) => {
                    self.add(phone.as_ref().map(|phone| phone.as_str()));
                }
                ResidentChange::Notes(notes) => self.add(notes.as_deref()),
                _ => {}
            }
        }
    }

    pub(super) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    fn add(&mut self, text: Option<&str>) {
        self.0.extend(
            text.filter(|text| text.chars().count() >= SHORTEST_CHARS)
                .map(str::to_owned),
        );
    }

    /// A name within a name must not be what is left of it.
    fn longest_first(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.0.iter().cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        self.0
            .iter()
            .any(|secret| contains(bytes, secret.as_bytes()))
    }
}

pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Another document tells of the household: its texts are kept without what is erased.
pub(super) struct Told {
    secrets: Vec<String>,
    /// Of a visit log, the household's visits; `None`: the whole document is the household's.
    visits: Option<BTreeSet<String>>,
}

impl Told {
    /// `None` where it never told any of the secrets.
    pub(super) fn by(
        writing: &Writing<'_>,
        other: &Loaded,
        household: HouseholdId,
        secrets: &Secrets,
    ) -> Result<Option<Self>, StoreError> {
        let commands = commands(writing, other)?;
        let document = &other.document;
        let Some((visits, shown)) = about(document, household) else {
            return Ok(None);
        };
        let concerns = |command: &&Command| match (&visits, command) {
            (Some(ids), Command::RecordVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::CorrectVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::WithdrawVisit(it)) => ids.contains(&it.visit),
            (Some(_), _) => false,
            (None, _) => true,
        };
        let told = secrets.stand_in(&shown)
            || commands
                .iter()
                .filter(concerns)
                .any(|command| secrets.stand_in(&command.to_bytes()));
        Ok(told.then(|| Self::new(visits, secrets)))
    }

    /// Of an archived one, whose commands are gone: `None` where it is not about the household.
    pub(super) fn by_archived(
        document: &Document,
        household: HouseholdId,
        secrets: &Secrets,
    ) -> Option<Self> {
        let (visits, _) = about(document, household)?;
        let concerned = visits.as_ref().is_none_or(|ids| !ids.is_empty());
        concerned.then(|| Self::new(visits, secrets))
    }

    fn new(visits: Option<BTreeSet<VisitId>>, secrets: &Secrets) -> Self {
        Self {
            secrets: secrets.longest_first(),
            visits: visits.map(|ids| ids.iter().map(ToString::to_string).collect()),
        }
    }
}

/// The household's visits in a log, `None` for a case of theirs; and what shows of them. `None` for another's case.
fn about(
    document: &Document,
    household: HouseholdId,
) -> Option<(Option<BTreeSet<VisitId>>, Vec<u8>)> {
    if document.key().kind() == Kind::Visits {
        let visits = document.visits().map(|view| view.visits);
        let theirs: Vec<_> = visits
            .unwrap_or_default()
            .into_iter()
            .filter(|(_, visit)| visit.household == household)
            .collect();
        let shown = serde_json::to_vec(&theirs).unwrap_or_default();
        return Some((Some(theirs.iter().map(|(id, _)| *id).collect()), shown));
    }
    let view = document.case(&linli_documents::AsWritten)?;
    let theirs = view.household == Some(household);
    theirs.then(|| (None, serde_json::to_vec(&view).unwrap_or_default()))
}

/// Stands where something was erased: shorter than the shortest text that a field may ask for.
const ERASED: &str = "□";

impl Keep for Told {
    fn keeps(&self, _: &[String]) -> bool {
        true
    }

    fn text(&self, path: &[String], text: &str) -> String {
        let theirs = match (&self.visits, path) {
            (None, _) => true,
            (Some(visits), [map, id, ..]) => map == "visits" && visits.contains(id),
            _ => false,
        };
        if !theirs {
            return text.to_owned();
        }
        self.secrets.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), ERASED)
        })
    }
}

/// All commands of the document that are still there.
fn commands(writing: &Writing<'_>, loaded: &Loaded) -> Result<Vec<Command>, StoreError> {
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
