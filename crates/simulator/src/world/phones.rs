//! What happens to phones.

use linli_client_core::Replica;

use super::World;
use super::found::{PEOPLE, SECRETARY};
use crate::delivery::{Ended, Exchange};
use crate::ledger::Mark;
use crate::office::roster::may_read;
use crate::people;
use crate::phone::Phone;
use crate::places;
use crate::plan::Network;
use crate::random::Random;
use crate::verify::{self, Broken};

/// Phones at most: more clones would only be slower.
const PHONES_MAX: usize = 7;

/// What an action did to the outbox and the drafts.
struct Done {
    given: Vec<Mark>,
    /// Drafts that the person dealt with.
    dismissed: Vec<Mark>,
}

impl World {
    /// An action whose "saved" the person hears.
    pub(super) fn act(&mut self, phone: usize, choice: u64) {
        let now = self.now();
        let number = self.phones[phone].number;
        for mark in self.quietly(phone, choice) {
            self.ledger.acknowledge(mark, number, now);
        }
    }

    /// The secretary hands a head's post over; or somebody else tries to, which the server does not take.
    pub(super) fn hand_over(&mut self, phone: usize, person: u8, choice: u64) {
        let phone = if choice.is_multiple_of(5) {
            phone
        } else {
            self.secretarys_phone()
        };
        let (successor, today) = (
            PEOPLE[usize::from(person) % PEOPLE.len()],
            self.now().date(),
        );
        self.office_work(phone, |replica| {
            people::hand_over(replica, choice, successor, today)
        });
    }

    /// Whoever finds a handover on their phone takes it over: the first one from `phone` on.
    pub(super) fn accept(&mut self, phone: usize, choice: u64) {
        let count = self.phones.len();
        let mut phones = (0..count).map(|next| (phone + next) % count);
        let finds = |phone: &usize| {
            let open = self.phones[*phone].with(Replica::open_handovers);
            open.is_ok_and(|open| !open.is_empty())
        };
        if let Some(phone) = phones.find(finds) {
            self.office_work(phone, |replica| people::accept(replica, choice));
        }
    }

    pub(super) fn erase(&mut self, choice: u64) {
        self.office_work(self.secretarys_phone(), |replica| {
            people::erase(replica, &mut Random::new(choice))
        });
    }

    pub(super) fn secretarys_phone(&self) -> usize {
        let secretarys = |phone: &Phone| phone.person == SECRETARY;
        let found = self.phones.iter().position(secretarys);
        found.expect("the secretary's phone is never taken away")
    }

    /// Something that does not happen every day, and that a person hears is saved.
    fn office_work(&mut self, phone: usize, work: impl FnOnce(&mut Replica) -> people::Done) {
        let (phone, now) = (&self.phones[phone], self.now());
        let done = act(phone, |replica| {
            // As in `people::act`, an error is a refusal at the phone.
            drop(work(replica));
            Vec::new()
        });
        let number = phone.number;
        for mark in done.given {
            self.tell(&format!("phone {number} gives {}", mark.name()));
            self.ledger.acknowledge(mark, number, now);
        }
    }

    /// An action; gives what it put into the outbox.
    pub(super) fn quietly(&mut self, phone: usize, choice: u64) -> Vec<Mark> {
        let done = act(&self.phones[phone], |replica| people::act(replica, choice));
        for mark in &done.dismissed {
            self.ledger.dismiss(mark);
        }
        for mark in &done.given {
            self.ledger.attempt(mark);
        }
        done.given
    }

