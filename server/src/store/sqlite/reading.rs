//! Look-ups: estates, people, single documents.

use std::collections::BTreeMap;

use linli_documents::Document;
use linli_domain::rights::Grant;
use linli_domain::view::AppointmentView;
use linli_domain::{
    ActorId, BuildingId, DocumentId, DocumentKey, Epoch, EstateId, Kind, Level, PersonId, Seq,
};
use linli_wire::Snapshot;
use rusqlite::{Connection, OptionalExtension};

use super::columns::{DocumentRow, EstateRow, blob};
use super::loaded::{Filed, Loaded};
use super::roster::{appointment, level};
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

const APPOINTMENTS: &str =
    "SELECT a.person, a.name, a.role, a.building, a.begins, a.ends, a.acting, a.covers, a.succeeds, a.accepted, a.department,
            coalesce(p.level, 'estate'), e.id, e.row, e.seq
     FROM appointments a JOIN estates e ON e.row = a.estate LEFT JOIN places p ON p.estate = a.estate";

/// A row of `APPOINTMENTS`.
struct Appointment {
    view: AppointmentView,
    level: Level,
    place: Place,
}

/// A partition: an estate, or a place above.
#[derive(Clone, Copy)]
struct Place {
    id: EstateId,
    row: EstateRow,
    seq: Seq,
}

impl Appointment {
    fn of(row: &rusqlite::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            view: appointment(row)?,
            level: level(row, 11)?,
            place: Place {
                id: blob(row, 12)?,
                row: row.get(13)?,
                seq: row.get(14)?,
            },
        })
    }

    fn grant(&self, estate: EstateId) -> Grant {
        Grant::of(&self.view, self.level, estate)
    }
}

pub(super) fn standing(connection: &Connection, person: PersonId) -> Result<Standing, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{APPOINTMENTS} WHERE a.person = ?1"))?;
    let mut rows = statement.query([&person.as_bytes()[..]])?;
    let mut standing = Standing::default();
    let mut estates = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let found = Appointment::of(row)?;
        standing.grants.push(found.grant(found.place.id));
        estates.insert(found.place.id, found.place);
        if found.level > Level::Estate && found.view.building.is_none() {
            for below in below(connection, &found.place, found.level, Level::ABOVE_ESTATE)? {
                standing.grants.push(found.grant(below.id));
                estates.insert(below.id, below);
            }
        }
    }
    for (id, place) in estates {
        let buildings = buildings(connection, place.row)?
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        standing.estates.push(EstateStanding {
            id,
            seq: place.seq,
            buildings,
        });
    }
    Ok(standing)
}

/// All places under one, however deep, as far as the levels go down.
fn below(
    connection: &Connection,
    above: &Place,
    level_above: Level,
    levels: usize,
) -> Result<Vec<Place>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT p.level, e.id, e.row, e.seq FROM places p JOIN estates e ON e.row = p.estate WHERE p.parent = ?1",
    )?;
    let mut rows = statement.query([&above.id.as_bytes()[..]])?;
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        let level = level(row, 0)?;
        let place = Place {
            id: blob(row, 1)?,
            row: row.get(2)?,
            seq: row.get(3)?,
        };
        if level >= level_above {
            continue;
        }
        places.push(place);
        if level > Level::Estate && levels > 1 {
            places.extend(below(connection, &place, level, levels - 1)?);
        }
    }
    Ok(places)
}

pub(super) fn person(
    connection: &Connection,
    person: PersonId,
) -> Result<Option<Person>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{APPOINTMENTS} WHERE a.person = ?1 ORDER BY a.begins, a.id"
    ))?;
    Ok(gather(statement.query([&person.as_bytes()[..]])?)?.pop())
}

pub(super) fn people(connection: &Connection, estate: EstateId) -> Result<Vec<Person>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{APPOINTMENTS} WHERE e.id = ?1 ORDER BY a.begins, a.id"
    ))?;
    gather(statement.query([&estate.as_bytes()[..]])?)
}

/// Appointments, the latest last, as people, by id.
fn gather(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Person>, StoreError> {
    let mut people: BTreeMap<PersonId, Person> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let found = Appointment::of(row)?;
        let grant = found.grant(found.place.id);
        let view = found.view;
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

pub(super) fn named(
    connection: &Connection,
    id: DocumentId,
) -> Result<Option<(DocumentKey, Epoch)>, StoreError> {
    let filed = Filed::read(connection, id)?;
    Ok(filed.map(|filed| (filed.key, filed.epoch)))
}

pub(super) fn wrote_in(
    connection: &Connection,
    person: PersonId,
    document: DocumentId,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM log l JOIN documents d ON d.row = l.document WHERE d.id = ?1 AND l.author = ?2",
    )?;
    Ok(statement.exists([&document.as_bytes()[..], &person.as_bytes()[..]])?)
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

/// The same by what they are: the order in which the document's events count.
pub(crate) fn event_order(
    connection: &Connection,
    row: DocumentRow,
    document: &Document,
) -> Result<BTreeMap<(ActorId, u64), Seq>, StoreError> {
    let seqs = order(connection, row, document.key().kind(), document.epoch())?;
    Ok(document.change_ids().into_iter().zip(seqs).collect())
}
