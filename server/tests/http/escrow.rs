//! Work that comes when its author may no longer do it: who sees it, who decides, and what everybody gets.

use linli_documents::Document;
use linli_domain::command::EndAppointment;
use linli_domain::text::Name;
use linli_domain::{AppointmentId, DocumentKey, EstateId, PersonId, RefusalCode, Role, limits};
use linli_server::commands::{Appointment, EstateFile};
use linli_server::environment::Environment;
use linli_server::store::{AuditFilter, ConsoleCommand};
use linli_wire::{RequestItem, ResponseItem, Verdict};
use serde_json::{Value, json};

use crate::support::{Answer, Device, HEAD, Request, TestServer, hello};

/// A head whose appointment has ended, with a visit that comes too late, and a secretary's token.
struct Late {
    server: TestServer,
    head: Device,
    secretary: String,
}

impl Late {
    fn new() -> Self {
        let server = TestServer::start();
        let head = server.device(1);
        let secretary = Device::new(2);
        server.enrol(&secretary, &server.invite(server.secretary));
        server.clock.turn(24 * 3_600);
        let secretary = server.token(&secretary);
        end(&server, server.head);
        let late = Self {
            server,
            head,
            secretary,
        };
        assert_eq!(late.verdicts(), [Verdict::Escrowed]);
        late
    }

    fn visit(&self) -> RequestItem {
        self.head.visit(&self.server, 1)
    }

    /// What the head's device is answered when it sends its visit.
    fn verdicts(&self) -> Vec<Verdict> {
        let token = self.server.token(&self.head);
        let answer = self
            .server
            .sync(&token, &[hello(&self.server), self.visit()]);
        verdicts(answer)
    }

    fn list(&self, token: &str) -> Answer {
        let path = format!("/v1/estates/{}/escrow", self.server.estate);
        self.server.ask(&Request::get(&path).bearer(token))
    }

    fn inbox(&self) -> Vec<Value> {
        let answer = self.list(&self.secretary);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["waiting"].as_array().unwrap().clone()
    }

    fn decide(&self, token: &str, what: &str, body: Option<&Value>) -> Answer {
        let id = self.inbox()[0]["id"].as_str().unwrap().to_owned();
        decide(&self.server, token, &id, what, body)
    }

    /// A device of somebody else, by its token.
    fn somebody(&self, seed: u8, estate: EstateId, role: Role) -> String {
        let appointment = Appointment {
            estate,
            person: None,
            name: Name::new("赵阿姨").unwrap(),
            role,
            buildings: vec![None],
            department: None,
            from: None,
            until: None,
        };
        let store = self.server.store.as_ref();
        let given = appointment.give(store, self.server.clock.as_ref());
        let person = self.server.runtime.block_on(given).unwrap();
        let device = Device::new(seed);
        self.server.enrol(&device, &self.server.invite(person));
        self.server.token(&device)
    }
}

fn decide(server: &TestServer, token: &str, id: &str, what: &str, body: Option<&Value>) -> Answer {
    let request = Request::post(&format!("/v1/escrow/{id}/{what}")).bearer(token);
    server.ask(&match body {
        Some(body) => request.json(body),
        None => request,
    })
}

fn verdicts(answer: Vec<ResponseItem>) -> Vec<Verdict> {
    let found = answer.into_iter().filter_map(|item| match item {
        ResponseItem::Verdicts { verdicts, .. } => Some(verdicts),
        _ => None,
    });
    found.flatten().collect()
}

/// None of the person's appointments holds from today on.
fn end(server: &TestServer, person: PersonId) {
    let document = DocumentKey::Directory {
        estate: server.estate,
    };
    let snapshot = server.store.snapshot(document.id());
    let snapshot = server.runtime.block_on(snapshot).unwrap().unwrap();
    let directory = Document::load(&document, snapshot.epoch, &snapshot.bytes).unwrap();
    let view = directory.directory().unwrap();
    let theirs = view
        .appointments
        .iter()
        .filter(|(_, held)| held.person == person);
    let ids: Vec<AppointmentId> = theirs.map(|(id, _)| *id).collect();
    let at = server.clock.now();
    let until = at.date().plus_days(-1);
    let commands = ids.into_iter().map(|appointment| ConsoleCommand {
        document,
        at,
        command: EndAppointment { appointment, until }.into(),
    });
    let done = server.store.console(commands.collect(), at);
    for done in server.runtime.block_on(done).unwrap() {
        done.unwrap();
    }
}

