//! What is taken off the phones and kept here alone until its term is over.
//!
//! A document's content becomes a row in the transaction in which the document begins anew with nothing: it is in one
//! place or the other, never in neither. What is written to the document later is archived in its turn.

pub(crate) mod rows;

use linli_documents::{Document, Keep, KeepNothing};
use linli_domain::{DocumentKey, Kind, Seq, Timestamp};
use rusqlite::params;

use self::rows::Kept;
use super::columns::{DocumentRow, month, scope};
use super::epochs;
use super::erasing;
use super::loaded::Loaded;
use super::told::{Sought, Told};
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, By, Retired, StoreError};

/// How many documents went into the archive. Those in which nothing stands are passed over.
pub(super) fn archive(
    writing: &mut Writing<'_>,
    documents: &[DocumentKey],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut archived = 0;
    for key in documents {
        let Some(mut loaded) = writing.take(key)? else {
            continue;
        };
        if let Some(stored) = loaded.stored
            && keep(writing, stored.row, &loaded.document, now)?
        {
            archived += 1;
            let epoch = loaded.document.epoch() + 1;
            erasing::begin_next(writing, &mut loaded, epoch, &KeepNothing, &[], now)?;
            note(writing, &loaded, None, now)?;
        }
        writing.put(loaded);
    }
    writing.account(AuditEvent::Commanded, By::Operator, now)?;
    Ok(archived)
}

/// A document that is found archived on coming back from a backup: what it is here goes into the archive as well.
pub(super) fn keep_restored(
    writing: &mut Writing<'_>,
    loaded: &Loaded,
    before: &Document,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(stored) = loaded.stored {
        keep(writing, stored.row, before, now)?;
    }
    note(writing, loaded, Some("restored"), now)
}

fn note(
    writing: &mut Writing<'_>,
    loaded: &Loaded,
    ground: Option<&'static str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let key = loaded.document.key();
    writing.note(&AuditNote {
        estate: Some(key.estate()),
        subject: Some(key.id().0),
        ground,
        ..AuditNote::of(AuditEvent::Archived, now)
    })?;
    Ok(())
}

/// Writes the row; `false` where there is nothing to be kept.
fn keep(
    writing: &mut Writing<'_>,
    row: DocumentRow,
    document: &Document,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let key = *document.key();
    let entries = entries(document);
    let Some(estate) = writing.estate(key.estate())?.filter(|_| entries > 0) else {
        return Ok(false);
    };
    let estate = estate.row;
    let connection = writing.connection;
    let mut numbers = connection.prepare_cached(
        "SELECT seq FROM log WHERE document = ?1 AND epoch = ?2 ORDER BY actor, actor_seq",
    )?;
    let numbers = numbers.query_map((row, document.epoch()), |row| row.get(0))?;
    let numbers = numbers.collect::<Result<Vec<Seq>, _>>()?;
    connection
        .prepare_cached(
            "INSERT INTO archive (estate, document, kind, building, month, epoch, numbers, entries, archived_at, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            estate,
            &key.id().as_bytes()[..],
            key.kind().code(),
            scope(key.building().as_ref()),
            month(&key),
            document.epoch(),
            to_blob(&numbers),
            entries,
            now.seconds(),
            document.save(),
        ])?;
    Ok(true)
}

/// Visits of a log; 1 for a case or a dispute that was opened. Other kinds are not archived.
pub(crate) fn entries(document: &Document) -> u64 {
    match document.key().kind() {
        Kind::Visits => document.visits().map_or(0, |view| view.visits.len() as u64),
        Kind::Case => {
            let view = document.case(&linli_documents::AsWritten);
            u64::from(view.is_some_and(|view| view.opened_at.is_some()))
        }
        Kind::Dispute => {
            let view = document.dispute(&linli_documents::AsWritten);
            u64::from(view.is_some_and(|view| view.opened_at.is_some()))
        }
        Kind::Directory | Kind::Household => 0,
    }
}

fn to_blob(numbers: &[Seq]) -> Vec<u8> {
    numbers.iter().flat_map(|seq| seq.to_be_bytes()).collect()
}

/// Of whom nothing may be told any more.
pub(super) struct Forgetting<'a> {
    /// Their household.
    pub(super) home: &'a DocumentKey,
    pub(super) sought: Sought<'a>,
    /// See `erasing::Forgetting`.
    pub(super) in_disputes: bool,
}

/// What is told of residents who are erased goes from the archive too. `why`: for each row that is written anew.
pub(super) fn forget(
    writing: &mut Writing<'_>,
    gone: &Forgetting<'_>,
    why: &AuditNote,
) -> Result<(), StoreError> {
    let DocumentKey::Household {
        household,
        building,
        ..
    } = *gone.home
    else {
        return Ok(());
    };
    let Some(estate) = writing.estate(gone.home.estate())?.map(|estate| estate.row) else {
        return Ok(());
    };
    let mut found = rows::of_building(writing.connection, estate, Some(&building))?;
    if gone.in_disputes {
        found.extend(rows::of_building(writing.connection, estate, None)?);
    }
    for row in found {
        let kept = Kept::read(writing.connection, row)?;
        if let Some(told) = Told::by_archived(&kept.document, household, gone.sought) {
            rewrite(writing, &kept, &told, why)?;
        }
    }
    Ok(())
}

/// What was kept long enough goes from the archive.
pub(super) fn retire(
    writing: &mut Writing<'_>,
    retired: &Retired,
    without: &dyn Keep,
    why: &AuditNote,
) -> Result<usize, StoreError> {
    let found = rows::of_document(writing.connection, retired.document.id())?;
    for row in &found {
        let kept = Kept::read(writing.connection, *row)?;
        rewrite(writing, &kept, without, why)?;
    }
    Ok(found.len())
}

/// The row without what is not kept, and without any history of that; no row where nothing is left.
fn rewrite(
    writing: &mut Writing<'_>,
    kept: &Kept,
    keep: &dyn Keep,
    why: &AuditNote,
) -> Result<(), StoreError> {
    let (key, epoch) = (*kept.key(), kept.document.epoch() + 1);
    let seed = epochs::seed(&writing.kept.console_nonce, epoch, 0);
    let (document, retained) = kept
        .document
        .begin_anew(epoch, seed, &kept.order(), keep, &[])?;
    let entries = entries(&document);
    if entries == 0 {
        writing
            .connection
            .prepare_cached("DELETE FROM archive WHERE row = ?1")?
            .execute([kept.row])?;
    } else {
        // They follow one another as they did before; that is all that their numbers are for.
        let mut places: Vec<_> = (1..).zip(&retained).collect();
        places.sort_by_key(|(_, one)| (one.change.actor, one.change.actor_seq));
        let numbers: Vec<Seq> = places.into_iter().map(|(place, _)| place).collect();
        writing
            .connection
            .prepare_cached(
                "UPDATE archive SET epoch = ?2, numbers = ?3, entries = ?4, bytes = ?5 WHERE row = ?1",
            )?
            .execute(params![kept.row, epoch, to_blob(&numbers), entries, document.save()])?;
    }
    writing.erased();
    writing.note(&AuditNote {
        estate: Some(key.estate()),
        subject: Some(key.id().0),
        ..why.clone()
    })?;
    Ok(())
}
