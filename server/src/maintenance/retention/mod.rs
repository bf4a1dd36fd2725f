//! What has been kept for longer than its purpose allows, by the terms of `linli_domain::privacy`. Looks only.

mod terms;

use std::path::Path;

use linli_domain::{Date, DocumentId, DocumentKey, EstateId, Kind};
use rusqlite::Connection;
use uuid::Uuid;

use super::{MaintenanceError, open};
use crate::store::StoreError;
use crate::store::sqlite::columns::blob;
use crate::store::sqlite::loaded::Loaded;
use crate::store::sqlite::reading::{self, event_order};

/// What an estate keeps too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstateRetention {
    pub estate: EstateId,
    pub name: String,
    pub over: Vec<Over>,
}

/// One thing that is past its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    pub what: What,
    /// The document in which it stands.
    pub document: DocumentKey,
    /// Of the visit, case, dispute, resident, household or appointment; of a consent, the household.
    pub id: Uuid,
    /// The first day on which it is kept too long.
    pub since: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Visit,
    /// Closed.
    Case,
    /// Closed.
    Dispute,
    /// Moved out, while others of the household still live there.
    Resident,
    /// The last of its residents moved out.
    Household,
    /// Taken back.
    Consent,
    /// Ended.
    Appointment,
}

impl What {
    pub const ALL: [Self; 7] = [
        Self::Visit,
        Self::Case,
        Self::Dispute,
        Self::Resident,
        Self::Household,
        Self::Consent,
        Self::Appointment,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visits",
            Self::Case => "cases",
            Self::Dispute => "disputes",
            Self::Resident => "residents",
            Self::Household => "households",
            Self::Consent => "consents",
            Self::Appointment => "appointments",
        }
    }
}

/// As of `today`, for every estate, in the order of the documents. One document in memory at a time.
pub fn retention(file: &Path, today: Date) -> Result<Vec<EstateRetention>, MaintenanceError> {
    let connection = open(file)?;
    // All of it is of one moment.
    connection.execute_batch("BEGIN")?;
    let mut found = Vec::new();
    for estate in reading::estates(&connection)? {
        let mut over = Vec::new();
        for id in documents(&connection, estate.id)? {
            look(&connection, id, today, &mut over)?;
        }
        found.push(EstateRetention {
            estate: estate.id,
            name: estate.name,
            over,
        });
    }
    connection.execute_batch("COMMIT")?;
    Ok(found)
}

fn documents(connection: &Connection, estate: EstateId) -> Result<Vec<DocumentId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
         WHERE e.id = ?1 ORDER BY f.kind, d.month, d.row",
    )?;
    let mut rows = statement.query([&estate.as_bytes()[..]])?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        documents.push(blob(row, 0)?);
    }
    Ok(documents)
}

fn look(
    connection: &Connection,
    id: DocumentId,
    today: Date,
    over: &mut Vec<Over>,
) -> Result<(), StoreError> {
    let Some(loaded) = Loaded::read(connection, id)? else {
        return Ok(());
    };
    let document = &loaded.document;
    let found = match document.key().kind() {
        Kind::Directory => document.directory().map(|it| terms::appointments(&it)),
        Kind::Household => document.household().map(|it| terms::household(&it)),
        Kind::Visits => document.visits().map(|it| terms::visits(&it)),
        kind @ (Kind::Case | Kind::Dispute) => match loaded.stored {
            Some(stored) => {
                let order = event_order(connection, stored.row, document)?;
                let order = move |actor: &_, seq| order.get(&(*actor, seq)).copied();
                match kind {
                    Kind::Dispute => document.dispute(&order).map(|it| terms::dispute(&it)),
                    _ => document.case(&order).map(|it| terms::case(&it)),
                }
            }
            None => None,
        },
    };
    let past = found.into_iter().flatten().filter(|it| it.since <= today);
    over.extend(past.map(|term| Over {
        what: term.what,
        document: *document.key(),
        id: term.id,
        since: term.since,
    }));
    Ok(())
}
