//! When what a document holds has been kept long enough: of all that has begun to run, past or not.

use linli_domain::privacy::{AFTER_OFFICE, PROOF_OF_CONSENT, Retention, retention};
use linli_domain::view::{
    CaseStatus, CaseView, DirectoryView, DisputeEventKind, DisputeStatus, DisputeView, EventKind,
    HouseholdView, VisitsView,
};
use linli_domain::{Date, Kind};
use uuid::Uuid;

use super::What;

pub(super) struct Term {
    pub(super) what: What,
    pub(super) id: Uuid,
    /// The first day on which it is kept too long.
    pub(super) since: Date,
}

impl Term {
    fn of(what: What, id: Uuid, retention: Retention, event: Date) -> Option<Self> {
        let since = retention.over_on(event)?;
        Some(Self { what, id, since })
    }
}

pub(super) fn visits(view: &VisitsView) -> Vec<Term> {
    let terms = view.visits.iter().filter_map(|(id, visit)| {
        Term::of(What::Visit, id.0, retention(Kind::Visits), visit.at.date())
    });
    terms.collect()
}

/// From its last closing that counts.
pub(super) fn case(view: &CaseView) -> Vec<Term> {
    if view.status != CaseStatus::Closed {
        return Vec::new();
    }
    let closings = view
        .events
        .iter()
        .filter(|event| event.kind == EventKind::Close && event.void.is_none());
    let closed = closings.map(|event| event.at.date()).max();
    let term = closed.and_then(|on| Term::of(What::Case, view.id.0, retention(Kind::Case), on));
    term.into_iter().collect()
}

/// From the closing that counts.
pub(super) fn dispute(view: &DisputeView) -> Vec<Term> {
    if view.status != DisputeStatus::Closed {
        return Vec::new();
    }
    let closings = view
        .events
        .iter()
        .filter(|event| event.kind == DisputeEventKind::Close && event.void.is_none());
    let closed = closings.map(|event| event.at.date()).max();
    let kept = retention(Kind::Dispute);
    let term = closed.and_then(|on| Term::of(What::Dispute, view.id.0, kept, on));
    term.into_iter().collect()
}

pub(super) fn household(view: &HouseholdView) -> Vec<Term> {
    let kept = retention(Kind::Household);
    let moved_out: Vec<(Uuid, Option<Date>)> = view
        .residents
        .iter()
        // A duplicate goes with the one into whom it was merged.
        .filter(|(_, resident)| resident.merged_into.is_none())
        .map(|(id, resident)| (id.0, resident.moved_out))
        .collect();
    let all: Option<Vec<Date>> = moved_out.iter().map(|(_, on)| *on).collect();
    let last = all.and_then(|days| days.into_iter().max());
    let mut terms = Vec::new();
    match last {
        Some(last) => terms.extend(Term::of(What::Household, view.id.0, kept, last)),
        None => terms.extend(
            moved_out
                .into_iter()
                .filter_map(|(id, on)| Term::of(What::Resident, id, kept, on?)),
        ),
    }
    let withdrawn = view.consents.values().filter_map(|it| it.withdrawn_on);
    terms.extend(
        withdrawn.filter_map(|on| Term::of(What::Consent, view.id.0, PROOF_OF_CONSENT, on)),
    );
    terms
}

pub(super) fn appointments(view: &DirectoryView) -> Vec<Term> {
    let terms = view.appointments.iter().filter_map(|(id, appointment)| {
        Term::of(What::Appointment, id.0, AFTER_OFFICE, appointment.until?)
    });
    terms.collect()
}

#[cfg(test)]
mod tests {
    use linli_domain::view::ResidentView;
    use linli_domain::{BuildingId, EstateId, HouseholdId, ResidentId};

    use super::*;

    fn household_of(moved_out: &[Option<&str>]) -> HouseholdView {
        let residents = moved_out.iter().enumerate().map(|(n, on)| {
            let view = ResidentView {
                moved_out: on.map(|day| day.parse().unwrap()),
                ..ResidentView::default()
            };
            (ResidentId::from_bytes([n as u8; 16]), view)
        });
        HouseholdView {
            id: HouseholdId::from_bytes([9; 16]),
            estate: EstateId::from_bytes([1; 16]),
            building: BuildingId::from_bytes([2; 16]),
            dwelling: None,
            residents: residents.collect(),
            tags: Vec::new(),
            consents: Default::default(),
            contact: None,
            contact_note: None,
            do_not_visit: None,
            verified_on: None,
            merged_into: None,
        }
    }

    fn told(view: &HouseholdView) -> Vec<(What, String)> {
        let terms = household(view).into_iter();
        terms.map(|it| (it.what, it.since.to_string())).collect()
    }

    #[test]
    fn a_household_goes_a_year_after_its_last_resident() {
        let empty = household_of(&[Some("2024-03-01"), Some("2024-05-01")]);
        assert_eq!(told(&empty), [(What::Household, "2025-05-01".to_owned())]);
        let half = household_of(&[Some("2024-03-01"), None]);
        assert_eq!(told(&half), [(What::Resident, "2025-03-01".to_owned())]);
        assert_eq!(told(&household_of(&[None])), []);
        // Nobody was ever written down: there is nobody to have moved out.
        assert_eq!(told(&household_of(&[])), []);
    }

    #[test]
    fn a_duplicate_keeps_no_household() {
        let mut view = household_of(&[Some("2024-03-01"), None]);
        let first = ResidentId::from_bytes([0; 16]);
        let second = view.residents.values_mut().last().unwrap();
        second.merged_into = Some(first);
        assert_eq!(told(&view), [(What::Household, "2025-03-01".to_owned())]);
    }
}
