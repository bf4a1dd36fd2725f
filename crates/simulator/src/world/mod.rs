//! Runs a plan.

mod devices;
mod found;
mod parcels;
mod phones;
mod rest;
mod retention;
mod server;

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use linli_client_core::domain::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::delivery::Mail;
use crate::hand::Hand;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::phone::{Files, Phone};
use crate::plan::{Network, Plan, Step};
use crate::verify::{self, AtRestore, Audit, Broken, Retired, Said};

/// Seconds that every step takes.
const STEP_SECONDS: i64 = 60;
const DAY_SECONDS: i64 = 86_400;

/// A run that kept every promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The same for the same plan, on any machine.
    pub trace: String,
    /// Commands that people were told are saved.
    pub acknowledged: usize,
    /// Entries of the server's log.
    pub logged: usize,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Index of the step, or the number of steps for the end.
    pub step: usize,
    pub broken: Broken,
}

struct World {
    folder: TempDir,
    seed: u64,
    time: Arc<AtomicI64>,
    office: Office,
    /// Those that are in use.
    phones: Vec<Phone>,
    phones_ever: usize,
    hand: Hand,
    ledger: Ledger,
    mail: Mail,
    audit: Audit,
    /// Some phone's file was tampered with: checksums may disagree from then on.
    rotten: bool,
    /// The server came back from a backup: a secretary's decision may have gone with the days that it lacks. What
    /// phones had then.
    restored: Option<AtRestore>,
    said: Said,
    retired: Retired,
    trace: Sha256,
    /// What came of the last step, for whoever listens.
    told: Vec<String>,
}

/// Runs a plan in a folder of its own. `tell` hears each step before it happens, and what came of it.
pub fn run(plan: &Plan, tell: &mut dyn FnMut(&str)) -> Result<Outcome, Failure> {
    let at = Cell::new(0);
    // A panic of the product is a failure as any other, and is made smaller as any other.
    let done = catch_unwind(AssertUnwindSafe(|| live(plan, &at, tell)));
    done.unwrap_or_else(|panic| Err(words(&*panic)))
        .map_err(|broken| Failure {
            step: at.get(),
            broken,
        })
}

/// `at`: the index of the step under way.
fn live(plan: &Plan, at: &Cell<usize>, tell: &mut dyn FnMut(&str)) -> Result<Outcome, Broken> {
    let mut world = World::new(plan.seed)?;
    for (index, step) in plan.steps.iter().enumerate() {
        at.set(index);
        let shown = serde_json::to_string(step).expect("a step is plain data");
        tell(&format!("{index:3} {shown}"));
        world.trace.update(&shown);
        let done = world.step(step);
        world.told.drain(..).for_each(|told| tell(&told));
        done.and_then(|()| world.listen())?;
        world.note();
    }
    at.set(plan.steps.len());
    let rested = world.rest();
    world.told.drain(..).for_each(|told| tell(&told));
    rested?;
    let memory = verify::Memory {
        ledger: &world.ledger,
        restored: world.restored.as_ref(),
        said: &world.said,
        retired: &world.retired,
    };
    verify::promises(&world.phones, &world.office, &memory, world.now())?;
    world.insist_at_last()?;
    Ok(world.outcome())
}

fn words(panic: &(dyn Any + Send)) -> Broken {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("a panic: {}", text.unwrap_or("without words"))
}

impl World {
    fn now(&self) -> Timestamp {
        Timestamp::clamped(self.time.load(Ordering::Relaxed))
    }

