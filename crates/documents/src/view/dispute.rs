//! A dispute (矛盾纠纷) as it reads: facts, parties, and a status folded from its events.

use automerge::{ROOT, ReadDoc};
use linli_domain::command::DisputeOutcome;
use linli_domain::view::{
    DisputeEvent, DisputeEventKind, DisputeStatus, DisputeView, PartyView, VoidReason,
};
use linli_domain::{DocumentKey, Timestamp};

use super::events::Happened;
use super::{read, text, time};
use crate::document::Document;
use crate::order::EventOrder;

impl Document {
    /// The dispute with its events in `order`; `None` for a document of another kind.
    pub fn dispute(&self, order: &dyn EventOrder) -> Option<DisputeView> {
        let DocumentKey::Dispute { estate, dispute } = self.key else {
            return None;
        };
        let mut view = DisputeView {
            id: dispute,
            estate,
            opened_at: None,
            opened_by: None,
            building: None,
            household: None,
            title: String::new(),
            detail: None,
            parties: self.parties(),
            case: None,
            status: DisputeStatus::Open,
            outcome: None,
            events: Vec::new(),
        };
        for item in self.automerge.map_range(ROOT, ..) {
            match &*item.key {
                "opened_at" => {
                    view.opened_at = time(&item.value);
                    view.opened_by = Some(self.author(&item.id()));
                }
                "in_building" => view.building = read(&item.value),
                "case" => view.case = read(&item.value),
                "household" => view.household = read(&item.value),
                "title" => view.title = text(item.value).unwrap_or_default(),
                "detail" => view.detail = text(item.value),
                _ => {}
            }
        }
        view.events = self.happened(order).iter().map(event).collect();
        (view.status, view.outcome) = fold(&mut view.events);
        Some(view)
    }

    fn parties(&self) -> Vec<PartyView> {
        let mut parties: Vec<PartyView> = Vec::new();
        for item in self.automerge.map_range(self.map("parties"), ..) {
            // `00/household` sorts right behind `00`.
            if item.key.ends_with("/household") {
                if let Some(party) = parties.last_mut() {
                    party.household = read(&item.value);
                }
            } else if let Some(text) = text(item.value) {
                parties.push(PartyView {
                    text,
                    household: None,
                });
            }
        }
        parties
    }
}

fn event(happened: &Happened<'_>) -> DisputeEvent {
    let mut event = DisputeEvent {
        id: happened.id,
        at: Timestamp::default(),
        by: happened.by,
        kind: DisputeEventKind::Note,
        on: None,
        outcome: None,
        text: String::new(),
        void: None,
    };
    for item in happened.items() {
        match &*item.key {
            "at" => event.at = time(&item.value).unwrap_or_default(),
            "kind" => {
                let word = text(item.value).unwrap_or_default();
                event.kind = DisputeEventKind::of_word(&word);
            }
            "on" => event.on = read(&item.value),
            "outcome" => event.outcome = read(&item.value),
            "text" => event.text = text(item.value).unwrap_or_default(),
            _ => {}
        }
    }
    event
}

/// The first agreement settles, the first closing that may closes: as settled it may behind an agreement only, for other
/// ends at any time. Notes and sessions are always legal.
fn fold(events: &mut [DisputeEvent]) -> (DisputeStatus, Option<DisputeOutcome>) {
    use DisputeEventKind::{Close, Note, Session, Settle};
    use DisputeStatus::{Closed, Open, Settled};
    let (mut status, mut outcome) = (Open, None);
    for event in events {
        event.void = match (event.kind, status) {
            (Note | Session, _) => None,
            (_, Closed) => Some(VoidReason::AlreadyClosed),
            (Settle, Settled) => Some(VoidReason::AlreadySettled),
            (Settle, Open) => {
                status = Settled;
                None
            }
            (Close, Open) if event.outcome == Some(DisputeOutcome::Settled) => {
                Some(VoidReason::NotSettled)
            }
            (Close, Open | Settled) => {
                (status, outcome) = (Closed, event.outcome);
                None
            }
        };
    }
    (status, outcome)
}
