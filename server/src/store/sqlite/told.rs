//! What is told elsewhere of somebody who is erased.

use std::collections::BTreeSet;

use linli_documents::{AsWritten, Document, Keep, KeepAll};
use linli_domain::{Command, DocumentId, DocumentKey, HouseholdId, Kind, VisitId};
use rusqlite::params;
use serde::Serialize;

use super::columns::{blob, feed_id, key};
use super::doors;
use super::loaded::Loaded;
use super::secrets::{Secrets, commands, strike};
use super::writing::Writing;
use crate::store::StoreError;

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) struct Sought<'a> {
    /// Where the resident's household is named: all of it.
    pub(super) secrets: &'a Secrets,
    /// At other doors of the building: what nobody else there is called, see [`doors`].
    pub(super) elsewhere: &'a Secrets,
}

/// Another document tells of the household or its people: its texts are kept without what is erased.
pub(super) struct Told {
    secrets: Vec<String>,
    /// Of a visit log, the household's visits; `None`: the whole document.
    visits: Option<BTreeSet<String>>,
    /// For what is not of the household.
    elsewhere: Vec<String>,
}

impl Told {
    /// What is kept of it; `None` where it never told any of the secrets.
    pub(super) fn by(
        writing: &Writing<'_>,
        other: &Loaded,
        household: HouseholdId,
        sought: Sought<'_>,
    ) -> Result<Option<Box<dyn Keep>>, StoreError> {
        let commands = commands(writing, other)?;
        if other.document.key().kind() == Kind::Household {
            let told = doors::notes_tell(&other.document, &commands, sought.elsewhere);
            return Ok(told.then(|| Box::new(InNotes::new(&KeepAll, sought.elsewhere)) as _));
        }
        let Some(about) = About::of(&other.document, household) else {
            return Ok(None);
        };
        let secrets = about.secrets(sought);
        let tells = |command: &Command| {
            let bytes = command.to_bytes();
            let near = about.concerns(command) && secrets.stand_in(&bytes);
            near || about.is_of_building && sought.elsewhere.stand_in(&bytes)
        };
        let told = about.tells(&secrets, sought) || commands.iter().any(tells);
        Ok(told.then(|| Box::new(Self::new(about, &secrets, sought)) as _))
    }

    /// Of an archived one, whose commands are gone: `None` where it never told any of the secrets.
    pub(super) fn by_archived(
        document: &Document,
        household: HouseholdId,
        sought: Sought<'_>,
    ) -> Option<Self> {
        let about = About::of(document, household)?;
        let secrets = about.secrets(sought);
        // Saved as it is, without compression, it has every text that it ever held.
        let saved = document.save();
        let concerned = about.visits.as_ref().is_none_or(|ids| !ids.is_empty())
            && secrets.stand_in(&saved)
            || about.is_of_building && sought.elsewhere.stand_in(&saved);
        concerned.then(|| Self::new(about, &secrets, sought))
    }

    fn new(about: About, secrets: &Secrets, sought: Sought<'_>) -> Self {
        let visits = about.visits;
        Self {
            secrets: secrets.longest_first(),
            visits: visits.map(|ids| ids.iter().map(ToString::to_string).collect()),
            elsewhere: sought.elsewhere.longest_first(),
        }
    }
}

/// What a document may tell of a household.
struct About {
    /// Of a visit log, those of the household.
    visits: Option<BTreeSet<VisitId>>,
    /// As JSON.
    shown: Vec<u8>,
    /// What is not of the household, as JSON.
    beside: Vec<u8>,
    /// Whether it names the household; whoever comes up in a dispute need not be named by one.
    names: bool,
    /// Whether it is kept by a building's heads, and not by mediators.
    is_of_building: bool,
}

