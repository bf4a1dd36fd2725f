//! Devices that are suspended or lost, and people who get a new one.

use linli_client_core::domain::PersonId;

use super::World;
use super::found::{PEOPLE, SECRETARY};
use crate::hand::Hand;
use crate::phone::Phone;
use crate::verify::{self, Broken};

impl World {
    /// At its next contact the phone hands over what it has, and locks itself for good. Somebody must be left, so
    /// it is never the secretary's.
    pub(super) fn suspend_device(&mut self, phone: usize) {
        let phone = &self.phones[phone];
        if phone.person != SECRETARY {
            self.office.suspend(phone.device, self.now());
        }
    }

    pub(super) fn suspend_person(&mut self, person: u8) {
        let person = PEOPLE[usize::from(person) % PEOPLE.len()];
        if person != SECRETARY {
            self.office.suspend_person(person, self.now());
        }
    }

    /// A phone falls into the river.
    pub(super) fn lose_phone(&mut self, phone: usize) {
        if self.phones[phone].person != SECRETARY {
            let lost = self.phones.remove(phone);
            self.office.gone.insert(lost.device);
            let is_safe = self.is_safe();
            self.ledger.phone_went_back(lost.number, is_safe);
        }
    }

    /// Somebody whose devices are all lost or suspended gets a new one.
    pub(super) fn let_in(&mut self, person: u8, choice: u64) -> Result<(), Broken> {
        let person = PEOPLE[usize::from(person) % PEOPLE.len()];
        self.office.resume_person(person, self.now());
        let works = |phone: &&Phone| phone.person == person && !self.office.suspended(phone.device);
        if self.phones.iter().any(|phone| works(&phone)) {
            return Ok(());
        }
        if self.office.suspended(self.hand.device()) && self.hand.person() == person {
            self.hand = Hand::new(&self.office, person, choice, self.now());
        }
        self.give_phone(person)
    }

    /// A phone was told to lock itself, and has ended a sync.
    pub(super) fn bury_if_locked(&mut self, phone: usize, locked: bool) -> Result<(), Broken> {
        let found = &self.phones[phone];
        if !locked && !found.is_destroyed() {
            return Ok(());
        }
        let gone = self.phones.remove(phone);
        let unsent = gone.unsent_when_locked();
        if unsent > 0 {
            return Err(format!(
                "phone {}: locked for good with {unsent} commands that it had not handed over",
                gone.number
            ));
        }
        // Whoever has the file and its key has nothing.
        if !gone.is_closed_for_good() {
            return Err(format!(
                "phone {}: locked for good, and its key opens it",
                gone.number
            ));
        }
        for mark in gone.drafts_when_locked() {
            self.ledger.dismiss(&mark);
        }
        self.ledger.phone_went_back(gone.number, |_| true);
        self.office.gone.insert(gone.device);
        self.tell(&format!("phone {} is locked for good", gone.number));
        Ok(())
    }

    /// Whether something is at the server or on a phone, as of now.
    pub(super) fn is_safe(&self) -> impl Fn(&crate::ledger::Mark) -> bool + use<> {
        let held = verify::held_by_server(&self.office);
        let waiting: Vec<_> = self.phones.iter().map(Phone::waiting).collect();
        move |mark| held.contains_key(mark) || waiting.iter().any(|marks| marks.contains(mark))
    }

    /// Devices that were enrolled since the backup are so again, by their certificates.
    pub(super) fn enrol_again(&mut self) {
        let unknown = |phone: &&Phone| !self.office.knows(phone.device);
        let unknown: Vec<(PersonId, [u8; 32])> = self
            .phones
            .iter()
            .filter(unknown)
            .map(|phone| (phone.person, phone.public_key))
            .collect();
        for (person, key) in unknown {
            self.office.enrol_again(person, key, self.now());
        }
        if !self.office.knows(self.hand.device()) {
            let seed = self.now().seconds().unsigned_abs();
            self.hand = Hand::new(&self.office, self.hand.person(), seed, self.now());
        }
    }
}
