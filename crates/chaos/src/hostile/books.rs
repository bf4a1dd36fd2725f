//! What the server keeps, read past it.

use std::collections::BTreeMap;
use std::path::Path;

use linli_client_core::domain::{
    ActorId, BuildingId, CaseId, DisputeId, DocumentKey, EstateId, HouseholdId, Kind, Month,
};
use rusqlite::{Connection, OpenFlags, Row};

use crate::{Failure, Result};

/// A document, under the name that it has on the wire.
const KEYS: &str = "SELECT e.id, f.building, f.kind, d.id, d.month FROM documents d
                    JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate ORDER BY d.row";
/// Who wrote how often into which feed. Empty: the whole estate.
const WRITTEN: &str = "SELECT l.author, e.id, f.building, f.kind, count(*) FROM log l
                       JOIN feeds f ON f.row = l.feed JOIN estates e ON e.row = l.estate GROUP BY 1, 2, 3, 4";
/// No request may make or take a row of these. What is refused leaves rows among the refusals, by design.
const FIXED: [&str; 7] = [
    "estates",
    "buildings",
    "appointments",
    "devices",
    "invitations",
    "token_keys",
    "meta",
];
/// Those that grow with every envelope.
const GROWING: [&str; 4] = ["log", "envelopes", "refusals", "actors"];

pub(crate) struct Books(Connection);

/// Where somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) author: [u8; 16],
    pub(crate) estate: [u8; 16],
    /// Empty: the whole estate.
    pub(crate) building: Vec<u8>,
    pub(crate) kind: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    /// Entries of the log.
    pub(crate) written: BTreeMap<Place, u64>,
    pub(crate) fixed: BTreeMap<&'static str, u64>,
    pub(crate) growing: BTreeMap<&'static str, u64>,
}

impl Books {
    pub(crate) fn open(database: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let opened = Connection::open_with_flags(database, flags);
        opened.map(Self).map_err(unreadable)
    }

    pub(crate) fn count(&self) -> Result<Count> {
        let written = self.rows(WRITTEN, |row| {
            let place = Place {
                author: row.get(0)?,
                estate: row.get(1)?,
                building: row.get(2)?,
                kind: row.get(3)?,
            };
            Ok((place, row.get::<_, i64>(4)?.cast_unsigned()))
        })?;
        let count = |tables: &[&'static str]| -> Result<BTreeMap<&'static str, u64>> {
            let counts = tables.iter().map(|table| {
                let sql = format!("SELECT count(*) FROM {table}");
                let count = self.rows(&sql, |row| row.get::<_, i64>(0))?;
                Ok((*table, count[0].cast_unsigned()))
            });
            counts.collect()
        };
        Ok(Count {
            written: written.into_iter().collect(),
            fixed: count(&FIXED)?,
            growing: count(&GROWING)?,
        })
    }

    /// Every document, in the order of its first change.
    pub(crate) fn documents(&self) -> Result<Vec<DocumentKey>> {
        let keys = self.rows(KEYS, |row| {
            let (estate, building): ([u8; 16], Vec<u8>) = (row.get(0)?, row.get(1)?);
            let (kind, id, month): (u8, [u8; 16], u16) = (row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(key(estate, &building, kind, id, month))
        })?;
        Ok(keys.into_iter().flatten().collect())
    }

    pub(crate) fn actors(&self) -> Result<Vec<ActorId>> {
        self.rows("SELECT actor FROM actors ORDER BY actor", |row| {
            row.get(0).map(ActorId)
        })
    }

    fn rows<T>(
        &self,
        sql: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.0.prepare(sql).map_err(unreadable)?;
        let rows = statement.query_map([], read).map_err(unreadable)?;
        rows.collect::<Result<_, _>>().map_err(unreadable)
    }
}

fn key(
    estate: [u8; 16],
    building: &[u8],
    kind: u8,
    id: [u8; 16],
    month: u16,
) -> Option<DocumentKey> {
    let estate = EstateId::from_bytes(estate);
    let building = || building.try_into().ok().map(BuildingId::from_bytes);
    Some(match Kind::from_code(kind)? {
        Kind::Directory => DocumentKey::Directory { estate },
        Kind::Household => DocumentKey::Household {
            estate,
            building: building()?,
            household: HouseholdId::from_bytes(id),
        },
        Kind::Visits => DocumentKey::Visits {
            estate,
            building: building()?,
            month: Month::from_index(month)?,
        },
        Kind::Case => DocumentKey::Case {
            estate,
            building: building()?,
            case: CaseId::from_bytes(id),
        },
        Kind::Dispute => DocumentKey::Dispute {
            estate,
            dispute: DisputeId::from_bytes(id),
        },
    })
}

fn unreadable(error: rusqlite::Error) -> Failure {
    Failure::io("reading the server's books")(std::io::Error::other(error))
}
