//! A case (事项) as it reads: facts, and a status folded from its events.

use automerge::{ROOT, ReadDoc};
use linli_domain::command::ReferralStep;
use linli_domain::view::{CaseEvent, CaseStatus, CaseView, EventKind, VoidReason};
use linli_domain::{DocumentKey, Timestamp};

use super::events::Happened;
use super::{read, referral, text, time};
use crate::document::Document;
use crate::order::EventOrder;

impl Document {
    /// The case with its events in `order`; `None` for a document of another kind.
    pub fn case(&self, order: &dyn EventOrder) -> Option<CaseView> {
        let DocumentKey::Case {
            estate,
            building,
            case,
        } = self.key
        else {
            return None;
        };
        let mut view = CaseView {
            id: case,
            estate,
            building,
            opened_at: None,
            opened_by: None,
            household: None,
            title: String::new(),
            category: String::new(),
            detail: None,
            visit: None,
            assignee: None,
            status: CaseStatus::Open,
            dispatched: None,
            referral: None,
            events: Vec::new(),
        };
        for item in self.automerge.map_range(ROOT, ..) {
            match &*item.key {
                "opened_at" => {
                    view.opened_at = time(&item.value);
                    view.opened_by = Some(self.author(&item.id()));
                }
                "household" => view.household = read(&item.value),
                "title" => view.title = text(item.value).unwrap_or_default(),
                "category" => view.category = text(item.value).unwrap_or_default(),
                "detail" => view.detail = text(item.value),
                "visit" => view.visit = read(&item.value),
                "assignee" => view.assignee = read(&item.value),
                _ => {}
            }
        }
        view.events = self.happened(order).iter().map(event).collect();
        fold(&mut view);
        Some(view)
    }

    /// Whether it ever went to a department: for whoever asks of many cases, and need not read most of them.
    pub fn was_dispatched(&self) -> bool {
        let mut events = self.automerge.map_range(self.map("events"), ..);
        events.any(|entry| {
            let kind: Option<String> = self.field(&entry.id(), "kind");
            kind.as_deref() == Some(EventKind::Dispatch.as_str())
        })
    }
}

fn event(happened: &Happened<'_>) -> CaseEvent {
    let mut event = CaseEvent {
        id: happened.id,
        at: Timestamp::default(),
        by: happened.by,
        kind: EventKind::Note,
        department: None,
        referral: None,
        label: None,
        text: String::new(),
        void: None,
    };
    for item in happened.items() {
        match &*item.key {
            "at" => event.at = time(&item.value).unwrap_or_default(),
            "by" => event.by = read(&item.value).unwrap_or(event.by),
            "department" => event.department = read(&item.value),
            "kind" => {
                let word = text(item.value).unwrap_or_default();
                event.kind = EventKind::of_word(&word);
            }
            "referral" => {
                let word = text(item.value).unwrap_or_default();
                event.referral = ReferralStep::of_word(&word);
            }
            "label" => event.label = text(item.value),
            "text" => event.text = text(item.value).unwrap_or_default(),
            _ => {}
        }
    }
    event
}

/// The first closing closes; a further one stays, void. A dispatch replaces the one before; what is said of a
/// department that does not have the case then is void. A referral goes its own way, and on after the case is closed.
/// Notes are always legal.
fn fold(view: &mut CaseView) {
    let (status, dispatched) = (&mut view.status, &mut view.dispatched);
    for event in &mut view.events {
        event.void = match (event.kind, *status) {
            (EventKind::Note, _) => None,
            (EventKind::Referral, _) => referral::goes_on(&mut view.referral, event),
            (_, CaseStatus::Closed) => Some(VoidReason::AlreadyClosed),
            (EventKind::Refer, CaseStatus::Open) => referral::begins(&mut view.referral, event),
            (EventKind::Close, CaseStatus::Open) => {
                (*status, *dispatched) = (CaseStatus::Closed, None);
                None
            }
            (EventKind::Dispatch, CaseStatus::Open) => {
                *dispatched = event.department;
                None
            }
            (EventKind::Recall, CaseStatus::Open) => {
                let had = dispatched.take();
                had.is_none().then_some(VoidReason::NotDispatched)
            }
            (EventKind::Answer, CaseStatus::Open) => {
                let theirs = dispatched.is_some() && *dispatched == event.department;
                (!theirs).then_some(VoidReason::NotDispatched)
            }
        };
    }
}
