//! What happens to phones.

use super::World;
use crate::delivery::{Ended, Exchange};
use crate::ledger::Mark;
use crate::office::roster::may_read;
use crate::people;
use crate::phone::Phone;
use crate::places;
use crate::plan::Network;
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
        for mark in self.quietly(phone, choice) {
            self.ledger.acknowledge(mark, phone, now);
        }
    }

    /// An action; gives what it put into the outbox.
    pub(super) fn quietly(&mut self, phone: usize, choice: u64) -> Vec<Mark> {
        let done = act(&self.phones[phone], choice);
        for mark in &done.dismissed {
            self.ledger.dismiss(mark);
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
        let ended = exchange.run(&mut |phone| done = meanwhile.map(|choice| act(phone, choice)))?;
        if let Some(done) = done {
            for mark in done.given {
                self.ledger.acknowledge(mark, phone, now);
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
        let told = match ended {
            Ended::Whole(report) => {
                if report.refetched > 0 && knew && !self.rotten {
                    return Err(format!("phone {phone}: checksums disagree: {report:?}"));
                }
                self.phones[phone].knows.set(Some(self.office.life));
                format!("{report:?}")
            }
            Ended::Broken => "broken".to_owned(),
            Ended::Trouble(trouble) => format!("trouble {trouble}"),
        };
        self.tell(&format!("phone {phone}: {told}"));
        Ok(())
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
        let logged = verify::logged(&self.office.peek());
        let waiting: Vec<_> = self.phones.iter().map(Phone::waiting).collect();
        self.ledger.phone_went_back(phone, |mark| {
            logged.contains_key(mark) || waiting.iter().any(|marks| marks.contains(mark))
        });
        // The person goes on where they stood, before anything is synced.
        for number in 0..3 {
            self.act(phone, self.now().seconds().unsigned_abs() + number);
        }
    }

    pub(super) fn clone_phone(&mut self, phone: usize) {
        let number = self.phones.len();
        if number < PHONES_MAX {
            let copy = self.phones[phone].copy(number, self.folder.path());
            self.phones.push(copy);
        }
    }
}

fn act(phone: &Phone, choice: u64) -> Done {
    let locked = phone.is_locked();
    let done = act_if_open(phone, choice);
    // I6: whoever holds a phone that has been away for too long gets nothing into it.
    assert!(
        !locked || (done.given.is_empty() && done.dismissed.is_empty()),
        "a locked phone took an entry"
    );
    done
}

fn act_if_open(phone: &Phone, choice: u64) -> Done {
    phone.with(|replica| {
        let outbox = replica.export_unsent().expect("the outbox can be read");
        let before = outbox.last().map_or(0, |unsent| unsent.number);
        let dismissed = people::act(replica, choice);
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
