//! One estate: its numbers, its feeds, its roster; its documents one by one.

use std::collections::BTreeMap;

use linli_domain::{DocumentId, FeedId, Seq};
use linli_wire::Checksum;
use rusqlite::Connection;

use super::document::{self, Row};
use super::problem::{DocumentProblem, EntryProblem, Problem, Report};
use crate::store::sqlite::columns::{self, EstateRow, FeedRow, blob};
use crate::store::sqlite::dispatching;
use crate::store::sqlite::reading;
use crate::store::sqlite::roster::Roster;
use crate::store::sqlite::writing::Replaces;
use crate::store::{Estate, StoreError};

/// What a feed's row must say.
#[derive(Debug, Default, PartialEq, Eq)]
struct FeedSum {
    seq: Seq,
    entries: u64,
    checksum: Checksum,
}

pub(super) fn check(
    connection: &Connection,
    estate: &Estate,
    report: &mut Report,
) -> Result<(), StoreError> {
    let Some((row, newest)) = reading::estate(connection, estate.id)? else {
        return Ok(());
    };
    report.estates += 1;
    numbers(connection, estate, row, newest, report)?;
    devices(connection, estate, row, report)?;
    let mut roster = Roster::default();
    for (feed_row, (feed, stored)) in feeds(connection, estate, row)? {
        let mut sum = FeedSum::default();
        documents(
            connection,
            estate,
            (feed_row, feed),
            &mut sum,
            &mut roster,
            report,
        )?;
        if sum != stored {
            let building = feed.building.map_or("-".to_owned(), |id| id.to_string());
            let feed = format!("{}/{building}", feed.kind);
            report.problems.push(Problem::Feed {
                estate: estate.id,
                feed,
            });
        }
    }
    let stored = Roster {
        name: roster.name.clone(),
        ..Roster::read(connection, row)?
    };
    let name_differs = roster
        .name
        .as_ref()
        .is_some_and(|name| *name != estate.name);
    if stored != roster || name_differs {
        report.problems.push(Problem::Roster { estate: estate.id });
    }
    Ok(())
}

fn documents(
    connection: &Connection,
    estate: &Estate,
    (feed_row, feed): (FeedRow, FeedId),
    sum: &mut FeedSum,
    roster: &mut Roster,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT row, id, month, epoch, heads, changes FROM documents WHERE feed = ?1 ORDER BY row",
    )?;
    let mut rows = statement.query([feed_row])?;
    while let Some(row) = rows.next()? {
        report.documents += 1;
        let id: DocumentId = blob(row, 1)?;
        let Ok(key) = columns::key(feed, id, row.get(2)?) else {
            let what = DocumentProblem::Key;
            report
                .problems
                .push(Problem::Document { document: id, what });
            continue;
        };
        let heads = columns::heads_of_blob(&row.get::<_, Vec<u8>>(4)?)?;
        let row = Row {
            row: row.get(0)?,
            estate: estate.id,
            key,
            epoch: row.get(3)?,
            heads,
            changes: row.get(5)?,
        };
        let Some(derived) = document::check(connection, &row, report)? else {
            continue;
        };
        sum.checksum = sum.checksum.plus(derived.checksum());
        sum.seq = sum.seq.max(derived.newest);
        sum.entries += derived.entries;
        let with = dispatching::department_of(connection, row.row, &derived.document)?;
        if with != dispatching::projected(connection, row.row)? {
            report.problems.push(Problem::Document {
                document: id,
                what: DocumentProblem::Dispatched,
            });
        }
        if let Some(view) = derived.document.directory() {
            *roster = Roster::of(view);
        }
    }
    Ok(())
}

fn numbers(
    connection: &Connection,
    estate: &Estate,
    row: EstateRow,
    newest: Seq,
    report: &mut Report,
) -> Result<(), StoreError> {
    let (found, first, last): (u64, Seq, Seq) = connection.query_row(
        "SELECT count(*), ifnull(min(seq), 1), ifnull(max(seq), 0) FROM log WHERE estate = ?1",
        [row],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    if found != newest || last != newest || first != 1 {
        report.problems.push(Problem::Numbers {
            estate: estate.id,
            found,
            newest,
        });
    }
    Ok(())
}

/// Whether each actor's entries are of the device that it belongs to.
fn devices(
    connection: &Connection,
    estate: &Estate,
    row: EstateRow,
    report: &mut Report,
) -> Result<(), StoreError> {
    // By which device a change came that was given back after a restore is not known.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT l.seq FROM log l LEFT JOIN actors a ON a.actor = l.actor
         WHERE l.estate = ?1 AND l.device IS NOT a.device AND l.replaces <> {} ORDER BY l.seq",
        Replaces::Returned as u8
    ))?;
    let mut rows = statement.query([row])?;
    while let Some(row) = rows.next()? {
        let what = EntryProblem::OtherDevice;
        report.problems.push(Problem::Entry {
            estate: estate.id,
            seq: row.get(0)?,
            what,
        });
    }
    Ok(())
}

fn feeds(
    connection: &Connection,
    estate: &Estate,
    row: EstateRow,
) -> Result<BTreeMap<FeedRow, (FeedId, FeedSum)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT row, kind, building, seq, entries, checksum FROM feeds WHERE estate = ?1",
    )?;
    let mut rows = statement.query([row])?;
    let mut feeds = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let feed = columns::feed_id(estate.id, row, 1)?;
        let sum = FeedSum {
            seq: row.get(3)?,
            entries: row.get(4)?,
            checksum: blob(row, 5)?,
        };
        feeds.insert(row.get(0)?, (feed, sum));
    }
    Ok(feeds)
}
