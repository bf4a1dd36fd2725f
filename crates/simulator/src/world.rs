//! Runs a plan.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use linli_client_core::domain::command::{RecordVisit, SetTag};
use linli_client_core::domain::{
    Command, DeviceId, DocumentKey, PersonId, Role, Timestamp, VisitId,
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::delivery::{self, Ended, Letter};
use crate::ledger::{Ledger, Mark};
use crate::office::{BUILDINGS, ESTATE, Office};
use crate::people;
use crate::phone::{Files, Phone};
use crate::plan::{Network, Plan, Step};
use crate::random::Random;
use crate::verify::{self, Broken};

/// People: two heads of the first building, one of the second, a secretary.
const PEOPLE: u8 = 4;
/// Phones at most: more clones would only be slower.
const PHONES_MAX: usize = 7;
/// Rounds of syncing after which everything must have come to rest.
const ROUNDS: usize = 12;
/// 2026-11-24 08:00 in China.
const BEGINNING: i64 = 1_795_478_400;

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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Index of the step, or the number of steps for the end.
    pub step: usize,
    pub broken: Broken,
}

struct World {
    folder: TempDir,
    time: Arc<AtomicI64>,
    office: Office,
    phones: Vec<Phone>,
    devices: BTreeMap<usize, DeviceId>,
    ledger: Ledger,
    late: Vec<Letter>,
    trace: Sha256,
    /// Newest log number whose rights were looked at, by the office's life.
    audited: i64,
    /// How syncs ended, for whoever listens.
    told: Vec<String>,
}

/// Runs a plan in a folder of its own. `tell` hears each step before it happens, and how each sync ended.
pub fn run(plan: &Plan, tell: &mut dyn FnMut(&str)) -> Result<Outcome, Failure> {
    let mut world = World::new(plan.seed);
    for (index, step) in plan.steps.iter().enumerate() {
        tell(&format!("{index:3} {}", serde_json::to_string(step).unwrap_or_default()));
        let done = world.step(step);
        world.told.drain(..).for_each(|told| tell(&told));
        done.map_err(|broken| Failure { step: index, broken })?;
    }
    let end = plan.steps.len();
    let rested = world.rest();
    world.told.drain(..).for_each(|told| tell(&told));
    rested.map_err(|broken| Failure { step: end, broken })?;
    let today = world.now().date();
    verify::promises(&world.phones, &world.office, &world.ledger, today)
        .map_err(|broken| Failure { step: end, broken })?;
    Ok(world.outcome())
}

impl World {
    fn new(seed: u64) -> Self {
        let folder = scratch();
        let time = Arc::new(AtomicI64::new(BEGINNING));
        let mut office = Office::new(folder.path(), seed);
        let now = Timestamp::clamped(BEGINNING);
        office.found_estate(now);
        office.register_households(now);
        let people: Vec<PersonId> = (1..=PEOPLE).map(|n| PersonId::from_bytes([n; 16])).collect();
        for (person, building) in [(0, Some(0)), (1, Some(0)), (2, Some(1))] {
            office.appoint(people[person], Role::BuildingHead, building.map(|b: usize| BUILDINGS[b]), now);
        }
        office.appoint(people[3], Role::Secretary, None, now);
        let mut world = Self {
            folder,
            time,
            office,
            phones: Vec::new(),
            devices: BTreeMap::new(),
            ledger: Ledger::default(),
            late: Vec::new(),
            trace: Sha256::new(),
            audited: 0,
            told: Vec::new(),
        };
        for (number, person) in people.into_iter().enumerate() {
            world.give_phone(number, person, seed);
        }
        world.audited = world.newest();
        world
    }

    fn give_phone(&mut self, number: usize, person: PersonId, seed: u64) {
        let phone =
            Phone::new(number, person, self.folder.path(), seed, Arc::clone(&self.time));
        let request = phone.with(|replica| replica.join_request("SIMULATED", "手机"));
        let body = request.expect("a new replica can ask to join").body;
        let body: serde_json::Value = serde_json::from_slice(&body).expect("the request is JSON");
        let key = public_key(body["public_key"].as_str().unwrap_or_default());
        let device = self.office.enrol(person, key, self.now());
        let answer = serde_json::json!({
            "device_id": device, "person": { "id": person, "name": "某人" },
            "estates": [{ "id": ESTATE, "name": "幸福里" }],
        });
        let answer = answer.to_string();
        let joined =
            phone.with(|replica| replica.join_response("http://server", 201, answer.as_bytes()));
        joined.expect("joining works");
        self.devices.insert(number, device);
        self.phones.push(phone);
        self.sync(number, Network::Fine, None);
    }

