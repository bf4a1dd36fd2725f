//! An estate under a street, with a head and a secretary who record, and departments at both levels.

use std::cell::Cell;

use linli_documents::Document;
use linli_domain::command::{
    AddDepartment, CloseCase, DispatchCase, EndAppointment, NoteReferral, OpenCase, PlaceUnder,
    RecallCase, ReferCase, ReferralStep,
};
use linli_domain::text::Name;
use linli_domain::{
    ActorId, AppointmentId, CaseId, Command, DepartmentId, DocumentKey, EstateId, EventId, Level,
    PersonId, Recorded, Refusal, Role, Seq, Timestamp,
};
use linli_server::commands::Appointment;
use linli_server::environment::Environment;
use linli_server::store::ConsoleCommand;
use linli_wire::{Chain, ChainEntry, ResponseItem, Verdict};
use serde_json::{Value, json};

use crate::support::{Answer, Device, Request, TestServer, hello};

pub(super) const CASE: CaseId = CaseId::from_bytes([0xca; 16]);
const STREET: EstateId = EstateId::from_bytes([0xd1; 16]);

pub(super) struct Town {
    pub(super) server: TestServer,
    pub(super) head: Worker,
    pub(super) secretary: Worker,
    /// 物业, of the estate; and 城管, of the street.
    pub(super) property: DepartmentId,
    pub(super) street: DepartmentId,
    events: Cell<u8>,
}

/// Somebody with a device who records on it.
pub(super) struct Worker {
    pub(super) person: PersonId,
    device: Device,
    pub(super) token: String,
    counter: Cell<u64>,
}

impl Town {
    pub(super) fn new() -> Self {
        let server = TestServer::start();
        let made = server.store.create_estate(STREET, "和平街道".to_owned());
        server.runtime.block_on(made).unwrap();
        let worker = |person, seed| {
            let device = Device::new(seed);
            server.enrol(&device, &server.invite(person));
            Worker {
                person,
                token: server.token(&device),
                device,
                counter: Cell::new(0),
            }
        };
        let town = Self {
            head: worker(server.head, 1),
            secretary: worker(server.secretary, 2),
            property: DepartmentId::of_name(server.estate, "物业"),
            street: DepartmentId::of_name(STREET, "城管"),
            events: Cell::new(0),
            server,
        };
        let (level, parent) = (Level::Street, None);
        town.console(STREET, PlaceUnder { level, parent }).unwrap();
        let (level, parent) = (Level::Estate, Some(STREET));
        town.console(town.server.estate, PlaceUnder { level, parent })
            .unwrap();
        town.has(town.server.estate, town.property, "物业");
        town.has(STREET, town.street, "城管");
        town
    }

    pub(super) fn has(&self, place: EstateId, department: DepartmentId, name: &str) {
        let name = name.parse().unwrap();
        self.console(place, AddDepartment { department, name })
            .unwrap();
    }

    pub(super) fn console(
        &self,
        place: EstateId,
        command: impl Into<Command>,
    ) -> Result<Seq, Refusal> {
        self.executes(DocumentKey::Directory { estate: place }, command.into())
    }

    fn executes(&self, document: DocumentKey, command: Command) -> Result<Seq, Refusal> {
        let at = self.server.clock.now();
        let command = ConsoleCommand {
            document,
            at,
            command,
        };
        let done = self.server.store.console(vec![command], at);
        self.server.runtime.block_on(done).unwrap().remove(0)
    }

    /// By the console.
    pub(super) fn writes(&self, document: DocumentKey, command: Command) {
        self.executes(document, command).unwrap();
    }

    /// Somebody new with this role, by a device of theirs.
    pub(super) fn somebody(
        &self,
        seed: u8,
        place: EstateId,
        role: Role,
        department: Option<DepartmentId>,
    ) -> Worker {
        let appointment = Appointment {
            estate: place,
            person: None,
            name: Name::new("梁国栋").unwrap(),
            role,
            buildings: vec![None],
            department,
            from: Some("2024-01-01".parse().unwrap()),
            until: None,
        };
        let store = self.server.store.as_ref();
        let given = appointment.give(store, self.server.clock.as_ref());
        let person = self.server.runtime.block_on(given).unwrap();
        let device = Device::new(seed);
        self.server.enrol(&device, &self.server.invite(person));
        Worker {
            person,
            token: self.server.token(&device),
            device,
            counter: Cell::new(0),
        }
    }

    /// A handler of 物业, appointed in the estate.
    pub(super) fn handler(&self, seed: u8) -> Worker {
        let estate = self.server.estate;
        self.somebody(seed, estate, Role::DepartmentHandler, Some(self.property))
    }

    pub(super) fn street_handler(&self, seed: u8) -> Worker {
        self.somebody(seed, STREET, Role::DepartmentHandler, Some(self.street))
    }

    /// None of the worker's appointments holds from today on.
    pub(super) fn end(&self, worker: &Worker) {
        let estate = self.server.estate;
        let document = self.document(DocumentKey::Directory { estate });
        let held = document.directory().unwrap().appointments;
        let theirs = held.iter().filter(|(_, it)| it.person == worker.person);
        let ids: Vec<AppointmentId> = theirs.map(|(id, _)| *id).collect();
        let until = self.server.clock.now().date().plus_days(-1);
        for appointment in ids {
            self.console(estate, EndAppointment { appointment, until })
                .unwrap();
        }
    }

    /// As the server has it.
    pub(super) fn document(&self, key: DocumentKey) -> Document {
        let snapshot = self.server.store.snapshot(key.id());
        match self.server.runtime.block_on(snapshot).unwrap() {
            Some(found) => Document::load(&key, found.epoch, &found.bytes).unwrap(),
            None => Document::genesis(&key, 0),
        }
    }

