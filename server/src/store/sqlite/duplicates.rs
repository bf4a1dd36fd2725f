//! Residents who may be written down twice: looked for at night over all households of an estate.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{DocumentId, EstateId, HouseholdId, Kind, ResidentId, Timestamp};
use linli_likeness::{Facts, Index, Person};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::blob;
use super::loaded::Loaded;
use super::reading;
use crate::store::{Duplicate, Duplicates, StoreError};

/// Reads every household, one document in memory at a time; the likeliest pairs first. Left out are
/// those who moved out or were merged, and pairs that somebody merged and took apart again.
pub(super) fn seek(
    connection: &Connection,
    estate: EstateId,
) -> Result<Vec<Duplicate>, StoreError> {
    let mut index = Index::default();
    let mut people = Vec::new();
    for id in households(connection, estate)? {
        let Some(view) = Loaded::read(connection, id)?.and_then(|it| it.document.household())
        else {
            continue;
        };
        if view.merged_into.is_some() {
            continue;
        }
        for (resident, it) in &view.residents {
            let here = it.merged_into.is_none() && it.moved_out.is_none();
            if let Some(facts) = Facts::of(&view, it).filter(|_| here) {
                index.add(Person::new(facts));
                people.push((*resident, view.id));
            }
        }
    }
    let mut parted = BTreeMap::new();
    let mut found = Vec::new();
    for pair in index.pairs() {
        let (one, other) = (people[pair.one], people[pair.other]);
        if !are_two(connection, one, other, &mut parted)? {
            found.push(Duplicate {
                one: one.0,
                one_household: one.1,
                other: other.0,
                other_household: other.1,
                score: pair.likeness.score,
                reasons: pair.likeness.reasons,
            });
        }
    }
    Ok(found)
}

fn households(connection: &Connection, estate: EstateId) -> Result<Vec<DocumentId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
         WHERE e.id = ?1 AND f.kind = ?2 ORDER BY d.row",
    )?;
    let mut rows = statement.query((&estate.as_bytes()[..], Kind::Household.code()))?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(blob(row, 0)?);
    }
    Ok(ids)
}

/// With whom somebody decided that there are two.
struct Parted {
    residents: BTreeSet<(ResidentId, ResidentId)>,
    households: BTreeSet<HouseholdId>,
}

fn are_two(
    connection: &Connection,
    one: (ResidentId, HouseholdId),
    other: (ResidentId, HouseholdId),
    known: &mut BTreeMap<HouseholdId, Parted>,
) -> Result<bool, StoreError> {
    for (own, another) in [(one, other), (other, one)] {
        let parted = match known.entry(own.1) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => place.insert(parted(connection, own.1)?),
        };
        if parted.residents.contains(&(own.0, another.0)) || parted.households.contains(&another.1)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn parted(connection: &Connection, household: HouseholdId) -> Result<Parted, StoreError> {
    let document = Loaded::read(connection, household.into())?
        .ok_or(StoreError::Damaged("document"))?
        .document;
    Ok(Parted {
        residents: document.parted_residents(),
        households: document.parted_households(),
    })
}

/// In place of what was found before.
pub(super) fn keep(
    connection: &Connection,
    estate: EstateId,
    found: &[Duplicate],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((row, _)) = reading::estate(connection, estate)? else {
        return Ok(());
    };
    connection
        .prepare_cached("DELETE FROM duplicates WHERE estate = ?1")?
        .execute([row])?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO duplicates (estate, one, one_household, other, other_household, score, reasons)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for pair in found {
        let reasons: Vec<&str> = pair.reasons.iter().map(|reason| reason.as_str()).collect();
        insert.execute(params![
            row,
            &pair.one.as_bytes()[..],
            &pair.one_household.as_bytes()[..],
            &pair.other.as_bytes()[..],
            &pair.other_household.as_bytes()[..],
            pair.score,
            reasons.join(" "),
        ])?;
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO duplicates_sought (estate, at) VALUES (?1, ?2)")?
        .execute((row, now.seconds()))?;
    Ok(())
}

/// `None` before the first look.
pub(super) fn kept(
    connection: &Connection,
    estate: EstateId,
) -> Result<Option<Duplicates>, StoreError> {
    let sought: Option<(i64, i64)> = connection
        .prepare_cached(
            "SELECT s.estate, s.at FROM duplicates_sought s JOIN estates e ON e.row = s.estate WHERE e.id = ?1",
        )?
        .query_row([&estate.as_bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((estate, at)) = sought else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "SELECT one, one_household, other, other_household, score, reasons FROM duplicates
         WHERE estate = ?1 ORDER BY score DESC, one, other",
    )?;
    let mut rows = statement.query([estate])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let reasons: String = row.get(5)?;
        found.push(Duplicate {
            one: blob(row, 0)?,
            one_household: blob(row, 1)?,
            other: blob(row, 2)?,
            other_household: blob(row, 3)?,
            score: row.get(4)?,
            // A word of a newer version says nothing here.
            reasons: reasons
                .split(' ')
                .filter_map(|it| it.parse().ok())
                .collect(),
        });
    }
    Ok(Some(Duplicates {
        sought_at: Timestamp::clamped(at),
        found,
    }))
}
