use linli_domain::command::{
    CloseDispute, DisputeOutcome, NoteDispute, OpenDispute, Party, SettleDispute,
};
use linli_domain::text::{Agreement, Note, Title};
use linli_domain::{
    BuildingId, Date, DisputeId, DocumentKey, EstateId, EventId, HouseholdId, Timestamp,
};

use crate::query::stored_dispute;
use crate::replica::Replica;
use crate::surroundings::new_uuid;
use crate::{Error, Result};

/// A dispute that somebody brings before the mediators.
#[derive(Debug, Clone)]
pub struct NewDispute {
    /// Unset: that of the household or of the building.
    pub estate: Option<EstateId>,
    /// Unset: that of the household, if there is one.
    pub building: Option<BuildingId>,
    pub household: Option<HouseholdId>,
    pub title: Title,
    pub detail: Option<Note>,
    pub parties: Vec<Party>,
}

impl Replica {
    pub fn open_dispute(&mut self, new: NewDispute) -> Result<DisputeId> {
        let dispute = DisputeId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let home = new.household.map(|id| work.document_key(id)).transpose()?;
            let building = new.building.or(home.and_then(|home| home.building()));
            let estate = match (new.estate, home, building) {
                (Some(estate), _, _) => estate,
                (None, Some(home), _) => home.estate(),
                (None, None, Some(building)) => work.estate_of_building(building)?,
                (None, None, None) => return Err(Error::Unknown("小区 (estate)")),
            };
            let command = OpenDispute {
                title: new.title,
                detail: new.detail,
                opened_at: work.surroundings.now(),
                building,
                household: new.household,
                parties: new.parties,
                case: None,
            };
            work.execute(&DocumentKey::Dispute { estate, dispute }, command.into())?;
            Ok(dispute)
        })
    }

    /// `session`: the parties met on that day.
    pub fn note_dispute(
        &mut self,
        dispute: DisputeId,
        on: Date,
        session: bool,
        text: Note,
    ) -> Result<EventId> {
        self.happens(dispute, |event, at| NoteDispute {
            event,
            at,
            on,
            session,
            text,
        })
    }

    pub fn settle_dispute(
        &mut self,
        dispute: DisputeId,
        on: Date,
        agreement: Agreement,
    ) -> Result<EventId> {
        self.happens(dispute, |event, at| SettleDispute {
            event,
            at,
            on,
            agreement,
        })
    }

    /// Where that ends the mediation of a case that was referred, the case says so as well, and not how.
    pub fn close_dispute(
        &mut self,
        dispute: DisputeId,
        outcome: DisputeOutcome,
        text: Option<Note>,
    ) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        let told = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(dispute)?;
            let command = CloseDispute {
                event,
                at: work.surroundings.now(),
                outcome,
                text,
            };
            work.execute(&document, command.into())?;
            let view = stored_dispute(work.tx, dispute)?;
            if view.closed_by() == Some(event) {
                work.ends_referral(told, &view)?;
            }
            Ok(event)
        })
    }

    fn happens<C: Into<linli_domain::Command>>(
        &mut self,
        dispute: DisputeId,
        command: impl FnOnce(EventId, Timestamp) -> C,
    ) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(dispute)?;
            let command = command(event, work.surroundings.now());
            work.execute(&document, command.into())?;
            Ok(event)
        })
    }
}