    fn now(&self) -> Timestamp {
        Timestamp::clamped(self.time.load(Ordering::Relaxed))
    }

    fn phone(&self, number: u8) -> usize {
        usize::from(number) % self.phones.len()
    }

    fn step(&mut self, step: &Step) -> Result<(), Broken> {
        self.time.fetch_add(60, Ordering::Relaxed);
        match step {
            Step::Act { phone, choice } => self.act(self.phone(*phone), *choice),
            Step::ActAndDie { phone, choice } => {
                let phone = self.phone(*phone);
                self.quietly(phone, *choice);
                self.phones[phone].die();
            }
            Step::ActTorn { phone, choice, permille } => {
                let phone = self.phone(*phone);
                let before = self.phones[phone].files();
                self.quietly(phone, *choice);
                let after = self.phones[phone].files();
                self.phones[phone].die_with(&Files::torn(&before, &after, *permille));
            }
            Step::Sync { phone, network } => self.sync(self.phone(*phone), *network, None),
            Step::SyncAndAct { phone, choice } => {
                self.sync(self.phone(*phone), Network::Fine, Some(*choice));
            }
            Step::SetClock { phone, days } => {
                let phone = self.phone(*phone);
                let offset = i64::from(*days) * 86_400;
                self.phones[phone].clock.offset_seconds.store(offset, Ordering::Relaxed);
            }
            Step::Restart { phone } => self.phones[self.phone(*phone)].restart(),
            Step::BackUp { phone } => {
                let phone = self.phone(*phone);
                self.phones[phone].backup = Some((self.phones[phone].files(), 0));
            }
            Step::Restore { phone } => self.restore_phone(self.phone(*phone)),
            Step::Clone { phone } => self.clone_phone(self.phone(*phone)),
            Step::Rebuild { phone } => {
                let phone = &self.phones[self.phone(*phone)];
                let before = phone.with(verify::show);
                phone.with(|replica| replica.rebuild()).map_err(|error| error.to_string())?;
                if phone.with(verify::show) != before {
                    return Err(format!("phone {}: a rebuild changes what is shown", phone.number));
                }
            }
            Step::Appoint { person, building, role } => self.appoint(*person, *building, *role),
            Step::EndAppointment { number } => {
                let now = self.now();
                self.office.end_appointment(usize::from(*number), now);
            }
            Step::Console { choice } => self.console(*choice),
            Step::RestartServer => self.office.restart(),
            Step::BackUpServer => self.office.back_up(),
            Step::RestoreServer => self.restore_server(),
            Step::MakePacks => {
                let store = Arc::clone(&self.office.store);
                let made = self.office.runtime.block_on(store.refresh_packs());
                made.map_err(|error| error.to_string())?;
            }
            Step::Pass { minutes } => {
                self.time.fetch_add(i64::from(*minutes) * 60, Ordering::Relaxed);
            }
        }
        self.note(step);
        self.audit()
    }

    /// An action whose "saved" the person hears.
    fn act(&mut self, phone: usize, choice: u64) {
        for mark in self.quietly(phone, choice) {
            self.ledger.acknowledge(mark, phone);
        }
    }

    /// An action; gives what it put into the outbox.
    fn quietly(&mut self, phone: usize, choice: u64) -> Vec<Mark> {
        let (marks, dismissed) = act(&self.phones[phone], choice);
        for mark in &dismissed {
            self.ledger.dismiss(mark);
        }
        marks
    }

    fn sync(&mut self, phone: usize, network: Network, meanwhile: Option<u64>) {
        let device = self.devices[&phone];
        let now = self.now();
        let mut given = Vec::new();
        let mut dismissed = Vec::new();
        let ended = {
            let mut work = |phone: &Phone| {
                if let Some(choice) = meanwhile {
                    let (marks, thrown) = act(phone, choice);
                    given.extend(marks);
                    dismissed.extend(thrown);
                }
            };
            let phone = &self.phones[phone];
            delivery::sync(phone, device, &self.office, now, network, &mut self.late, &mut work)
        };
        for mark in given {
            self.ledger.acknowledge(mark, phone);
        }
        for mark in &dismissed {
            self.ledger.dismiss(mark);
        }
        let told = match &ended {
            Ended::Whole(report) => format!("{report:?}"),
            Ended::Broken => "broken".to_owned(),
            Ended::Trouble(trouble) => format!("trouble {trouble}"),
        };
        self.trace.update(told.as_bytes());
        self.told.push(format!("      phone {phone}: {told}"));
    }

