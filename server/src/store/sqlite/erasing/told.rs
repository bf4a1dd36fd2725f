//! What is told elsewhere of somebody who is erased.

use std::collections::BTreeSet;

use linli_documents::{AsWritten, Keep};
use linli_domain::{Command, DocumentId, DocumentKey, HouseholdId, Kind, VisitId};
use rusqlite::params;

use super::{Secrets, commands};
use crate::store::StoreError;
use crate::store::sqlite::columns::{blob, feed_id, key};
use crate::store::sqlite::loaded::Loaded;
use crate::store::sqlite::writing::Writing;

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
        let document = &other.document;
        let mut secrets = secrets.clone();
        let (visits, shown) = match document.key().kind() {
            Kind::Visits => {
                let view = document.visits();
                let visits = view.map(|view| view.visits).unwrap_or_default();
                let theirs: Vec<_> = visits
                    .into_iter()
                    .filter(|(_, visit)| visit.household == household)
                    .collect();
                let shown = serde_json::to_vec(&theirs).unwrap_or_default();
                let ids: BTreeSet<VisitId> = theirs.iter().map(|(id, _)| *id).collect();
                (Some(ids), shown)
            }
            // Whoever comes up in a dispute need not be named by a household.
            Kind::Dispute => {
                let view = document.dispute(&AsWritten);
                if !view.as_ref().is_some_and(|view| view.names(household)) {
                    secrets = secrets.only_who();
                }
                (None, serde_json::to_vec(&view).unwrap_or_default())
            }
            _ => {
                let view = document.case(&AsWritten);
                if view
                    .as_ref()
                    .is_none_or(|view| view.household != Some(household))
                {
                    return Ok(None);
                }
                (None, serde_json::to_vec(&view).unwrap_or_default())
            }
        };
        let about = |command: &&Command| match (&visits, command) {
            (Some(ids), Command::RecordVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::CorrectVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::WithdrawVisit(it)) => ids.contains(&it.visit),
            (Some(_), _) => false,
            (None, _) => true,
        };
        let told = secrets.stand_in(&shown)
            || commands
                .iter()
                .filter(about)
                .any(|command| secrets.stand_in(&command.to_bytes()));
        Ok(told.then(|| Self {
            secrets: secrets.longest_first(),
            visits: visits.map(|ids| ids.iter().map(ToString::to_string).collect()),
        }))
    }
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
        let scope: Vec<u8> = row.get(3)?;
        let feed = feed_id(home.estate(), row.get(2)?, &scope)?;
        let id: DocumentId = blob(row, 0)?;
        keys.push(key(feed, id, row.get(1)?)?);
    }
    Ok(keys)
}
