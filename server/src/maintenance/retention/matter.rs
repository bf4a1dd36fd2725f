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

    /// It was archived on that day: closed, if only in days that a restored server has lost.
    pub(super) fn archived_on(self, day: Date) -> Self {
        Self {
            course: Some(Course::Closed(self.closed().unwrap_or(day))),
            ..self
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

#[cfg(test)]
mod tests {
    use linli_domain::{BuildingId, CaseId, EstateId};

    use super::*;

    fn open_case() -> CaseView {
        CaseView {
            id: CaseId::from_bytes([1; 16]),
            estate: EstateId::from_bytes([2; 16]),
            building: BuildingId::from_bytes([3; 16]),
            opened_at: "2026-10-01T04:00:00Z".parse().ok(),
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
        }
    }

    #[test]
    fn what_is_in_the_archive_has_an_end_though_its_closing_was_lost() {
        let terms = RetentionConfig::default();
        let since = |matter: &Matter| matter.erased(&terms).map(|term| term.since.to_string());
        assert_eq!(since(&Matter::case(&open_case())), None);
        let archived = Matter::case(&open_case()).archived_on("2027-11-02".parse().unwrap());
        assert_eq!(since(&archived).as_deref(), Some("2030-11-02"));
    }
}
