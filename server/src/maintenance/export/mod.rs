//! An estate's register as rows: households, then visits, then cases, as the documents have them.

mod rows;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use linli_domain::exchange::{CaseRow, HouseholdRow, VisitRow};
use linli_domain::{ActorId, BuildingId, DocumentId, DocumentKey, EstateId, Kind};
use rusqlite::Connection;

use super::{MaintenanceError, open};
use crate::store::sqlite::archive::rows::{self as archive, Kept};
use crate::store::sqlite::columns::{ArchiveRow, blob};
use crate::store::sqlite::loaded::Loaded;
use crate::store::sqlite::reading::{self, event_order};
use crate::store::{ArchivedView, StoreError};

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportRow {
    Household(HouseholdRow),
    Visit(VisitRow),
    Case(CaseRow),
}

/// Yields the rows, one document in memory at a time. All of it is of one moment of the store.
#[derive(Debug)]
pub struct Export {
    connection: Connection,
    names: BTreeMap<BuildingId, String>,
    /// Still to be read, in order.
    documents: VecDeque<Source>,
    ready: VecDeque<ExportRow>,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Register(DocumentId),
    Archive(ArchiveRow),
}

/// With what is archived. Left out: households that were merged into others or never registered, residents who moved out or
/// were merged, visits that were withdrawn, and disputes: a mediation file leaves the mediators' devices only by sync.
/// `None` if there is no such estate.
pub fn export(file: &Path, estate: EstateId) -> Result<Option<Export>, MaintenanceError> {
    let connection = open(file)?;
    // Held open until the export is dropped.
    connection.execute_batch("BEGIN")?;
    let Some((estate_row, _)) = reading::estate(&connection, estate)? else {
        return Ok(None);
    };
    let names = reading::buildings(&connection, estate_row)?
        .into_iter()
        .collect();
    let mut documents = VecDeque::new();
    for kind in [Kind::Household, Kind::Visits, Kind::Case] {
        let mut statement = connection.prepare_cached(
            "SELECT d.id FROM documents d JOIN feeds f ON f.row = d.feed
             LEFT JOIN buildings b ON b.estate = f.estate AND b.id = f.building
             WHERE f.estate = ?1 AND f.kind = ?2 ORDER BY b.place, d.month, d.row",
        )?;
        let mut rows = statement.query((estate_row, kind.code()))?;
        while let Some(row) = rows.next()? {
            documents.push_back(Source::Register(blob(row, 0)?));
        }
        let archived = archive::of_estate(&connection, estate_row, &[kind])?;
        documents.extend(archived.into_iter().map(Source::Archive));
    }
    Ok(Some(Export {
        connection,
        names,
        documents,
        ready: VecDeque::new(),
    }))
}

impl Iterator for Export {
    type Item = Result<ExportRow, MaintenanceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(row));
            }
            let read = match self.documents.pop_front()? {
                Source::Register(document) => self.read(document),
                Source::Archive(row) => self.read_archived(row),
            };
            if let Err(error) = read {
                self.documents.clear();
                return Some(Err(error.into()));
            }
        }
    }
}

impl Export {
    fn name(&self, document: &DocumentKey) -> String {
        let building = document.building();
        let name = building.and_then(|building| self.names.get(&building));
        name.cloned().unwrap_or_default()
    }

    fn read_archived(&mut self, row: ArchiveRow) -> Result<(), StoreError> {
        let kept = Kept::read(&self.connection, row)?;
        match kept.view() {
            Some(ArchivedView::Visits(view)) => {
                self.ready.extend(rows::visits(view).map(ExportRow::Visit));
            }
            Some(ArchivedView::Case(view)) => {
                let case = rows::case(*view, self.name(kept.key()));
                self.ready.extend(case.map(ExportRow::Case));
            }
            // Those of other kinds are not asked for.
            Some(ArchivedView::Dispute(_)) | None => {}
        }
        Ok(())
    }

    fn read(&mut self, id: DocumentId) -> Result<(), StoreError> {
        let Some(loaded) = Loaded::read(&self.connection, id)? else {
            return Ok(());
        };
        let Some(stored) = loaded.stored else {
            return Ok(());
        };
        let document = &loaded.document;
        let name = self.name(document.key());
        if let Some(view) = document.household() {
            self.ready
                .extend(rows::household(view, name).map(ExportRow::Household));
        } else if let Some(view) = document.visits() {
            self.ready.extend(rows::visits(view).map(ExportRow::Visit));
        } else {
            let order = event_order(&self.connection, stored.row, document)?;
            let order = move |actor: &ActorId, seq: u64| order.get(&(*actor, seq)).copied();
            let case = document
                .case(&order)
                .and_then(|view| rows::case(view, name));
            self.ready.extend(case.map(ExportRow::Case));
        }
        Ok(())
    }
}