#[test]
fn the_secretary_sees_whose_work_waits_and_why() {
    let late = Late::new();
    let waiting = late.inbox();
    assert_eq!(waiting.len(), 1);
    let one = &waiting[0];
    assert_eq!(one["reason"], "appointment_ended");
    assert_eq!(
        one["author"],
        json!({ "id": late.server.head, "name": HEAD })
    );
    assert_eq!(
        one["device"],
        json!({ "id": late.head.id, "name": "旧手机" })
    );
    assert_eq!(one["received_at"], json!(late.server.clock.now()));
    assert_eq!(
        (&one["kind"], &one["building"]["name"]),
        (&"visits".into(), &"1号楼".into())
    );
    assert_eq!(one["commands"].as_array().unwrap().len(), 1);
    let command = &one["commands"][0];
    assert_eq!(command["at"], json!(late.server.clock.now()));
    assert_eq!(command["command"]["record_visit"]["outcome"], "met");
    assert_eq!(late.list(&late.secretary).json()["more"], false);
    // Who looked is on record, before it was shown.
    let audited = late.server.store.audit(AuditFilter::default(), 0, 100);
    let audited = late.server.runtime.block_on(audited).unwrap();
    let looked = audited.iter().filter(|entry| entry.event == "escrow_read");
    let by: Vec<_> = looked.map(|entry| (entry.person, entry.count)).collect();
    let secretary = Some(late.server.secretary);
    assert_eq!(by, [(secretary, 1), (secretary, 1)]);
}

#[test]
fn what_is_adopted_is_the_heads_work_and_everybody_gets_it() {
    let late = Late::new();
    let before = late.server.seq();
    let answer = late.decide(&late.secretary, "adopt", None);
    assert_eq!(
        (answer.status, &answer.json()["outcome"]),
        (200, &"adopted".into()),
        "{answer:?}"
    );
    assert_eq!(late.server.seq(), before + 1);
    assert!(late.inbox().is_empty());
    let visits = DocumentKey::Visits {
        estate: late.server.estate,
        building: late.server.building,
        month: late.server.clock.now().month(),
    };
    let snapshot = late.server.store.snapshot(visits.id());
    let snapshot = late.server.runtime.block_on(snapshot).unwrap().unwrap();
    let log = Document::load(&visits, snapshot.epoch, &snapshot.bytes).unwrap();
    let log = log.visits().unwrap();
    let made: Vec<PersonId> = log.visits.values().map(|visit| visit.by).collect();
    assert_eq!(made, [late.server.head]);
    // It comes with the feed, and its author hears of it.
    let answer = late.server.sync(&late.secretary, &[hello(&late.server)]);
    let feeds = answer.iter().filter_map(|item| match item {
        ResponseItem::Feeds { feeds, .. } => Some(feeds),
        _ => None,
    });
    assert!(feeds.flatten().any(|feed| *feed == visits.feed()));
    assert!(matches!(
        late.verdicts()[..],
        [Verdict::Duplicate { .. } | Verdict::Accepted { .. }]
    ));
}

#[test]
fn a_listening_phone_is_poked_by_an_adoption() {
    let late = Late::new();
    let before = late.server.seq();
    let mut listening = late.server.connect();
    listening.send(&Request::get("/v1/events").bearer(&late.secretary).bytes());
    assert_eq!(listening.head().0, 200);
    let mut heard = || String::from_utf8(listening.chunk().unwrap().0).unwrap();
    assert!(heard().contains(&format!("\"seq\":{before}}}")));
    late.decide(&late.secretary, "adopt", None);
    assert!(heard().contains(&format!("\"seq\":{}}}", before + 1)));
}