    /// `meanwhile`: the choice of an action while the request is under way.
    pub(super) fn sync(
        &mut self,
        phone: usize,
        network: Network,
        meanwhile: Option<u64>,
    ) -> Result<(), Broken> {
        let now = self.now();
        let (mut done, mut forked) = (None, false);
        let exchange = Exchange {
            phone: &self.phones[phone],
            office: &mut self.office,
            now,
            network,
            mail: &mut self.mail,
            forked: &mut forked,
        };
        let ended = exchange.run(&mut |phone| {
            done = meanwhile.map(|choice| act(phone, |replica| people::act(replica, choice)));
        })?;
        if let Some(done) = done {
            let number = self.phones[phone].number;
            for mark in done.given {
                self.ledger.acknowledge(mark, number, now);
            }
            for mark in &done.dismissed {
                self.ledger.dismiss(mark);
            }
        }
        self.note_losses(phone);
        // In another life of the server everything is fetched anew, and own work may come back late.
        let knew = self.phones[phone].knows.get() == Some(self.office.life);
        if forked && knew && !self.phones[phone].may_fork.get() {
            return Err(format!("phone {phone}: an actor forked for no reason"));
        }
        let mut locked = false;
        let told = match ended {
            Ended::Whole(report) => {
                if report.refetched > 0 && knew && !self.rotten {
                    return Err(format!("phone {phone}: checksums disagree: {report:?}"));
                }
                locked = report.locked;
                self.phones[phone].knows.set(Some(self.office.life));
                format!("{report:?}")
            }
            Ended::Broken => "broken".to_owned(),
            Ended::Trouble(trouble) => format!("trouble {trouble}"),
        };
        self.tell(&format!("phone {phone}: {told}"));
        self.bury_if_locked(phone, locked)
    }

    /// A phone forgets what its person may no longer read.
    fn note_losses(&self, phone: usize) {
        let phone = &self.phones[phone];
        let today = self.now().date();
        let mut read = places::feeds();
        read.retain(|feed| may_read(&self.office.held(), phone.person, *feed, today));
        let before = phone.read.replace(read);
        if before
            .iter()
            .any(|feed| !phone.read.borrow().contains(feed))
        {
            phone.may_fork.set(true);
        }
    }

    pub(super) fn rebuild(&self, phone: usize) -> Result<(), Broken> {
        let phone = &self.phones[phone];
        if phone.is_locked() {
            return Ok(());
        }
        let before = phone.with(verify::show);
        // On a full disk it may fail, and must change nothing then either.
        let rebuilt = phone.with(|replica| replica.rebuild());
        if self.rotten || phone.with(verify::show) == before {
            return Ok(());
        }
        Err(format!(
            "phone {}: a rebuild ({rebuilt:?}) changes what is shown",
            phone.number
        ))
    }

    pub(super) fn restore_phone(&mut self, phone: usize) {
        if !self.phones[phone].restore() {
            return;
        }
        let is_safe = self.is_safe();
        let number = self.phones[phone].number;
        self.ledger.phone_went_back(number, is_safe);
        if let Some(had) = &mut self.restored {
            had.forget(number);
        }
        // The person goes on where they stood, before anything is synced.
        for number in 0..3 {
            self.act(phone, self.now().seconds().unsigned_abs() + number);
        }
    }

    pub(super) fn clone_phone(&mut self, phone: usize) {
        if self.phones.len() < PHONES_MAX {
            let number = self.number_a_phone();
            let copy = self.phones[phone].copy(number, self.folder.path());
            self.phones.push(copy);
        }
    }
}

/// `work` gives the drafts that it dealt with.
fn act(phone: &Phone, work: impl FnOnce(&mut Replica) -> Vec<Mark>) -> Done {
    let locked = phone.is_locked();
    let done = act_if_open(phone, work);
    // I6: whoever holds a phone that has been away for too long gets nothing into it.
    assert!(
        !locked || (done.given.is_empty() && done.dismissed.is_empty()),
        "a locked phone took an entry"
    );
    done
}

fn act_if_open(phone: &Phone, work: impl FnOnce(&mut Replica) -> Vec<Mark>) -> Done {
    phone.with(|replica| {
        let outbox = replica.export_unsent().expect("the outbox can be read");
        let before = outbox.last().map_or(0, |unsent| unsent.number);
        let dismissed = work(replica);
        let outbox = replica
            .export_unsent()
            .expect("the outbox can be read")
            .into_iter();
        let new = outbox.filter(|unsent| unsent.number > before);
        let given = new.filter_map(|unsent| {
            Some(Mark::new(
                unsent.document,
                unsent.at,
                unsent.command.as_ref()?,
            ))
        });
        Done {
            given: given.collect(),
            dismissed,
        }
    })
}