    pub(super) fn case_key(&self) -> DocumentKey {
        DocumentKey::Case {
            estate: self.server.estate,
            building: self.server.building,
            case: CASE,
        }
    }

    pub(super) fn event(&self) -> EventId {
        self.events.set(self.events.get() + 1);
        EventId::from_bytes([self.events.get(); 16])
    }

    pub(super) fn now(&self) -> Timestamp {
        self.server.clock.now()
    }

    /// Recorded on the worker's device on top of what the server has, and synced.
    pub(super) fn records(&self, worker: &Worker, command: impl Into<Command>) -> Verdict {
        let (document, at) = (self.case_key(), self.now());
        let mut case = self.document(document);
        let base = case.base();
        worker.counter.set(worker.counter.get() + 1);
        let command = command.into();
        let actor = ActorId::derive(worker.device.id, &[7; 16], 0);
        let recorded = Recorded {
            author: worker.person,
            at,
            command: command.clone(),
        };
        let result = case.execute(actor, &recorded).unwrap().hash.into();
        let chain = Chain {
            document,
            epoch: case.epoch(),
            actor,
            base,
            result,
            entries: vec![ChainEntry {
                at,
                command: command.to_bytes(),
            }],
        };
        let envelope = worker.device.seal(worker.counter.get(), vec![chain]);
        let answer = self
            .server
            .sync(&worker.token, &[hello(&self.server), envelope]);
        let mut verdicts = answer.into_iter().filter_map(|item| match item {
            ResponseItem::Verdicts { verdicts, .. } => verdicts.into_iter().next(),
            _ => None,
        });
        verdicts.next().expect("a verdict")
    }

    pub(super) fn opened(&self) {
        let command = OpenCase {
            household: None,
            title: "楼道灯不亮".parse().unwrap(),
            category: "报修".parse().unwrap(),
            detail: Some("三层到五层".parse().unwrap()),
            opened_at: self.now(),
            visit: None,
            assignee: None,
        };
        accepted(&self.records(&self.head, command));
    }

    pub(super) fn dispatched(&self, department: DepartmentId) {
        let command = DispatchCase {
            event: self.event(),
            at: self.now(),
            department,
            text: "请尽快修好".parse().unwrap(),
        };
        accepted(&self.records(&self.secretary, command));
    }

    pub(super) fn recalled(&self) {
        let (event, at) = (self.event(), self.now());
        let text = "已自行解决".parse().unwrap();
        accepted(&self.records(&self.secretary, RecallCase { event, at, text }));
    }

    /// To the mediators, who take it up.
    pub(super) fn referred(&self) {
        let (event, at) = (self.event(), self.now());
        let text = "两家为此争执".parse().unwrap();
        accepted(&self.records(&self.head, ReferCase { event, at, text }));
        let told = NoteReferral {
            event: self.event(),
            at: self.now(),
            state: ReferralStep::TakenUp,
            text: None,
        };
        accepted(&self.records(&self.secretary, told));
    }

    pub(super) fn closed(&self) {
        let (event, at) = (self.event(), self.now());
        let text = "修好了".parse().unwrap();
        accepted(&self.records(&self.head, CloseCase { event, at, text }));
    }

    pub(super) fn get(&self, worker: &Worker, path: &str) -> Answer {
        self.server.ask(&Request::get(path).bearer(&worker.token))
    }

    pub(super) fn show(&self, worker: &Worker) -> Answer {
        self.get(worker, &format!("/v1/dispatched/{CASE}"))
    }

    pub(super) fn answers(&self, worker: &Worker, event: EventId, text: &str) -> Answer {
        let body = json!({ "event": event, "text": text });
        let path = format!("/v1/dispatched/{CASE}/answers");
        self.server
            .ask(&Request::post(&path).bearer(&worker.token).json(&body))
    }

    /// The ids of the cases that the worker's desk shows.
    pub(super) fn listed(&self, worker: &Worker) -> Vec<String> {
        let answer = self.get(worker, "/v1/dispatched");
        assert_eq!(answer.status, 200, "{answer:?}");
        let cases = answer.json()["cases"].as_array().unwrap().clone();
        let id = |case: &Value| case["id"].as_str().unwrap().to_owned();
        cases.iter().map(id).collect()
    }

    /// What a sync brings: feeds by name, and bytes of documents.
    pub(super) fn feeds(&self, worker: &Worker) -> usize {
        let answer = self.server.sync(&worker.token, &[hello(&self.server)]);
        let feeds = answer.iter().filter_map(|item| match item {
            ResponseItem::Feeds { feeds, .. } => Some(feeds.len()),
            _ => None,
        });
        feeds.sum()
    }

    /// Rows of the audit log with this word: by whom, of how many.
    pub(super) fn audited(&self, event: &str) -> Vec<(Option<PersonId>, u64)> {
        let rows = self
            .server
            .store
            .audit(linli_server::store::AuditFilter::default(), 0, 10_000);
        let rows = self.server.runtime.block_on(rows).unwrap();
        let rows = rows.iter().filter(|row| row.event == event);
        rows.map(|row| (row.person, row.count)).collect()
    }

    /// The audit log is sound, and so is all that follows from the commands.
    pub(super) fn is_sound(&self) {
        let report = self.server.store.verify_audit(None);
        let report = self.server.runtime.block_on(report).unwrap();
        assert_eq!(report.problems, []);
        let report = linli_server::maintenance::check(&self.server.database()).unwrap();
        assert!(report.problems.is_empty(), "{report:?}");
    }
}

pub(super) fn accepted(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

pub(super) fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.problem().as_str()), (status, code));
}
