//! What is told elsewhere of somebody who is erased.

use std::collections::BTreeSet;

use linli_documents::{AsWritten, Document, Keep};
use linli_domain::{Command, DocumentId, DocumentKey, HouseholdId, Kind, VisitId};
use rusqlite::params;

use super::columns::{blob, feed_id, key};
use super::loaded::Loaded;
use super::secrets::{Secrets, commands, strike};
use super::writing::Writing;
use crate::store::StoreError;

/// Another document tells of the household or its people: its texts are kept without what is erased.
pub(super) struct Told {
    secrets: Vec<String>,
    /// Of a visit log, the household's visits; `None`: the whole document.
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
        let Some(about) = About::of(&other.document, household) else {
            return Ok(None);
        };
        let secrets = about.secrets(secrets);
        let told = secrets.stand_in(&about.shown)
            || commands
                .iter()
                .filter(|command| about.concerns(command))
                .any(|command| secrets.stand_in(&command.to_bytes()));
        Ok(told.then(|| Self::new(about.visits, &secrets)))
    }

    /// Of an archived one, whose commands are gone: `None` where it never told any of the secrets.
    pub(super) fn by_archived(
        document: &Document,
        household: HouseholdId,
        secrets: &Secrets,
    ) -> Option<Self> {
        let about = About::of(document, household)?;
        let secrets = about.secrets(secrets);
        // Saved as it is, without compression, it has every text that it ever held.
        let concerned = about.visits.as_ref().is_none_or(|ids| !ids.is_empty())
            && secrets.stand_in(&document.save());
        concerned.then(|| Self::new(about.visits, &secrets))
    }

    fn new(visits: Option<BTreeSet<VisitId>>, secrets: &Secrets) -> Self {
        Self {
            secrets: secrets.longest_first(),
            visits: visits.map(|ids| ids.iter().map(ToString::to_string).collect()),
        }
    }
}

/// What a document may tell of a household.
struct About {
    /// Of a visit log, those of the household.
    visits: Option<BTreeSet<VisitId>>,
    /// As JSON.
    shown: Vec<u8>,
    /// Whether it names the household; whoever comes up in a dispute need not be named by one.
    names: bool,
}

impl About {
    /// `None` for another household's case.
    fn of(document: &Document, household: HouseholdId) -> Option<Self> {
        match document.key().kind() {
            Kind::Visits => Some(Self::visits(document, household)),
            Kind::Dispute => {
                let view = document.dispute(&AsWritten);
                Some(Self {
                    visits: None,
                    shown: serde_json::to_vec(&view).unwrap_or_default(),
                    names: view.is_some_and(|view| view.names(household)),
                })
            }
            _ => {
                let view = document.case(&AsWritten)?;
                (view.household == Some(household)).then(|| Self {
                    visits: None,
                    shown: serde_json::to_vec(&view).unwrap_or_default(),
                    names: true,
                })
            }
        }
    }

    fn visits(document: &Document, household: HouseholdId) -> Self {
        let visits = document.visits().map(|view| view.visits);
        let theirs: Vec<_> = visits
            .unwrap_or_default()
            .into_iter()
            .filter(|(_, visit)| visit.household == household)
            .collect();
        Self {
            visits: Some(theirs.iter().map(|(id, _)| *id).collect()),
            shown: serde_json::to_vec(&theirs).unwrap_or_default(),
            names: true,
        }
    }

    fn secrets(&self, secrets: &Secrets) -> Secrets {
        if self.names {
            secrets.clone()
        } else {
            secrets.only_who()
        }
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
        if !theirs {
            return text.to_owned();
        }
        strike(&self.secrets, text)
    }
}

/// In the household itself, what is noted of the others. Their own names and telephones stay: families share those.
pub(super) struct AtHome<'a> {
    keep: &'a dyn Keep,
    secrets: Vec<String>,
}

impl<'a> AtHome<'a> {
    pub(super) fn new(keep: &'a dyn Keep, secrets: &Secrets) -> Self {
        Self {
            keep,
            secrets: secrets.only_who().longest_first(),
        }
    }
}

impl Keep for AtHome<'_> {
    fn keeps(&self, path: &[String]) -> bool {
        self.keep.keeps(path)
    }

    fn text(&self, path: &[String], text: &str) -> String {
        let text = self.keep.text(path, text);
        match path.last().map(String::as_str) {
            Some("notes" | "relation" | "contact_note") => strike(&self.secrets, &text),
            _ => text,
        }
    }
}

/// Visit logs and cases of the household's building, and the disputes of its estate.
pub(super) fn neighbours(
    writing: &Writing<'_>,
    home: &DocumentKey,
) -> Result<Vec<DocumentKey>, StoreError> {
    let Some(building) = home.building() else {
        return Ok(Vec::new());
    };
    let mut statement = writing.connection.prepare_cached(
        "SELECT d.id, d.month, f.kind, f.building FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
         WHERE e.id = ?1 AND (f.building = ?2 AND f.kind IN (?3, ?4) OR f.kind = ?5) ORDER BY d.row",
    )?;
    let mut rows = statement.query(params![
        home.estate().as_bytes(),
        building.as_bytes(),
        Kind::Visits.code(),
        Kind::Case.code(),
        Kind::Dispute.code(),
    ])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let feed = feed_id(home.estate(), row, 2)?;
        let id: DocumentId = blob(row, 0)?;
        keys.push(key(feed, id, row.get(1)?)?);
    }
    Ok(keys)
}
