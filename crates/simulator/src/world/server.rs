//! What happens at the office.

use std::collections::BTreeMap;
use std::sync::Arc;

use linli_client_core::domain::command::{Outcome, RecordVisit, SetTag};
use linli_client_core::domain::{DocumentKey, PersonId, Role, VisitId};

use super::World;
use super::found::PEOPLE;
use crate::ledger::Mark;
use crate::places::TERRITORIES;
use crate::random::Random;
use crate::verify::{Audit, Authors, Broken};

impl World {
    /// `days`: 0 for no end.
    pub(super) fn appoint(&mut self, person: u8, building: u8, role: u8, days: u8) {
        let now = self.now();
        let person = PEOPLE[usize::from(person) % PEOPLE.len()];
        // Nobody with a phone is the operator.
        let role = Role::ALL[usize::from(role) % (Role::ALL.len() - 1)];
        let territory = TERRITORIES[usize::from(building) % TERRITORIES.len()];
        let days = (days > 0).then_some(days);
        self.office.appoint(person, role, territory, days, now);
    }

    /// Whoever speaks to the server by a program of their own may do everything in the end, and says once more what
    /// was refused.
    pub(super) fn insist_at_last(&mut self) -> Result<(), Broken> {
        if self.office.suspended(self.hand.device()) {
            return Ok(());
        }
        let (person, now) = (self.hand.person(), self.now());
        for (estate, _) in TERRITORIES {
            self.office
                .appoint(person, Role::Secretary, (estate, None), None, now);
        }
        self.hand.insist(&self.office, now)
    }

    /// The office corrects something by itself, and records a visit for somebody.
    pub(super) fn console(&mut self, choice: u64) {
        let mut random = Random::new(choice);
        let now = self.now();
        let home = self.phones[self.secretarys_phone()].with(|replica| {
            let households = replica.household_ids().unwrap_or_default();
            let household = *random.pick(&households)?;
            Some((household, replica.document_key(household).ok()?))
        });
        let Some((household, home)) = home else {
            return;
        };
        let Some(building) = home.building() else {
            return;
        };
        let tag = SetTag {
            tag: "热心户".parse().expect("a short label"),
        };
        let mut id = [0; 16];
        random.fill(&mut id);
        let visit = RecordVisit {
            visit: VisitId::from_bytes(id),
            household,
            at: now,
            outcome: Outcome::Met,
            purpose: None,
            met: Vec::new(),
            note: None,
            requests: Vec::new(),
            next_visit_on: None,
            card: None,
            visitor: Some(PersonId::from_bytes([9; 16])),
        };
        let log = DocumentKey::Visits {
            estate: home.estate(),
            building,
            month: now.month(),
        };
        // The office may not know the household yet: then it is refused, which is fine.
        if self.office.write(home, tag.into(), now).is_ok() {
            drop(self.office.write(log, visit.into(), now));
        }
    }

    pub(super) fn restore_server(&mut self) {
        let dropped = self.dropped();
        let authors = Authors::of(&self.office);
        if !self.office.restore(self.now()) {
            return;
        }
        self.audit = Audit::begin(&self.office);
        self.said.begin();
        let now = self.now();
        let had = self.restored.get_or_insert_default();
        if !self.rotten {
            had.note(&self.phones, &authors, now);
        }
        self.enrol_again();
        let is_safe = self.is_safe();
        self.ledger.server_went_back(self.now(), dropped, is_safe);
    }

    /// Whether a phone has nothing any more of what stood in a document before it began anew: it has heard of a later
    /// beginning, or holds no such document.
    fn dropped(&self) -> impl Fn(usize, &Mark) -> bool + use<> {
        let begun_anew = self.office.begun_anew();
        let (epochs, given_in) = (self.office.epochs(), self.office.given_in());
        let mut held = BTreeMap::new();
        for phone in &self.phones {
            // One that cannot be read offers nothing.
            let documents = phone
                .with(|replica| replica.documents())
                .unwrap_or_default();
            for (key, heads) in documents {
                let epoch = heads.iter().filter_map(|head| epochs.get(head)).max();
                held.insert((phone.number, key.id()), epoch.copied().unwrap_or_default());
            }
        }
        move |phone, mark| {
            let heard = held.get(&(phone, mark.document));
            let mut given = mark.traces().into_iter();
            let given = given.find_map(|trace| given_in.get(&trace).copied());
            begun_anew.contains(&mark.document)
                && given.is_some_and(|given| heard.is_none_or(|heard| *heard > given))
        }
    }

    pub(super) fn make_packs(&self) -> Result<(), Broken> {
        let store = Arc::clone(&self.office.store);
        let made = self.office.runtime.block_on(store.refresh_packs());
        made.map(drop).map_err(|error| error.to_string())
    }
}
