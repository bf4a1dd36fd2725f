//! A household (住户) as it reads.

use std::collections::BTreeMap;

use automerge::{ROOT, ReadDoc};
use linli_domain::command::{ConsentMethod, is_sensitive};
use linli_domain::view::{ConsentView, DoNotVisit, DwellingView, HouseholdView, ResidentView};
use linli_domain::{Date, DocumentKey, HouseholdId, ResidentId};

use super::{is_true, merged, number, read, text, word};
use crate::document::Document;
use crate::words;

impl Document {
    /// The household; `None` for a document of another kind.
    pub fn household(&self) -> Option<HouseholdView> {
        let DocumentKey::Household {
            estate,
            building,
            household,
        } = self.key
        else {
            return None;
        };
        let mut view = HouseholdView {
            id: household,
            estate,
            building,
            dwelling: None,
            residents: self.residents(),
            tags: Vec::new(),
            consents: self.consents(),
            contact: None,
            contact_note: None,
            do_not_visit: None,
            verified_on: None,
            merged_into: None,
        };
        self.read_household_fields(&mut view);
        view.tags = self.tags(&view.consents);
        Some(view)
    }

    fn read_household_fields(&self, view: &mut HouseholdView) {
        let (mut unwanted, mut until) = (false, None);
        for item in self.automerge.map_range(ROOT, ..) {
            match &*item.key {
                "dwelling" => view.dwelling = text(item.value).as_deref().and_then(dwelling),
                "contact" => view.contact = word(&item.value, words::channel),
                "contact_note" => view.contact_note = text(item.value),
                "do_not_visit" => unwanted = is_true(&item.value),
                "do_not_visit_until" => until = read(&item.value),
                "verified_on" => view.verified_on = self.latest("verified_on"),
                "merged_into" => view.merged_into = read::<HouseholdId>(&item.value),
                _ => {}
            }
        }
        view.do_not_visit = unwanted.then_some(DoNotVisit { until });
    }

    /// Of several dates written apart the latest: that two people verified is no disagreement.
    fn latest(&self, key: &str) -> Option<Date> {
        let values = self.automerge.get_all(ROOT, key).ok()?;
        values
            .iter()
            .filter_map(|(value, _)| value.as_str()?.parse().ok())
            .max()
    }

    fn residents(&self) -> BTreeMap<ResidentId, ResidentView> {
        let mut residents = BTreeMap::new();
        for entry in self.automerge.map_range(self.map("residents"), ..) {
            let Ok(id) = entry.key.parse() else { continue };
            let mut view = ResidentView::default();
            for item in self.automerge.map_range(entry.id(), ..) {
                match &*item.key {
                    "name" => view.name = text(item.value).unwrap_or_default(),
                    "phone" => view.phone = text(item.value),
                    "relation" => view.relation = text(item.value),
                    "birth_year" => view.birth_year = number(&item.value),
                    "gender" => view.gender = word(&item.value, words::gender),
                    "notes" => view.notes = text(item.value),
                    "moved_in" => view.moved_in = read(&item.value),
                    "moved_out" => view.moved_out = read(&item.value),
                    "merged_into" => view.merged_into = read(&item.value),
                    _ => {}
                }
            }
            residents.insert(id, view);
        }
        merged::open_loops(&mut residents);
        residents
    }

    fn consents(&self) -> BTreeMap<String, ConsentView> {
        let mut consents: BTreeMap<String, PartialConsent> = BTreeMap::new();
        for item in self.automerge.map_range(self.map("consents"), ..) {
            let Some((field, tag)) = item.key.split_once('/') else {
                continue;
            };
            let consent = consents.entry(tag.to_owned()).or_default();
            match field {
                "method" => consent.method = word(&item.value, words::method),
                "on" => consent.on = read(&item.value),
                "given_by" => consent.given_by = read(&item.value),
                "withdrawn_on" => consent.withdrawn_on = read(&item.value),
                _ => {}
            }
        }
        consents
            .into_iter()
            .filter_map(|(tag, consent)| Some((tag, consent.complete()?)))
            .collect()
    }

    /// A sensitive flag shows only while consent is in force: when one device sets the flag while
    /// another records the withdrawal, the withdrawal counts.
    fn tags(&self, consents: &BTreeMap<String, ConsentView>) -> Vec<String> {
        let in_force = |tag: &str| {
            consents
                .get(tag)
                .is_some_and(|consent| consent.withdrawn_on.is_none())
        };
        self.automerge
            .map_range(self.map("tags"), ..)
            .filter(|item| is_true(&item.value))
            .filter(|item| !is_sensitive(&item.key) || in_force(&item.key))
            .map(|item| item.key.into_owned())
            .collect()
    }
}

fn dwelling(value: &str) -> Option<DwellingView> {
    let (unit, room) = words::dwelling(value)?;
    Some(DwellingView {
        unit: unit.to_owned(),
        room: room.to_owned(),
    })
}

#[derive(Default)]
struct PartialConsent {
    method: Option<ConsentMethod>,
    on: Option<Date>,
    given_by: Option<ResidentId>,
    withdrawn_on: Option<Date>,
}

impl PartialConsent {
    fn complete(self) -> Option<ConsentView> {
        Some(ConsentView {
            method: self.method?,
            on: self.on?,
            given_by: self.given_by,
            withdrawn_on: self.withdrawn_on,
        })
    }
}
