//! The server: the real core on a real file, and the console that appoints and writes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use linli_client_core::domain::command::{
    AddBuilding, Appoint, Dwelling, EndAppointment, NameEstate, NewResident, RegisterHousehold,
};
use linli_client_core::domain::{
    AppointmentId, BuildingId, Command, DeviceId, DocumentKey, EstateId, HouseholdId, PersonId,
    Refusal, ResidentId, Role, Seq, Timestamp,
};
use linli_server::maintenance;
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_server::store::{ConsoleCommand, NewInvitation, Redemption, Store};
use linli_wire::ServerEpoch;
use rusqlite::{Connection, OpenFlags};
use tokio::runtime::Runtime;

use crate::random::Random;

pub(crate) const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);
pub(crate) const BUILDINGS: [BuildingId; 2] =
    [BuildingId::from_bytes([0xb1; 16]), BuildingId::from_bytes([0xb2; 16])];

/// An appointment as the simulator remembers it, without asking the server.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) id: AppointmentId,
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) building: Option<BuildingId>,
    pub(crate) ended: bool,
}

pub(crate) struct Office {
    pub(crate) runtime: Runtime,
    folder: PathBuf,
    /// Numbered, since a restored file never replaces one.
    life: u32,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) appointments: Vec<Held>,
    backup: Option<(PathBuf, Vec<Held>)>,
    random: Random,
}

