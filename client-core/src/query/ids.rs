//! Ids as people type them: by their beginning.

use std::fmt;
use std::str::FromStr;

use linli_domain::{BuildingId, CaseId, DisputeId, HouseholdId, PersonId, ResidentId, VisitId};
use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::Result;
use crate::replica::Replica;

/// Digits below which a beginning is more likely a mistake, or a room.
const DIGITS_MIN: usize = 4;
/// Digits that an abbreviation has at least: what fits a line and can be read out.
const ABBREVIATION_DIGITS: usize = 8;

/// The beginning of an id: 4 to 32 hexadecimal digits, dashes only where ids have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdPrefix {
    lowest: Uuid,
    highest: Uuid,
}

/// The text is no beginning of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the beginning of an id")]
pub struct NoIdPrefix;

impl FromStr for IdPrefix {
    type Err = NoIdPrefix;

    fn from_str(text: &str) -> Result<Self, NoIdPrefix> {
        let mut digits = String::new();
        for (at, c) in text.trim().chars().enumerate() {
            match c {
                '-' if matches!(at, 8 | 13 | 18 | 23) => {}
                c if c.is_ascii_hexdigit() => digits.push(c),
                _ => return Err(NoIdPrefix),
            }
        }
        if !(DIGITS_MIN..=32).contains(&digits.len()) {
            return Err(NoIdPrefix);
        }
        let bound =
            |fill: &str| Uuid::parse_str(&format!("{digits}{}", fill.repeat(32 - digits.len())));
        match (bound("0"), bound("f")) {
            (Ok(lowest), Ok(highest)) => Ok(Self { lowest, highest }),
            _ => Err(NoIdPrefix),
        }
    }
}

/// An id of something that a replica holds and people point at.
pub trait Held: Copy + fmt::Display + sealed::Held {}

mod sealed {
    pub trait Held {
        /// Table and column; fixed text, so that it may stand in SQL.
        const COLUMN: (&'static str, &'static str);
        fn from_uuid(id: uuid::Uuid) -> Self;
        fn bytes(&self) -> &[u8; 16];
    }
}

macro_rules! held {
    ($($id:ident $table:literal $column:literal),*) => {$(
        impl Held for $id {}
        impl sealed::Held for $id {
            const COLUMN: (&'static str, &'static str) = ($table, $column);
            fn from_uuid(id: Uuid) -> Self { Self(id) }
            fn bytes(&self) -> &[u8; 16] { self.as_bytes() }
        }
    )*};
}

held!(
    HouseholdId "households" "id",
    ResidentId "residents" "id",
    VisitId "visits" "id",
    CaseId "cases" "id",
    DisputeId "disputes" "id",
    BuildingId "buildings" "id",
    PersonId "appointments" "person"
);

impl Replica {
    /// The ids held here that begin so, in order, at most `limit`.
    pub fn ids_beginning<T: Held>(&self, prefix: &IdPrefix, limit: u32) -> Result<Vec<T>> {
        let (table, column) = T::COLUMN;
        let mut statement = self.reading()?.prepare_cached(&format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {column} BETWEEN ?1 AND ?2 ORDER BY {column} LIMIT ?3"
        ))?;
        let ids = statement
            .query_map(
                rusqlite::params![prefix.lowest.as_bytes(), prefix.highest.as_bytes(), limit],
                |row| {
                    row.get(0)
                        .map(|bytes| T::from_uuid(Uuid::from_bytes(bytes)))
                },
            )?
            .collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// The shortest beginning, of at least 8 digits, that no other id of its kind has here.
    pub fn abbreviate<T: Held>(&self, id: T) -> Result<String> {
        let (table, column) = T::COLUMN;
        let text = id.to_string();
        let mut shared = 0;
        for (bound, order) in [("<", "DESC"), (">", "ASC")] {
            let mut statement = self.reading()?.prepare_cached(&format!(
                "SELECT {column} FROM {table} WHERE {column} {bound} ?1 ORDER BY {column} {order} LIMIT 1"
            ))?;
            let neighbour: Option<[u8; 16]> = statement
                .query_row([id.bytes()], |row| row.get(0))
                .optional()?;
            if let Some(neighbour) = neighbour {
                let neighbour = Uuid::from_bytes(neighbour).to_string();
                let same = text
                    .bytes()
                    .zip(neighbour.bytes())
                    .take_while(|(a, b)| a == b);
                shared = shared.max(same.count());
            }
        }
        let length = match (shared + 1).max(ABBREVIATION_DIGITS) {
            // Not with a dash at its end.
            length @ (9 | 14 | 19 | 24) => length + 1,
            length => length,
        };
        Ok(text.chars().take(length).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_four_digits_and_more_with_dashes_in_their_places() {
        for taken in [
            "019a",
            "019AB3F2-4c1d",
            "019ab3f24c1d",
            " 620b128d-3858-4888-abf2-8ab750461900 ",
        ] {
            assert!(taken.parse::<IdPrefix>().is_ok(), "{taken}");
        }
        for refused in [
            "",
            "019",
            "3-2-301",
            "2-301a",
            "019g",
            "3号楼",
            "620b128d-3858-4888-abf2-8ab7504619000",
        ] {
            assert!(refused.parse::<IdPrefix>().is_err(), "{refused}");
        }
    }

    #[test]
    fn the_bounds_hold_what_begins_so() {
        let prefix: IdPrefix = "620b128d-3".parse().unwrap();
        let id = Uuid::parse_str("620b128d-3858-4888-abf2-8ab750461900").unwrap();
        assert!((prefix.lowest..=prefix.highest).contains(&id));
        let other = Uuid::parse_str("620b128d-4858-4888-abf2-8ab750461900").unwrap();
        assert!(!(prefix.lowest..=prefix.highest).contains(&other));
    }
}
