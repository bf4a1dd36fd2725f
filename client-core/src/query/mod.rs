//! What screens show. Reads projections only: no document is loaded.

mod buildings;
mod cases;
mod departments;
mod disputes;
mod doors;
mod handover;
mod households;
mod ids;
mod likeness;
mod own_record;
mod people;
mod referrals;
mod rights;
mod search;
mod unsent;

pub use buildings::{BuildingSummary, Door, Due, LastVisit};
pub use cases::CaseFilter;
pub use departments::Department;
pub use disputes::DisputeFilter;
pub use doors::Address;
pub use handover::{OpenHandover, PostHolder};
pub use households::{HouseholdDetails, VISITS_SHOWN, VisitEntry};
pub use ids::{Held, IdPrefix, NoIdPrefix};
pub use likeness::{HeldResident, LikelyPair, LikelySame};
pub use own_record::{DisputeRecord, HouseholdRecord, ResidentRecord};
pub use people::Colleague;
pub use rights::Allowed;
pub use search::Found;
pub use unsent::{Draft, Status, Unsent};

pub(crate) use cases::stored_case;
pub(crate) use disputes::{stored_dispute, stored_disputes};
pub(crate) use households::stored_household;

use linli_domain::DocumentId;
use linli_domain::view::Conflict;
use rusqlite::types::Type;

use crate::Result;
use crate::replica::Replica;

impl Replica {
    /// Fields with several concurrent values, until somebody decides.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT document, path, found FROM conflicts ORDER BY document, path",
        )?;
        let conflicts = statement
            .query_map([], conflict)?
            .collect::<Result<_, _>>()?;
        Ok(conflicts)
    }

    fn conflicts_of(&self, document: DocumentId) -> Result<Vec<Conflict>> {
        let mut statement = self.reading()?.prepare_cached(
            "SELECT document, path, found FROM conflicts WHERE document = ?1 ORDER BY path",
        )?;
        let conflicts = statement
            .query_map([document.as_bytes()], conflict)?
            .collect::<Result<_, _>>()?;
        Ok(conflicts)
    }
}

fn conflict(row: &rusqlite::Row<'_>) -> rusqlite::Result<Conflict> {
    Ok(Conflict {
        document: DocumentId::from_bytes(row.get(0)?),
        path: row.get(1)?,
        values: from_json(row, 2)?,
    })
}

/// A column that holds JSON which a projection wrote.
fn from_json<T: serde::de::DeserializeOwned>(
    row: &rusqlite::Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
    })
}

/// A column that holds what `Display` wrote; unset where it is NULL or no longer parses.
fn parsed<T: std::str::FromStr>(
    row: &rusqlite::Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|text| text.parse().ok()))
}