#[test]
fn what_is_returned_comes_back_with_the_secretarys_words() {
    let late = Late::new();
    let before = late.server.seq();
    let note = "新楼长已走访，请不要重复登记。";
    let answer = late.decide(&late.secretary, "return", Some(&json!({ "note": note })));
    assert_eq!(
        (answer.status, &answer.json()["outcome"]),
        (200, &"returned".into())
    );
    assert_eq!(late.server.seq(), before);
    assert!(late.inbox().is_empty());
    match &late.verdicts()[..] {
        [Verdict::Refused(refusal)] => {
            assert_eq!(refusal.code, RefusalCode::Returned);
            assert_eq!(refusal.note.as_deref(), Some(note));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_note_that_nobody_could_read_is_refused_and_the_work_waits_on() {
    let late = Late::new();
    let long = "长".repeat(limits::RETURN_NOTE_CHARS + 1);
    for body in [
        json!({ "note": long }),
        json!({}),
        json!({ "note": "好", "also": 1 }),
    ] {
        let answer = late.decide(&late.secretary, "return", Some(&body));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (400, "malformed_body")
        );
    }
    assert_eq!(late.inbox().len(), 1);
}

#[test]
fn nobody_else_sees_it_or_decides() {
    let late = Late::new();
    let elsewhere: EstateFile = serde_json::from_value(json!({ "name": "西苑" })).unwrap();
    let elsewhere = elsewhere.import(late.server.store.as_ref(), late.server.clock.as_ref());
    let elsewhere = late.server.runtime.block_on(elsewhere).unwrap().estate;
    let here = late.server.estate;
    let before = late.server.seq();
    let strangers = [
        ("the author", late.server.token(&late.head)),
        ("a head", late.somebody(11, here, Role::BuildingHead)),
        ("an auditor", late.somebody(12, here, Role::Auditor)),
        (
            "another estate's secretary",
            late.somebody(13, elsewhere, Role::Secretary),
        ),
    ];
    let before = before + 2;
    for (who, token) in &strangers {
        for answer in [
            late.list(token),
            late.decide(token, "adopt", None),
            late.decide(token, "return", Some(&json!({ "note": "" }))),
        ] {
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (403, "forbidden"),
                "{who}"
            );
        }
    }
    let id = late.inbox()[0]["id"].as_str().unwrap().to_owned();
    let unsigned = [
        Request::get(&format!("/v1/estates/{here}/escrow")),
        Request::post(&format!("/v1/escrow/{id}/adopt")),
        Request::post(&format!("/v1/escrow/{id}/return")).json(&json!({ "note": "" })),
    ];
    for request in unsigned {
        let answer = late.server.ask(&request);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "unauthenticated")
        );
    }
    assert_eq!((late.inbox().len(), late.server.seq()), (1, before));
}

#[test]
fn staff_of_the_estate_may_decide_too() {
    let late = Late::new();
    let staff = late.somebody(11, late.server.estate, Role::CommunityStaff);
    assert_eq!(
        late.list(&staff).json()["waiting"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        late.decide(&staff, "adopt", None).json()["outcome"],
        "adopted"
    );
}

#[test]
fn a_suspended_secretary_decides_on_nothing() {
    let late = Late::new();
    let suspended = late
        .server
        .store
        .suspend(Device::new(2).id, late.server.clock.now());
    late.server.runtime.block_on(suspended).unwrap();
    late.server.clock.turn(60);
    let answer = late.list(&late.secretary);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (403, "device_suspended")
    );
}

#[test]
fn what_does_not_wait_is_not_found() {
    let late = Late::new();
    let id = late.inbox()[0]["id"].as_str().unwrap().to_owned();
    late.decide(&late.secretary, "adopt", None);
    for id in [
        id.as_str(),
        "00000000-0000-0000-0000-000000000000",
        "no-id",
        "%FF",
    ] {
        let adopted = decide(&late.server, &late.secretary, id, "adopt", None);
        let body = json!({ "note": "" });
        let returned = decide(&late.server, &late.secretary, id, "return", Some(&body));
        for answer in [adopted, returned] {
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (404, "not_waiting"),
                "{id}"
            );
        }
    }
    for estate in ["no-id", "%FF", "00000000-0000-0000-0000-000000000000"] {
        let path = format!("/v1/estates/{estate}/escrow");
        let answer = late
            .server
            .ask(&Request::get(&path).bearer(&late.secretary));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (403, "forbidden")
        );
    }
}