    fn pass(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::Relaxed);
    }

    fn phone(&self, number: u8) -> usize {
        usize::from(number) % self.phones.len()
    }

    fn step(&mut self, step: &Step) -> Result<(), Broken> {
        self.pass(STEP_SECONDS);
        let now = self.now();
        match *step {
            Step::Act { phone, choice } => self.act(self.phone(phone), choice),
            Step::Sync { phone, network } => self.sync(self.phone(phone), network, None)?,
            Step::SyncAndAct { phone, choice } => {
                self.sync(self.phone(phone), Network::Fine, Some(choice))?;
            }
            Step::Deliver { letter } => {
                if let Some(letter) = self.mail.pick(letter.into()) {
                    self.office.deliver(&letter, now)?;
                }
            }
            Step::Hand { trick, choice } => {
                let told = self.hand.play(&self.office, trick, choice, now)?;
                self.tell(&told);
            }
            Step::Appoint {
                person,
                building,
                role,
                days,
            } => self.appoint(person, building, role, days),
            Step::EndAppointment { number } => self.office.end_appointment(number.into(), now),
            Step::Erase { choice } => self.erase(choice),
            Step::HandOver {
                phone,
                person,
                choice,
            } => self.hand_over(self.phone(phone), person, choice),
            Step::Accept { phone, choice } => self.accept(self.phone(phone), choice),
            Step::Console { choice } => self.console(choice),
            Step::Decide { choice } => self.office.decide(choice, now),
            Step::SuspendDevice { phone } => self.suspend_device(self.phone(phone)),
            Step::SuspendPerson { person } => self.suspend_person(person),
            Step::LetIn { person, choice } => self.let_in(person, choice)?,
            Step::RestartServer => self.office.restart(),
            Step::BackUpServer => self.office.back_up(),
            Step::RestoreServer => self.restore_server(),
            Step::MakePacks => self.make_packs()?,
            Step::KeepToTerms {
                months,
                days,
                entries,
            } => self.keep_to_the_terms(months, days, entries)?,
            Step::Pass { minutes } => self.pass(i64::from(minutes) * 60),
            Step::PassDays { days } => self.pass(i64::from(days) * DAY_SECONDS),
            Step::Seal { phone } => self.seal(self.phone(phone))?,
            Step::Carry {
                phone,
                parcel,
                harm,
            } => self.carry(self.phone(phone), parcel.into(), harm)?,
            ref misfortune => self.misfortune(misfortune)?,
        }
        Ok(())
    }

    /// To what came into the log.
    fn listen(&mut self) -> Result<(), Broken> {
        self.said.go_on(&self.office);
        self.audit.go_on(&self.office)
    }

    /// What happens to one phone, without anybody else.
    fn misfortune(&mut self, step: &Step) -> Result<(), Broken> {
        match *step {
            Step::ActAndDie { phone, choice } => {
                let phone = self.phone(phone);
                self.quietly(phone, choice);
                self.phones[phone].die();
            }
            Step::ActTorn {
                phone,
                choice,
                permille,
            } => {
                let phone = self.phone(phone);
                let before = self.phones[phone].files();
                self.quietly(phone, choice);
                let after = self.phones[phone].files();
                self.phones[phone].die_with(&Files::torn(&before, &after, permille));
            }
            Step::SetClock { phone, days } => {
                let phone = &self.phones[self.phone(phone)];
                phone.clock.set(i64::from(days) * DAY_SECONDS);
            }
            Step::FillDisk { phone } => self.phones[self.phone(phone)].fill_disk(true),
            Step::FreeDisk { phone } => self.phones[self.phone(phone)].fill_disk(false),
            Step::Restart { phone } => self.phones[self.phone(phone)].restart(),
            Step::BackUp { phone } => {
                let phone = self.phone(phone);
                self.phones[phone].back_up();
            }
            Step::Restore { phone } => self.restore_phone(self.phone(phone)),
            Step::Lose { phone } => self.lose_phone(self.phone(phone)),
            Step::Clone { phone } => self.clone_phone(self.phone(phone)),
            Step::Rot { phone, choice } => {
                self.rotten |= self.phones[self.phone(phone)].rot(choice);
                // What is fetched anew by its id has no seal.
                if let Some(had) = self.restored.as_mut().filter(|_| self.rotten) {
                    had.forget_all();
                }
            }
            Step::Rebuild { phone } => self.rebuild(self.phone(phone))?,
            _ => {}
        }
        Ok(())
    }

    /// What came of something: it belongs to the trace.
    fn tell(&mut self, told: &str) {
        self.trace.update(told);
        self.told.push(format!("      {told}"));
    }

    /// Where everybody stands goes into the trace.
    fn note(&mut self) {
        for number in self.state() {
            self.trace.update(number.to_be_bytes());
        }
    }

    fn outcome(mut self) -> Outcome {
        for phone in &self.phones {
            self.trace.update(phone.with(verify::show));
        }
        let trace = self.trace.finalize();
        Outcome {
            trace: trace.iter().map(|byte| format!("{byte:02x}")).collect(),
            acknowledged: self.ledger.len(),
            logged: self.office.written()[0].unsigned_abs() as usize,
        }
    }
}
