//! A quarrel on its way to the mediators. What a mediator does here stands in two documents, as two ordinary commands:
//! where the server refuses one, the other stands.

use linli_domain::command::{NoteReferral, OpenDispute, ReferCase, ReferralStep};
use linli_domain::text::Note;
use linli_domain::view::{CaseView, DisputeView, ReferralState};
use linli_domain::{CaseId, DisputeId, DocumentKey, EventId};

use super::NewDispute;
use crate::query::{DisputeFilter, stored_case, stored_disputes};
use crate::replica::{Replica, Work};
use crate::surroundings::new_uuid;
use crate::{Error, Result};

impl Replica {
    /// Refers the case to the mediators of its estate; how that stands is then read on the case.
    pub fn refer_case(&mut self, case: CaseId, text: Note) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(case)?;
            let at = work.surroundings.now();
            work.execute(&document, ReferCase { event, at, text }.into())?;
            Ok(event)
        })
    }

    /// Opens a dispute of the case, and tells whoever referred it that a mediator deals with it. Of `new` what is unset
    /// is the case's; the estate always is.
    ///
    /// # Errors
    /// `NotWaiting`: nothing is opened then.
    pub fn take_up_referral(&mut self, case: CaseId, new: NewDispute) -> Result<DisputeId> {
        let dispute = DisputeId(new_uuid(&*self.surroundings));
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let view = work.waiting(case)?;
            let building = match (new.building, new.household) {
                (Some(building), _) => Some(building),
                (None, Some(household)) => work.document_key(household)?.building(),
                (None, None) => Some(view.building),
            };
            let open = OpenDispute {
                title: new.title,
                detail: new.detail,
                opened_at: work.surroundings.now(),
                building,
                household: new.household.or(view.household),
                parties: new.parties,
                case: Some(case),
            };
            let estate = view.estate;
            work.execute(&DocumentKey::Dispute { estate, dispute }, open.into())?;
            work.note_referral(event, &view, ReferralStep::TakenUp, None)?;
            Ok(dispute)
        })
    }

    /// `reason` is read by whoever works in the building.
    ///
    /// # Errors
    /// `NotWaiting`.
    pub fn decline_referral(&mut self, case: CaseId, reason: Note) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let view = work.waiting(case)?;
            work.note_referral(event, &view, ReferralStep::Declined, Some(reason))?;
            Ok(event)
        })
    }
}

impl Work<'_> {
    fn waiting(&self, case: CaseId) -> Result<CaseView> {
        let view = stored_case(self.tx, case)?;
        match view.referral {
            Some(referral) if referral.state == ReferralState::Waiting => Ok(view),
            _ => Err(Error::NotWaiting),
        }
    }

    /// After a dispute was closed: tells whoever referred its case, unless mediation of that case goes on in another
    /// dispute. A case that is not held here, or was never taken up, is left alone.
    pub(super) fn ends_referral(&mut self, event: EventId, closed: &DisputeView) -> Result<()> {
        let Some(case) = closed.case else {
            return Ok(());
        };
        let view = match stored_case(self.tx, case) {
            Err(Error::Unknown(_)) => return Ok(()),
            view => view?,
        };
        let referral = view.referral.map(|referral| referral.state);
        if referral != Some(ReferralState::TakenUp) {
            return Ok(());
        }
        let under_way = DisputeFilter {
            pending_only: true,
            ..DisputeFilter::default()
        };
        let others = stored_disputes(self.tx, &under_way)?;
        if others.iter().any(|other| other.case == Some(case)) {
            return Ok(());
        }
        self.note_referral(event, &view, ReferralStep::Ended, None)
    }

    fn note_referral(
        &mut self,
        event: EventId,
        case: &CaseView,
        state: ReferralStep,
        text: Option<Note>,
    ) -> Result<()> {
        let document = DocumentKey::Case {
            estate: case.estate,
            building: case.building,
            case: case.id,
        };
        let at = self.surroundings.now();
        let command = NoteReferral {
            event,
            at,
            state,
            text,
        };
        self.execute(&document, command.into()).map(drop)
    }
}
