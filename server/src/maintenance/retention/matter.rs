//! What is opened, goes on for a while and is closed: a case or a dispute, as its terms see it.

use linli_domain::command::DisputeOutcome;
use linli_domain::view::{
    CaseStatus, CaseView, DisputeEventKind, DisputeStatus, DisputeView, EventKind,
};
use linli_domain::{Date, Timestamp};
use uuid::Uuid;

use super::What;
use super::terms::Term;
use crate::config::RetentionConfig;

pub(super) struct Matter {
    what: What,
    id: Uuid,
    course: Option<Course>,
    /// Of a dispute: as what it ends where nothing more happens in it.
    pub(super) outcome: Option<DisputeOutcome>,
}

/// How far it has come.
enum Course {
    /// With the day on which something happened last.
    Open(Date),
    /// With the day of the closing that counts.
    Closed(Date),
}

impl Course {
    /// `None` for what was never opened. `events`: when something happened, and whether it was a closing that counts.
    fn of(
        opened: Option<Timestamp>,
        closed: bool,
        events: impl Iterator<Item = (Timestamp, bool)>,
    ) -> Option<Self> {
        let counts = events.filter(|(_, closing)| *closing || !closed);
        let last = counts.map(|(at, _)| at.date()).max();
        if closed {
            return last.map(Self::Closed);
        }
        let opened = opened?.date();
        Some(Self::Open(last.map_or(opened, |last| last.max(opened))))
    }
}

impl Matter {
    pub(super) fn case(view: &CaseView) -> Self {
        let events = view.events.iter();
        let events = events.map(|it| (it.at, it.kind == EventKind::Close && it.void.is_none()));
        Self {
            what: What::Case,
            id: view.id.0,
            course: Course::of(view.opened_at, view.status == CaseStatus::Closed, events),
            outcome: None,
        }
    }

    pub(super) fn dispute(view: &DisputeView) -> Self {
        let events = view.events.iter();
        let closing = DisputeEventKind::Close;
        let events = events.map(|it| (it.at, it.kind == closing && it.void.is_none()));
        Self {
            what: What::Dispute,
            id: view.id.0,
            course: Course::of(view.opened_at, view.status == DisputeStatus::Closed, events),
            // Where the parties agreed and nobody has come back, the agreement stands.
            outcome: Some(match view.agreement() {
                Some(_) => DisputeOutcome::Settled,
                None => DisputeOutcome::Unresolved,
            }),
        }
    }

    /// When it is to be erased, if it is closed.
    pub(super) fn erased(&self, terms: &RetentionConfig) -> Option<Term> {
        Some(self.term(terms.of(self.what).erase().over_on(self.closed()?)))
    }

    /// When it is to be archived, if it is closed.
    pub(super) fn archived(&self, terms: &RetentionConfig) -> Option<Term> {
        let at_hand = terms.of(self.what).archive()?;
        Some(self.term(at_hand.over_on(self.closed()?)))
    }

    /// When it is to be closed, if it is open and nothing more happens in it.
    pub(super) fn quiet(&self, terms: &RetentionConfig) -> Option<Term> {
        let quiet = terms.of(self.what).close()?;
        match self.course {
            Some(Course::Open(last)) => Some(self.term(quiet.over_on(last))),
            _ => None,
        }
    }

    fn closed(&self) -> Option<Date> {
        match self.course {
            Some(Course::Closed(on)) => Some(on),
            _ => None,
        }
    }

    fn term(&self, since: Date) -> Term {
        Term {
            what: self.what,
            id: self.id,
            since,
        }
    }
}
