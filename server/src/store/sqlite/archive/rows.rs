//! Rows of the archive, read.

use std::collections::BTreeMap;

use linli_documents::Document;
use linli_domain::{
    ActorId, BuildingId, ChangeHash, DocumentId, DocumentKey, EstateId, Kind, Seq, Timestamp,
};
use rusqlite::Connection;

use crate::store::sqlite::columns::{ArchiveRow, EstateRow, blob, feed_id, key, scope, time};
use crate::store::{Archived, ArchivedView, StoreError};

/// A row with its content.
pub(crate) struct Kept {
    pub(crate) row: ArchiveRow,
    pub(crate) document: Document,
    /// The log's numbers, in the order of `Document::change_ids`.
    pub(crate) numbers: Vec<Seq>,
    pub(crate) entries: u64,
    pub(crate) archived_at: Timestamp,
}

impl Kept {
    pub(crate) fn read(connection: &Connection, row: ArchiveRow) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT e.id, a.kind, a.building, a.document, a.month, a.epoch, a.bytes, a.numbers, a.entries, a.archived_at
             FROM archive a JOIN estates e ON e.row = a.estate WHERE a.row = ?1",
        )?;
        let mut rows = statement.query([row])?;
        let Some(found) = rows.next()? else {
            return Err(StoreError::Damaged("archive"));
        };
        let key = key_in(found)?;
        let bytes: Vec<u8> = found.get(6)?;
        let numbers: Vec<u8> = found.get(7)?;
        let (numbers, rest) = numbers.as_chunks::<8>();
        let kept = Self {
            row,
            document: Document::load(&key, found.get(5)?, &bytes)?,
            numbers: numbers.iter().copied().map(Seq::from_be_bytes).collect(),
            entries: found.get(8)?,
            archived_at: time(found, 9)?,
        };
        let whole = rest.is_empty() && kept.document.change_ids().len() == kept.numbers.len();
        whole.then_some(kept).ok_or(StoreError::Damaged("numbers"))
    }

    pub(crate) fn key(&self) -> &DocumentKey {
        self.document.key()
    }

    /// By change.
    pub(super) fn order(&self) -> BTreeMap<ChangeHash, Seq> {
        let by_id = self.by_id();
        let changes = self.document.changes_since(&[]).into_iter();
        let numbered = changes.filter_map(|change| {
            let seq = by_id.get(&(change.actor, change.actor_seq))?;
            Some((change.hash, *seq))
        });
        numbered.collect()
    }

    fn by_id(&self) -> BTreeMap<(ActorId, u64), Seq> {
        let ids = self.document.change_ids().into_iter();
        ids.zip(self.numbers.iter().copied()).collect()
    }

    /// As it reads. `None` for a document of a kind that is not archived.
    pub(crate) fn view(&self) -> Option<ArchivedView> {
        if let Some(view) = self.document.visits() {
            return Some(ArchivedView::Visits(view));
        }
        let by_id = self.by_id();
        let order = move |actor: &ActorId, seq| by_id.get(&(*actor, seq)).copied();
        let case = self.document.case(&order);
        let case = case.map(|view| ArchivedView::Case(Box::new(view)));
        let dispute = || {
            let view = self.document.dispute(&order)?;
            Some(ArchivedView::Dispute(Box::new(view)))
        };
        case.or_else(dispute)
    }

    pub(crate) fn told(&self) -> Archived {
        Archived {
            document: *self.key(),
            entries: self.entries,
            archived_at: self.archived_at,
        }
    }
}

/// Columns 0 to 4: estate, kind, building, document, month.
fn key_in(row: &rusqlite::Row<'_>) -> Result<DocumentKey, StoreError> {
    let feed = feed_id(blob(row, 0)?, row, 1)?;
    key(feed, blob(row, 3)?, row.get(4)?)
}

/// An estate's rows in the order of kind, building and month.
pub(crate) fn of_estate(
    connection: &Connection,
    estate: EstateRow,
    kinds: &[Kind],
) -> Result<Vec<ArchiveRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT row, kind FROM archive WHERE estate = ?1 ORDER BY kind, building, month, row",
    )?;
    let mut rows = statement.query([estate])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = Kind::from_code(row.get(1)?).ok_or(StoreError::Damaged("kind"))?;
        if kinds.contains(&kind) {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// What of a document was archived, the oldest first.
pub(super) fn of_document(
    connection: &Connection,
    document: DocumentId,
) -> Result<Vec<ArchiveRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT row FROM archive WHERE document = ?1 ORDER BY row")?;
    let rows = statement.query_map([&document.as_bytes()[..]], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Of a building, whatever the kind; of none: the disputes of the estate.
pub(super) fn of_building(
    connection: &Connection,
    estate: EstateRow,
    building: Option<&BuildingId>,
) -> Result<Vec<ArchiveRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT row FROM archive WHERE estate = ?1 AND building = ?2 ORDER BY row",
    )?;
    let rows = statement.query_map((estate, scope(building)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All rows, without their content.
pub(crate) fn list(
    connection: &Connection,
    estate: Option<EstateId>,
) -> Result<Vec<Archived>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id, a.kind, a.building, a.document, a.month, a.entries, a.archived_at
         FROM archive a JOIN estates e ON e.row = a.estate
         ORDER BY e.row, a.kind, a.month, a.row",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let document = key_in(row)?;
        if estate.is_none_or(|estate| estate == document.estate()) {
            found.push(Archived {
                document,
                entries: row.get(5)?,
                archived_at: time(row, 6)?,
            });
        }
    }
    Ok(found)
}

/// What of a document is in the archive, as it reads.
pub(crate) fn show(
    connection: &Connection,
    document: DocumentId,
) -> Result<Vec<(Archived, ArchivedView)>, StoreError> {
    let mut found = Vec::new();
    for row in of_document(connection, document)? {
        let kept = Kept::read(connection, row)?;
        found.extend(kept.view().map(|view| (kept.told(), view)));
    }
    Ok(found)
}