impl Office {
    pub(crate) fn new(folder: &Path, seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .expect("a runtime without I/O can be made");
        let mut random = Random::new(seed ^ 0x0ff1ce);
        let file = folder.join("server-0.db");
        let store = SqliteStore::open_or_create(&file, fresh(&mut random));
        Self {
            runtime,
            folder: folder.to_owned(),
            life: 0,
            store: Arc::new(store.expect("a new store can be made")),
            appointments: Vec::new(),
            backup: None,
            random,
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(format!("server-{}.db", self.life))
    }

    pub(crate) fn found_estate(&mut self, now: Timestamp) {
        let store = Arc::clone(&self.store);
        let created = self.runtime.block_on(store.create_estate(ESTATE, "幸福里".to_owned()));
        assert!(created.expect("the store works"), "a new store has no estate");
        let directory = DocumentKey::Directory { estate: ESTATE };
        let label = |text: &str| text.parse().expect("a short label");
        let mut commands: Vec<Command> = vec![NameEstate { name: label("幸福里") }.into()];
        for (number, building) in (1..).zip(BUILDINGS) {
            let name = label(&format!("{number}号楼"));
            commands.push(AddBuilding { building, name }.into());
        }
        for command in commands {
            self.write(directory, command, now).expect("the first commands are fine");
        }
    }

    /// Some households to begin with, as an import would bring them.
    pub(crate) fn register_households(&mut self, now: Timestamp) {
        for (building, home) in BUILDINGS.iter().flat_map(|id| (1..=3).map(move |n| (*id, n))) {
            let (mut household, mut resident) = ([0; 16], [0; 16]);
            self.random.fill(&mut household);
            self.random.fill(&mut resident);
            let household = HouseholdId::from_bytes(household);
            let command = RegisterHousehold {
                dwelling: Dwelling {
                    unit: "1单元".parse().expect("a short text"),
                    room: format!("{home}01").parse().expect("a short text"),
                },
                residents: vec![NewResident {
                    id: ResidentId::from_bytes(resident),
                    name: format!("张{home}").parse().expect("a short text"),
                    phone: format!("1380000000{home}").parse().ok(),
                    relation: None,
                    birth_year: None,
                    gender: None,
                    notes: None,
                    moved_in: None,
                }],
                tags: Vec::new(),
                consents: Vec::new(),
            };
            let key = DocumentKey::Household { estate: ESTATE, building, household };
            self.write(key, command.into(), now).expect("a first registration is fine");
        }
    }

    /// Something that the console writes.
    pub(crate) fn write(
        &self,
        document: DocumentKey,
        command: Command,
        now: Timestamp,
    ) -> Result<Seq, Refusal> {
        let commands = vec![ConsoleCommand { document, at: now, command }];
        let done = self.runtime.block_on(self.store.console(commands, now));
        done.expect("the store works").remove(0)
    }

    pub(crate) fn appoint(
        &mut self,
        person: PersonId,
        role: Role,
        building: Option<BuildingId>,
        now: Timestamp,
    ) {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        let held = Held { id: AppointmentId::from_bytes(id), person, role, building, ended: false };
        let command = Appoint {
            appointment: held.id,
            person,
            name: format!("人{}", person.as_bytes()[0]).parse().expect("a short name"),
            role,
            building,
            from: "2020-01-01".parse().expect("a date"),
            until: None,
        };
        if self.write(DocumentKey::Directory { estate: ESTATE }, command.into(), now).is_ok() {
            self.appointments.push(held);
        }
    }

    pub(crate) fn end_appointment(&mut self, number: usize, now: Timestamp) {
        let open: Vec<usize> = (0..self.appointments.len())
            .filter(|index| !self.appointments[*index].ended)
            .collect();
        let Some(index) = open.get(number % open.len().max(1)).copied() else { return };
        let command = EndAppointment {
            appointment: self.appointments[index].id,
            until: now.date().plus_days(-1),
        };
        if self.write(DocumentKey::Directory { estate: ESTATE }, command.into(), now).is_ok() {
            self.appointments[index].ended = true;
        }
    }

    pub(crate) fn enrol(&self, person: PersonId, public_key: [u8; 32], now: Timestamp) -> DeviceId {
        let mut code_hash = [0; 32];
        code_hash[..16].copy_from_slice(DeviceId::of_public_key(&public_key).as_bytes());
        let expires_at = now.plus_seconds(3_600);
        let invitation = NewInvitation { code_hash, person, created_at: now, expires_at };
        self.runtime.block_on(self.store.invite(invitation)).expect("the store works");
        let redeemed =
            self.runtime.block_on(self.store.redeem(code_hash, public_key, "手机".into(), now));
        match redeemed.expect("the store works") {
            Redemption::Enrolled(device) => device.id,
            Redemption::Invalid => panic!("a fresh invitation is valid"),
        }
    }

    /// The process ends without warning and is started again on what is on the disk.
    pub(crate) fn restart(&mut self) {
        self.runtime.block_on(self.store.close());
        let store = SqliteStore::open(&self.file()).expect("a store opens after any crash");
        self.store = Arc::new(store);
    }

    pub(crate) fn back_up(&mut self) {
        let to = self.folder.join(format!("backup-{}.db", self.random.next()));
        maintenance::backup(&self.file(), &to).expect("a backup can be written");
        self.backup = Some((to, self.appointments.clone()));
    }

    /// Whether there was a backup to go back to.
    pub(crate) fn restore(&mut self) -> bool {
        let Some((backup, appointments)) = self.backup.clone() else { return false };
        self.runtime.block_on(self.store.close());
        self.life += 1;
        let fresh = fresh(&mut self.random);
        maintenance::restore(&backup, &self.file(), fresh).expect("a sound backup is restored");
        self.store = Arc::new(SqliteStore::open(&self.file()).expect("a restored store opens"));
        self.appointments = appointments;
        true
    }

    /// What the simulator looks up behind the server's back.
    pub(crate) fn peek(&self) -> Connection {
        Connection::open_with_flags(self.file(), OpenFlags::SQLITE_OPEN_READ_ONLY)
            .expect("the server's file can be read")
    }
}

fn fresh(random: &mut Random) -> Fresh {
    let (mut epoch, mut console_nonce) = ([0; 8], [0; 16]);
    random.fill(&mut epoch);
    random.fill(&mut console_nonce);
    Fresh { server_epoch: ServerEpoch(epoch), console_nonce }
}