impl About {
    /// `None` for what is nothing yet.
    fn of(document: &Document, household: HouseholdId) -> Option<Self> {
        match document.key().kind() {
            Kind::Visits => Some(Self::visits(document, household)),
            Kind::Dispute => {
                let view = document.dispute(&AsWritten);
                Some(Self {
                    visits: None,
                    shown: json(&view),
                    beside: Vec::new(),
                    names: view.is_some_and(|view| view.names(household)),
                    is_of_building: false,
                })
            }
            _ => {
                let view = document.case(&AsWritten)?;
                Some(Self {
                    visits: None,
                    shown: json(&view),
                    beside: Vec::new(),
                    names: view.household == Some(household),
                    is_of_building: true,
                })
            }
        }
    }

    fn visits(document: &Document, household: HouseholdId) -> Self {
        let visits = document.visits().map(|view| view.visits);
        let (theirs, others): (Vec<_>, Vec<_>) = visits
            .unwrap_or_default()
            .into_iter()
            .partition(|(_, visit)| visit.household == household);
        Self {
            visits: Some(theirs.iter().map(|(id, _)| *id).collect()),
            shown: json(&theirs),
            beside: json(&others),
            names: true,
            is_of_building: true,
        }
    }

    /// What is looked for in what is of the household, or in all of a document that has no such parts.
    fn secrets(&self, sought: Sought<'_>) -> Secrets {
        match (self.names, self.is_of_building) {
            (true, _) => sought.secrets.clone(),
            (false, true) => sought.elsewhere.clone(),
            (false, false) => sought.secrets.only_who(),
        }
    }

    fn tells(&self, secrets: &Secrets, sought: Sought<'_>) -> bool {
        secrets.stand_in(&self.shown) || sought.elsewhere.stand_in(&self.beside)
    }

    fn concerns(&self, command: &Command) -> bool {
        match (&self.visits, command) {
            (Some(ids), Command::RecordVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::CorrectVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::WithdrawVisit(it)) => ids.contains(&it.visit),
            (Some(_), _) => false,
            (None, _) => true,
        }
    }
}

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
        let gone = if theirs {
            &self.secrets
        } else {
            &self.elsewhere
        };
        strike(gone, text)
    }
}

/// In a household, theirs or another, what is noted of others. Their own names and telephones stay: families share those.
pub(super) struct InNotes<'a> {
    keep: &'a dyn Keep,
    secrets: Vec<String>,
}

impl<'a> InNotes<'a> {
    pub(super) fn new(keep: &'a dyn Keep, secrets: &Secrets) -> Self {
        Self {
            keep,
            secrets: secrets.only_who().longest_first(),
        }
    }
}

impl Keep for InNotes<'_> {
    fn keeps(&self, path: &[String]) -> bool {
        self.keep.keeps(path)
    }

    fn text(&self, path: &[String], text: &str) -> String {
        let text = self.keep.text(path, text);
        if is_note(path) {
            strike(&self.secrets, &text)
        } else {
            text
        }
    }
}

/// What is noted in a household, of its people and of others.
fn is_note(path: &[String]) -> bool {
    let field = path.last().map(String::as_str);
    matches!(field, Some("notes" | "relation" | "contact_note"))
}

fn json(view: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(view).unwrap_or_default()
}

/// Other households, visit logs and cases of the household's building, and the disputes of its estate.
pub(super) fn neighbours(
    writing: &Writing<'_>,
    home: &DocumentKey,
) -> Result<Vec<DocumentKey>, StoreError> {
    let Some(building) = home.building() else {
        return Ok(Vec::new());
    };
    let mut statement = writing.connection.prepare_cached(
        "SELECT d.id, d.month, f.kind, f.building FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
         WHERE e.id = ?1 AND (f.building = ?2 AND f.kind IN (?3, ?4, ?5) OR f.kind = ?6) AND d.id <> ?7 ORDER BY d.row",
    )?;
    let mut rows = statement.query(params![
        home.estate().as_bytes(),
        building.as_bytes(),
        Kind::Household.code(),
        Kind::Visits.code(),
        Kind::Case.code(),
        Kind::Dispute.code(),
        home.id().as_bytes(),
    ])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let feed = feed_id(home.estate(), row, 2)?;
        let id: DocumentId = blob(row, 0)?;
        keys.push(key(feed, id, row.get(1)?)?);
    }
    Ok(keys)
}