    fn appoint(&mut self, person: u8, building: u8, role: u8) {
        let person = PersonId::from_bytes([person % PEOPLE + 1; 16]);
        let role = Role::ALL[usize::from(role) % (Role::ALL.len() - 1)];
        let building = BUILDINGS.get(usize::from(building) % (BUILDINGS.len() + 1)).copied();
        let now = self.now();
        self.office.appoint(person, role, building, now);
    }

    /// The office corrects something by itself, and records a visit for somebody.
    fn console(&mut self, choice: u64) {
        let mut random = Random::new(choice);
        let now = self.now();
        let secretary = &self.phones[3];
        let Some(household) = secretary.with(|replica| {
            random.pick(&replica.household_ids().unwrap_or_default()).copied()
        }) else {
            return;
        };
        let Ok(home) = secretary.with(|replica| replica.document_key(household)) else { return };
        let Some(building) = home.building() else { return };
        let tag = SetTag { tag: "热心户".parse().expect("a short label") };
        let mut id = [0; 16];
        random.fill(&mut id);
        let visit = RecordVisit {
            visit: VisitId::from_bytes(id),
            household,
            at: now,
            outcome: linli_client_core::domain::command::Outcome::Met,
            purpose: None,
            met: Vec::new(),
            note: None,
            requests: Vec::new(),
            next_visit_on: None,
            card: None,
            visitor: Some(PersonId::from_bytes([9; 16])),
        };
        let log = DocumentKey::Visits { estate: ESTATE, building, month: now.month() };
        // The office may not know the household yet: then it is refused, which is fine.
        drop(self.office.write(home, Command::from(tag), now));
        drop(self.office.write(log, Command::from(visit), now));
    }

    fn restore_phone(&mut self, phone: usize) {
        let Some((files, _)) = self.phones[phone].backup.clone() else { return };
        self.phones[phone].restore(&files);
        let logged = verify::logged(&self.office.peek());
        let waiting = waiting(&self.phones[phone]);
        let held: Vec<_> = self.phones.iter().filter(|other| other.number != phone).map(waiting_everywhere).collect();
        self.ledger.phone_went_back(phone, |mark| {
            logged.contains_key(mark)
                || waiting.contains(mark)
                || held.iter().any(|marks| marks.contains(mark))
        });
    }

    fn restore_server(&mut self) {
        if !self.office.restore() {
            return;
        }
        self.audited = self.newest();
        let logged = verify::logged(&self.office.peek());
        let waiting: Vec<_> = self.phones.iter().map(waiting_everywhere).collect();
        self.ledger.server_went_back(|mark| {
            logged.contains_key(mark) || waiting.iter().any(|marks| marks.contains(mark))
        });
    }

    fn clone_phone(&mut self, phone: usize) {
        if self.phones.len() == PHONES_MAX {
            return;
        }
        let number = self.phones.len();
        let copy = self.phones[phone].copy(number, self.folder.path());
        self.devices.insert(number, self.devices[&phone]);
        self.phones.push(copy);
    }

    /// Everything is repaired; everybody syncs until nothing moves.
    fn rest(&mut self) -> Result<(), Broken> {
        for letter in std::mem::take(&mut self.late) {
            drop(delivery::deliver(&self.office, &letter, self.now()));
        }
        for phone in &self.phones {
            phone.clock.offset_seconds.store(0, Ordering::Relaxed);
        }
        let mut last = Vec::new();
        for _ in 0..ROUNDS {
            for phone in 0..self.phones.len() {
                self.time.fetch_add(5, Ordering::Relaxed);
                self.sync(phone, Network::Fine, None);
                self.audit()?;
            }
            let state = self.state();
            if state == last {
                return Ok(());
            }
            last = state;
        }
        Err("the phones and the server never come to rest".to_owned())
    }

    fn state(&self) -> Vec<i64> {
        let mut state = vec![self.newest()];
        for phone in &self.phones {
            let status = phone.with(|replica| replica.status()).expect("the replica can be read");
            state.push(i64::from(status.unsent) << 32 | i64::from(status.drafts));
            state.push(i64::from(status.visits) << 32 | i64::from(status.residents));
        }
        state
    }

    fn newest(&self) -> i64 {
        let newest = self
            .office
            .peek()
            .query_row("SELECT coalesce(max(seq), 0) FROM log", [], |row| row.get(0));
        newest.expect("the log can be read")
    }

