//! A tree of places behind a server, and somebody who holds a role somewhere in it.

use std::cell::Cell;

use linli_documents::Document;
use linli_domain::command::{AddBuilding, AddDepartment, Appoint, PlaceUnder};
use linli_domain::rights::Row;
use linli_domain::{
    ActorId, AppointmentId, BuildingId, CaseId, Command, DepartmentId, DisputeId, DocumentKey,
    EstateId, HouseholdId, Kind, Level, PersonId, Recorded, Role,
};
use linli_server::config::Rate;
use linli_server::environment::Environment;
use linli_server::store::ConsoleCommand;
use linli_wire::{Chain, ChainEntry, ResponseItem, Verdict};

use super::doings::{BUILDING, Doing, add_department, department_of};
use crate::support::{Device, TestServer, hello};

/// Of each place above the estate one: district > street > community; and estates as they are needed.
pub(super) struct Tree {
    server: TestServer,
    next: Cell<u16>,
}

const DISTRICT: EstateId = EstateId::from_bytes([0xd0; 16]);
const STREET: EstateId = EstateId::from_bytes([0xd1; 16]);
const COMMUNITY: EstateId = EstateId::from_bytes([0xd2; 16]);

impl Tree {
    pub(super) fn grow() -> Self {
        let server = TestServer::with(|config| {
            config.rates.device = Rate::new(100_000, 100_000);
        });
        let tree = Self {
            server,
            next: Cell::new(0),
        };
        tree.found(DISTRICT, Level::District, None);
        tree.found(STREET, Level::Street, Some(DISTRICT));
        tree.found(COMMUNITY, Level::Community, Some(STREET));
        tree
    }

    fn found(&self, place: EstateId, level: Level, parent: Option<EstateId>) {
        let created = self
            .server
            .store
            .create_estate(place, level.zh().to_owned());
        assert!(self.server.runtime.block_on(created).unwrap());
        self.console(place, PlaceUnder { level, parent }.into())
            .unwrap();
    }

    /// An estate of its own for each try, with the building of the golden histories.
    fn estate(&self, parent: Option<EstateId>) -> EstateId {
        let number = self.next.get() + 1;
        self.next.set(number);
        let mut id = [0xe0; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        let estate = EstateId::from_bytes(id);
        self.found(estate, Level::Estate, parent);
        estate
    }

    fn console(&self, estate: EstateId, command: Command) -> Result<u64, linli_domain::Refusal> {
        self.console_on(DocumentKey::Directory { estate }, vec![command])
            .remove(0)
    }

    fn console_on(
        &self,
        document: DocumentKey,
        commands: Vec<Command>,
    ) -> Vec<Result<u64, linli_domain::Refusal>> {
        let at = self.server.clock.now();
        let commands = commands.into_iter().map(|command| ConsoleCommand {
            document,
            at,
            command,
        });
        let done = self.server.store.console(commands.collect(), at);
        self.server.runtime.block_on(done).unwrap()
    }

    /// Somebody with one appointment; `None` where the role cannot be held at the level.
    pub(super) fn appoint(&self, role: Role, level: Level) -> Option<Holder> {
        let home = self.estate(Some(COMMUNITY));
        let (building, name) = (building(home), "1号楼".parse().unwrap());
        self.console(home, AddBuilding { building, name }.into())
            .unwrap();
        let place = match level {
            Level::Building | Level::Estate => home,
            Level::Community => COMMUNITY,
            Level::Street => STREET,
            Level::District => DISTRICT,
        };
        let number = level as u8 + 1;
        let mut holder = Holder {
            person: PersonId::from_bytes([number; 16]),
            role,
            level,
            device: Device::new(number),
            token: String::new(),
            counter: 0,
        };
        if holder.is_appointed(self, place).is_err() {
            return None;
        }
        let code = self.server.invite(holder.person);
        assert_eq!(self.server.enrol(&holder.device, &code).status, 201);
        holder.token = self.server.token(&holder.device);
        Some(holder)
    }
}

/// Somebody with one role, held at one level.
pub(super) struct Holder {
    person: PersonId,
    role: Role,
    level: Level,
    device: Device,
    token: String,
    counter: u64,
}

impl Holder {
    fn is_appointed(&self, tree: &Tree, place: EstateId) -> Result<(), linli_domain::Refusal> {
        let building = (self.level == Level::Building).then(|| building(place));
        if let Some(building) = building {
            let name = "1号楼".parse().unwrap();
            // The golden history may have added it already.
            let _ = tree.console(place, AddBuilding { building, name }.into());
        }
        let department = department_of(self.role);
        if department.is_some() {
            let _ = tree.console(place, add_department());
        }
        let appoint = Appoint {
            appointment: AppointmentId::from_bytes([self.level as u8 + 0x50; 16]),
            person: self.person,
            name: "任职人".parse().unwrap(),
            role: self.role,
            building,
            department,
            from: "2024-01-01".parse().unwrap(),
            until: None,
        };
        tree.console(place, appoint.into()).map(drop)
    }

    /// Does it in an estate that the appointment reaches, and in one that it does not.
    pub(super) fn tries(&mut self, tree: &Tree, doing: &Doing) -> (Verdict, Verdict) {
        let here = tree.estate(Some(COMMUNITY));
        let held_here = matches!(self.level, Level::Building | Level::Estate);
        let first = self.does(tree, here, held_here, doing);
        let elsewhere = tree.estate(None);
        (first, self.does(tree, elsewhere, false, doing))
    }

