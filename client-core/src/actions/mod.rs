//! What a person does: one user action is one or more commands, stored in one transaction.

mod cases;
mod disputes;
mod drafts;
mod handovers;
mod households;
mod referrals;
mod resolve;
mod visits;

pub use cases::NewCase;
pub use disputes::NewDispute;
pub use handovers::NewHandover;
pub use households::NewHousehold;
pub use visits::{NewRequest, NewVisit, RecordedVisit};

use linli_domain::{BuildingId, Command, DocumentId, DocumentKey, EstateId};
use rusqlite::OptionalExtension;

use crate::replica::{DocumentRow, Replica, Work};
use crate::{Error, Result};

impl Replica {
    /// Gives one command to one document: for whatever has no action of its own.
    pub fn give(&mut self, document: &DocumentKey, command: impl Into<Command>) -> Result<()> {
        let command = command.into();
        self.act(|work| work.execute(document, command).map(drop))
    }

    /// The full name of a document that is held here.
    pub fn document_key(&self, id: impl Into<DocumentId>) -> Result<DocumentKey> {
        DocumentRow::key(self.reading()?, &id.into())
    }
}

impl Work<'_> {
    pub(crate) fn document_key(&self, id: impl Into<DocumentId>) -> Result<DocumentKey> {
        DocumentRow::key(self.tx, &id.into())
    }

    pub(crate) fn estate_of_building(&self, building: BuildingId) -> Result<EstateId> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT estate FROM buildings WHERE id = ?1")?;
        let estate = statement
            .query_row([building.as_bytes()], |row| row.get(0))
            .optional()?;
        estate
            .map(EstateId::from_bytes)
            .ok_or(Error::Unknown("楼栋 (building)"))
    }
}