    /// Whatever came into the log since was allowed to whoever gave it.
    fn audit(&mut self) -> Result<(), Broken> {
        let server = self.office.peek();
        let mut statement = server
            .prepare(
                "SELECT log.seq, log.author, feeds.kind, feeds.building FROM log JOIN feeds ON feeds.row = log.feed
                 WHERE log.device IS NOT NULL AND log.seq > ?1 ORDER BY log.seq",
            )
            .map_err(|error| error.to_string())?;
        let rows = statement
            .query_map([self.audited], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, Vec<u8>>(1)?,
                    row.get::<_, u8>(2)?,
                    row.get::<_, Vec<u8>>(3)?,
                ))
            })
            .map_err(|error| error.to_string())?;
        for row in rows {
            let (seq, author, kind, building) = row.map_err(|error| error.to_string())?;
            let author = PersonId::from_slice(&author).ok_or("an author is 16 bytes")?;
            let key = stand_in(kind, &building);
            if !verify::may_write(&self.office.appointments, author, &key) {
                return Err(format!("entry {seq} of the log was not its author's to write"));
            }
            self.audited = seq;
        }
        Ok(())
    }

    fn note(&mut self, step: &Step) {
        let step = serde_json::to_vec(step).expect("a step is plain data");
        self.trace.update(step);
        for number in self.state() {
            self.trace.update(number.to_be_bytes());
        }
    }

    fn outcome(mut self) -> Outcome {
        for phone in &self.phones {
            let shown = phone.with(verify::show);
            self.trace.update(shown.as_bytes());
        }
        let logged = self.newest();
        let trace = self.trace.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Outcome { trace, acknowledged: self.ledger.len(), logged: logged as usize }
    }
}

/// What an action put into the outbox, and which drafts it dealt with.
fn act(phone: &Phone, choice: u64) -> (Vec<Mark>, Vec<Mark>) {
    phone.with(|replica| {
        let newest = |replica: &linli_client_core::Replica| {
            replica.outbox().expect("the outbox can be read").last().map_or(0, |unsent| unsent.number)
        };
        let before = newest(replica);
        let acted = people::act(replica, choice);
        let outbox = replica.outbox().expect("the outbox can be read");
        let new = outbox.iter().filter(|unsent| unsent.number > before);
        let marks = new.filter_map(|unsent| {
            Some(Mark::new(unsent.document, unsent.at, unsent.command.as_ref()?))
        });
        (marks.collect(), acted.dismissed)
    })
}

/// What still waits on a phone, as outbox or draft.
fn waiting(phone: &Phone) -> Vec<Mark> {
    phone.with(|replica| {
        let outbox = replica.outbox().expect("the outbox can be read").into_iter();
        let outbox = outbox.filter_map(|row| Some(Mark::new(row.document, row.at, &row.command?)));
        let drafts = replica.drafts().expect("the drafts can be read").into_iter();
        let drafts = drafts.filter_map(|row| Some(Mark::new(row.document, row.at, &row.command?)));
        outbox.chain(drafts).collect()
    })
}

fn waiting_everywhere(phone: &Phone) -> Vec<Mark> {
    waiting(phone)
}

/// Rights depend on kind and building alone: any document of the feed will do.
fn stand_in(kind: u8, building: &[u8]) -> DocumentKey {
    use linli_client_core::domain::{BuildingId, CaseId, HouseholdId, Kind};
    let estate = ESTATE;
    let building = BuildingId::from_slice(building).unwrap_or(BUILDINGS[0]);
    match Kind::from_code(kind) {
        Some(Kind::Household) => {
            DocumentKey::Household { estate, building, household: HouseholdId::from_bytes([0; 16]) }
        }
        Some(Kind::Visits) => {
            DocumentKey::Visits { estate, building, month: Timestamp::default().month() }
        }
        Some(Kind::Case) => DocumentKey::Case { estate, building, case: CaseId::from_bytes([0; 16]) },
        Some(Kind::Directory) | None => DocumentKey::Directory { estate },
    }
}

/// In memory where the machine has such a place: the simulator forces nothing to a disk.
fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    folder.expect("a scratch folder can be made")
}

fn public_key(text: &str) -> [u8; 32] {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bits = 0u32;
    let mut held = 0;
    let mut key = Vec::with_capacity(32);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter).unwrap_or(0) as u32;
        bits = bits << 6 | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            key.push((bits >> held) as u8);
        }
    }
    key.try_into().expect("a public key is 32 bytes")
}