    fn does(&mut self, tree: &Tree, estate: EstateId, appointed: bool, doing: &Doing) -> Verdict {
        let directory = DocumentKey::Directory { estate };
        let document = key(estate, doing.command.kind());
        let name = "1号楼".parse().unwrap();
        let building = building(estate);
        if document != directory {
            tree.console(estate, AddBuilding { building, name }.into())
                .unwrap();
            tree.console(estate, add_department()).unwrap();
        }
        let before = doing
            .before
            .iter()
            .map(|command| self.as_mine(command, estate));
        for done in tree.console_on(document, before.collect()) {
            done.unwrap();
        }
        if appointed {
            self.is_appointed(tree, estate).unwrap();
        }
        let command = self.as_mine(&doing.command, estate);
        let chain = self.chain(tree, document, command, &doing.command);
        self.counter += 1;
        let envelope = self.device.seal(self.counter, vec![chain]);
        let answer = tree
            .server
            .sync(&self.token, &[hello(&tree.server), envelope]);
        let verdict = answer.into_iter().find_map(|item| match item {
            ResponseItem::Verdicts { verdicts, .. } => verdicts.into_iter().next(),
            _ => None,
        });
        verdict.expect("a verdict on the chain")
    }

    /// In the estate's building; and what others did before is taken to be this person's own, where only its
    /// author may go on.
    fn as_mine(&self, command: &Command, estate: EstateId) -> Command {
        let text = serde_json::to_string(command).unwrap();
        let text = text.replace(BUILDING, &building(estate).to_string());
        let mut command = serde_json::from_str(&text).unwrap();
        match &mut command {
            Command::RecordVisit(visit) => visit.visitor = Some(self.person),
            Command::HandOver(handover) => handover.person = self.person,
            _ => {}
        }
        command
    }

    fn chain(&self, tree: &Tree, key: DocumentKey, before: Command, command: &Command) -> Chain {
        let command = match command {
            // In one's own name a visit names no visitor.
            Command::RecordVisit(_) => command.clone(),
            // The one of the histories is there already, for whoever is appointed to it.
            Command::AddBuilding(it) => AddBuilding {
                building: BuildingId::from_bytes([0xb9; 16]),
                name: it.name.clone(),
            }
            .into(),
            Command::AddDepartment(it) => AddDepartment {
                department: DepartmentId::from_bytes([0xd9; 16]),
                name: it.name.clone(),
            }
            .into(),
            _ => before,
        };
        let snapshot = tree.server.store.snapshot(key.id());
        let snapshot = tree.server.runtime.block_on(snapshot).unwrap();
        let mut document = match snapshot {
            Some(found) => Document::load(&key, found.epoch, &found.bytes).unwrap(),
            None => Document::genesis(&key, 0),
        };
        let base = document.base();
        let at = tree.server.clock.now();
        let nonce = key.id();
        let actor = ActorId::derive(self.device.id, nonce.as_bytes(), 0);
        let entry = ChainEntry {
            at,
            command: command.to_bytes(),
        };
        let recorded = Recorded {
            author: self.person,
            at,
            command,
        };
        let result = document.execute(actor, &recorded).unwrap().hash.into();
        Chain {
            document: key,
            epoch: 0,
            actor,
            base,
            result,
            entries: vec![entry],
        }
    }

    /// A sync brings the feeds of the row's kinds, of the places that the appointment reaches, and no others.
    pub(super) fn reads_what_the_row_says(&mut self, tree: &Tree, row: &Row) {
        let answer = tree.server.sync(&self.token, &[hello(&tree.server)]);
        let feeds = answer.iter().filter_map(|item| match item {
            ResponseItem::Feeds { feeds, .. } => Some(feeds),
            _ => None,
        });
        let mut kinds: Vec<Kind> = feeds.flatten().map(|feed| feed.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let whole = |kind: &&Kind| is_reached(self.level, **kind);
        let reads: Vec<Kind> = row.reads.iter().filter(whole).copied().collect();
        assert_eq!(kinds, reads, "{} of a {}", self.role, self.level);
    }
}

/// A building is not the whole estate, and disputes are of nothing less.
pub(super) fn is_reached(level: Level, kind: Kind) -> bool {
    level != Level::Building || kind != Kind::Dispute
}

/// Nor is what becomes of a case that was referred.
pub(super) fn is_given_there(level: Level, command: &Command) -> bool {
    level != Level::Building || !matches!(command, Command::NoteReferral(_))
}

/// One for each estate: a building's id is its own in all the world.
fn building(estate: EstateId) -> BuildingId {
    BuildingId::from_bytes(*estate.as_bytes())
}

fn key(estate: EstateId, kind: Kind) -> DocumentKey {
    let building = building(estate);
    let bytes = *estate.as_bytes();
    match kind {
        Kind::Directory => DocumentKey::Directory { estate },
        Kind::Household => DocumentKey::Household {
            estate,
            building,
            household: HouseholdId::from_bytes(bytes),
        },
        Kind::Visits => DocumentKey::Visits {
            estate,
            building,
            // Of the golden history.
            month: "2024-03".parse().unwrap(),
        },
        Kind::Case => DocumentKey::Case {
            estate,
            building,
            case: CaseId::from_bytes(bytes),
        },
        Kind::Dispute => DocumentKey::Dispute {
            estate,
            dispute: DisputeId::from_bytes(bytes),
        },
    }
}
