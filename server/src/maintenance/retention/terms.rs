//! When what a document holds is to be closed, archived or erased: of all that has begun to run, past or not.

use linli_domain::view::{DirectoryView, HouseholdView, VisitsView};
use linli_domain::{Date, Month};
use uuid::Uuid;

use super::What;
use crate::config::RetentionConfig;

pub(super) struct Term {
    pub(super) what: What,
    pub(super) id: Uuid,
    /// The first day on which it is due.
    pub(super) since: Date,
}

impl Term {
    /// When it is to be erased, given the day of its event.
    fn of(terms: &RetentionConfig, what: What, id: Uuid, event: Date) -> Self {
        let since = terms.of(what).erase().over_on(event);
        Self { what, id, since }
    }
}

pub(super) fn visits(terms: &RetentionConfig, view: &VisitsView) -> Vec<Term> {
    let visits = view.visits.iter();
    visits
        .map(|(id, visit)| Term::of(terms, What::Visit, id.0, visit.at.date()))
        .collect()
}

/// When a month of visits is to be archived, as a whole.
pub(super) fn month(terms: &RetentionConfig, month: Month) -> Option<Term> {
    let next = Month::from_index(month.index() + 1)?;
    let ended: Date = format!("{next}-01").parse().ok()?;
    let since = terms.of(What::Visit).archive()?.over_on(ended);
    Some(Term {
        what: What::Visit,
        id: Uuid::nil(),
        since,
    })
}

pub(super) fn household(terms: &RetentionConfig, view: &HouseholdView) -> Vec<Term> {
    let moved_out: Vec<(Uuid, Option<Date>)> = view
        .residents
        .iter()
        // A duplicate goes with the one into whom it was merged.
        .filter(|(_, resident)| resident.merged_into.is_none())
        .map(|(id, resident)| (id.0, resident.moved_out))
        .collect();
    let all: Option<Vec<Date>> = moved_out.iter().map(|(_, on)| *on).collect();
    let last = all.and_then(|days| days.into_iter().max());
    let mut found = Vec::new();
    match last {
        Some(last) => found.push(Term::of(terms, What::Household, view.id.0, last)),
        None => found.extend(
            moved_out
                .into_iter()
                .filter_map(|(id, on)| Some(Term::of(terms, What::Resident, id, on?))),
        ),
    }
    let withdrawn = view.consents.values().filter_map(|it| it.withdrawn_on);
    found.extend(withdrawn.map(|on| Term::of(terms, What::Consent, view.id.0, on)));
    found
}

pub(super) fn appointments(terms: &RetentionConfig, view: &DirectoryView) -> Vec<Term> {
    let ended = view.appointments.iter().filter_map(|(id, appointment)| {
        let until = appointment.until?;
        Some(Term::of(terms, What::Appointment, id.0, until))
    });
    ended.collect()
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
        let terms = household(&RetentionConfig::default(), view).into_iter();
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
