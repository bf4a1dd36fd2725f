//! Look-ups: estates, people, single documents.

use std::collections::BTreeMap;

use linli_domain::{BuildingId, DocumentId, Epoch, EstateId, Kind, PersonId, Seq};
use linli_wire::Snapshot;
use rusqlite::{Connection, OptionalExtension};

use super::columns::{DocumentRow, EstateRow, blob};
use super::loaded::Loaded;
use super::roster::{appointment, grant};
use crate::store::{Estate, EstateStanding, Person, Standing, StoreError};

pub(crate) fn estates(connection: &Connection) -> Result<Vec<Estate>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, seq FROM estates ORDER BY row")?;
    let mut rows = statement.query([])?;
    let mut estates = Vec::new();
    while let Some(row) = rows.next()? {
        estates.push(Estate {
            id: blob(row, 0)?,
            name: row.get(1)?,
            seq: row.get(2)?,
        });
    }
    Ok(estates)
}

pub(crate) fn estate(
    connection: &Connection,
    id: EstateId,
) -> Result<Option<(EstateRow, Seq)>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT row, seq FROM estates WHERE id = ?1")?
        .query_row([&id.as_bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(crate) fn buildings(
    connection: &Connection,
    estate: EstateRow,
) -> Result<Vec<(BuildingId, String)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, name FROM buildings WHERE estate = ?1 ORDER BY place")?;
    let mut rows = statement.query([estate])?;
    let mut buildings = Vec::new();
    while let Some(row) = rows.next()? {
        buildings.push((blob(row, 0)?, row.get(1)?));
    }
    Ok(buildings)
}

pub(super) fn standing(connection: &Connection, person: PersonId) -> Result<Standing, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.person, a.name, a.role, a.building, a.begins, a.ends, e.id, e.row, e.seq
         FROM appointments a JOIN estates e ON e.row = a.estate WHERE a.person = ?1",
    )?;
    let mut rows = statement.query([&person.as_bytes()[..]])?;
    let mut standing = Standing::default();
    let mut estates = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id = blob(row, 6)?;
        standing.grants.push(grant(id, &appointment(row)?));
        estates.insert(id, (row.get(7)?, row.get(8)?));
    }
    for (id, (row, seq)) in estates {
        let buildings = buildings(connection, row)?
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        standing.estates.push(EstateStanding { id, seq, buildings });
    }
    Ok(standing)
}

pub(super) fn person(
    connection: &Connection,
    person: PersonId,
) -> Result<Option<Person>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.person, a.name, a.role, a.building, a.begins, a.ends, e.id
         FROM appointments a JOIN estates e ON e.row = a.estate
         WHERE a.person = ?1 ORDER BY a.begins, a.id",
    )?;
    Ok(gather(statement.query([&person.as_bytes()[..]])?)?.pop())
}

pub(super) fn people(connection: &Connection, estate: EstateId) -> Result<Vec<Person>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.person, a.name, a.role, a.building, a.begins, a.ends, e.id
         FROM appointments a JOIN estates e ON e.row = a.estate
         WHERE e.id = ?1 ORDER BY a.begins, a.id",
    )?;
    gather(statement.query([&estate.as_bytes()[..]])?)
}

/// Appointments, the latest last, as people, by id.
fn gather(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Person>, StoreError> {
    let mut people: BTreeMap<PersonId, Person> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let view = appointment(row)?;
        let grant = grant(blob(row, 6)?, &view);
        let id = view.person;
        let nobody = || Person {
            id,
            name: String::new(),
            grants: Vec::new(),
        };
        let person = people.entry(id).or_insert_with(nobody);
        person.name = view.name;
        person.grants.push(grant);
    }
    Ok(people.into_values().collect())
}

pub(super) fn snapshot(
    connection: &Connection,
    id: DocumentId,
) -> Result<Option<Snapshot>, StoreError> {
    let Some(loaded) = Loaded::read(connection, id)? else {
        return Ok(None);
    };
    let Some(stored) = loaded.stored else {
        return Ok(None);
    };
    let document = &loaded.document;
    Ok(Some(Snapshot {
        document: *document.key(),
        epoch: document.epoch(),
        bytes: document.save(),
        order: order(
            connection,
            stored.row,
            document.key().kind(),
            document.epoch(),
        )?,
    }))
}

/// The seqs of a document's changes in the order of `Document::change_ids` (actor, then its own number),
/// where the kind needs them.
pub(crate) fn order(
    connection: &Connection,
    row: DocumentRow,
    kind: Kind,
    epoch: Epoch,
) -> Result<Vec<Seq>, StoreError> {
    if !kind.folds_events() {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(
        "SELECT seq FROM log WHERE document = ?1 AND epoch = ?2 ORDER BY actor, actor_seq",
    )?;
    let seqs = statement.query_map((row, epoch), |row| row.get(0))?;
    Ok(seqs.collect::<Result<_, _>>()?)
}
