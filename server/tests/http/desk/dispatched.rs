//! A case goes to a department, and the department answers.

use linli_domain::command::{AnswerCase, DispatchCase};
use linli_domain::view::EventKind;
use linli_domain::{
    Command, DepartmentId, DocumentKey, EventId, HouseholdId, RefusalCode, ResidentId, Role,
};
use linli_server::commands::EstateFile;
use linli_server::maintenance::{DocumentProblem, Problem, check};
use linli_wire::Verdict;
use serde_json::{Value, json};

use super::town::{CASE, Town, is_problem};
use crate::support::Request;

#[test]
fn a_head_opens_a_secretary_dispatches_the_handler_answers_and_the_head_reads_it() {
    let town = Town::new();
    let handler = town.handler(3);
    town.opened();
    assert_eq!(town.listed(&handler), [""; 0]);
    town.dispatched(town.property);

    assert_eq!(town.listed(&handler), [CASE.to_string()]);
    let case = town.show(&handler).json();
    let expected = json!({
        "title": "楼道灯不亮", "category": "报修", "detail": "三层到五层", "status": "open",
        "asked": "请尽快修好", "opened_at": town.now(), "dispatched_at": town.now(), "left_out": 0,
        "id": CASE,
        "estate": { "id": town.server.estate, "name": "幸福里" },
        "building": { "id": town.server.building, "name": "1号楼" },
        "department": { "id": town.property, "name": "物业" },
        "events": [{
            "id": "01010101-0101-0101-0101-010101010101", "at": town.now(), "kind": "dispatch", "label": null,
            "department": { "id": town.property, "name": "物业" }, "text": "请尽快修好", "void": null,
        }],
    });
    assert_eq!(case, expected);

    let before = town.server.seq();
    let event = town.event();
    let answer = town.answers(&handler, event, "已换灯泡");
    assert_eq!(answer.status, 200, "{answer:?}");
    // Its answer was lost on the way: sent again, it is recorded once.
    assert_eq!(town.answers(&handler, event, "已换灯泡").status, 200);
    assert_eq!(town.server.seq(), before + 1);

    // It is in the log, from where the head's feed brings it, in the handler's name.
    let view = town.document(town.case_key());
    let view = view.case(&linli_documents::AsWritten).unwrap();
    let answered = view.events.last().unwrap();
    assert_eq!(
        (answered.kind, answered.by, answered.department),
        (EventKind::Answer, handler.person, Some(town.property))
    );
    assert_eq!((answered.text.as_str(), answered.void), ("已换灯泡", None));
    let feed = town.case_key().feed();
    let tail = vec![(feed, linli_wire::FeedPosition::At { seq: before })];
    let tail = town.server.store.tail(town.server.estate, tail, 1 << 20);
    let tail = town.server.runtime.block_on(tail).unwrap();
    assert_eq!(tail.entries.len(), 1);

    // Every reading is on record, and who answered.
    let own = Some(handler.person);
    assert_eq!(town.audited("dispatched_read"), [(own, 1), (own, 1)]);
    assert_eq!(town.audited("answered"), [(own, 1)]);
    town.is_sound();
}

#[test]
fn nobody_else_sees_it_and_nothing_comes_by_feed() {
    let town = Town::new();
    town.opened();
    town.dispatched(town.property);
    let elsewhere: EstateFile = serde_json::from_value(json!({ "name": "西苑" })).unwrap();
    let elsewhere = elsewhere.import(town.server.store.as_ref(), town.server.clock.as_ref());
    let elsewhere = town.server.runtime.block_on(elsewhere).unwrap().estate;
    // A directory may name any id: that of another estate's department gives nothing there.
    town.has(elsewhere, town.property, "物业");
    let role = Role::DepartmentHandler;
    let other = DepartmentId::of_name(town.server.estate, "水务");
    town.has(town.server.estate, other, "水务");
    let ended = town.handler(6);
    town.end(&ended);
    let handlers = [
        (
            "of another department",
            town.somebody(3, town.server.estate, role, Some(other)),
        ),
        (
            "of another estate",
            town.somebody(4, elsewhere, role, Some(town.property)),
        ),
        ("of the street", town.street_handler(5)),
    ];
    for (who, handler) in &handlers {
        assert_eq!(town.listed(handler), [""; 0], "{who}");
        is_problem(&town.show(handler), 404, "not_dispatched");
        let answer = town.answers(handler, town.event(), "不是我的");
        is_problem(&answer, 404, "not_dispatched");
        assert_eq!(town.feeds(handler), 0, "{who}");
    }
    let auditor = town.somebody(7, town.server.estate, Role::Auditor, None);
    for worker in [&ended, &town.head, &town.secretary, &auditor] {
        is_problem(&town.get(worker, "/v1/dispatched"), 403, "forbidden");
        // As unknown as a case that is nowhere.
        is_problem(&town.show(worker), 404, "not_dispatched");
        let answer = town.answers(worker, town.event(), "不是我的");
        is_problem(&answer, 404, "not_dispatched");
    }
    assert_eq!(town.feeds(&ended), 0);
    assert_eq!(town.audited("dispatched_read"), []);
    assert_eq!(town.audited("answered"), []);
}

#[test]
fn a_recalled_or_closed_case_is_no_longer_seen() {
    let town = Town::new();
    let (handler, street) = (town.handler(3), town.street_handler(4));
    town.opened();
    town.dispatched(town.property);
    assert_eq!(town.listed(&handler).len(), 1);
    town.recalled();
    is_problem(&town.show(&handler), 404, "not_dispatched");
    assert_eq!(town.listed(&handler), [""; 0]);
    // One at a time: a later dispatch replaces the one before, here to a department of the place above.
    town.dispatched(town.property);
    town.dispatched(town.street);
    assert_eq!(town.listed(&handler), [""; 0]);
    assert_eq!(town.listed(&street), [CASE.to_string()]);
    let names = &town.show(&street).json()["events"];
    let named = |at: usize| names[at]["department"]["name"].as_str().unwrap().to_owned();
    // The handler of one department learns of another no more than its id.
    assert_eq!((named(2), named(3)), (String::new(), "城管".to_owned()));
    assert_eq!(town.answers(&street, town.event(), "已处理").status, 200);
    town.closed();
    is_problem(&town.show(&street), 404, "not_dispatched");
    is_problem(
        &town.answers(&street, town.event(), "补充"),
        404,
        "not_dispatched",
    );
    town.is_sound();
}

#[test]
fn a_department_that_no_directory_here_or_above_has_is_refused() {
    let town = Town::new();
    town.opened();
    let dispatch = DispatchCase {
        event: town.event(),
        at: town.now(),
        department: DepartmentId::from_bytes([9; 16]),
        text: "请处理".parse().unwrap(),
    };
    let refused = RefusalCode::UnknownDepartment;
    match town.records(&town.secretary, dispatch) {
        Verdict::Refused(refusal) => assert_eq!(refusal.code, refused),
        other => panic!("{other:?}"),
    }
    let dispatch = |worker| {
        let dispatch = DispatchCase {
            event: town.event(),
            at: town.now(),
            department: town.property,
            text: "请处理".parse().unwrap(),
        };
        town.records(worker, dispatch)
    };
    let head = dispatch(&town.head);
    assert_eq!(head, Verdict::Refused(RefusalCode::NoRight.into()));
}

/// It holds the document, by whatever way, and still is judged by where the case is.
#[test]
fn a_device_of_a_handler_answers_what_it_was_given_and_nothing_else() {
    let town = Town::new();
    let handler = town.handler(3);
    town.opened();
    let answer = |department| AnswerCase {
        event: town.event(),
        at: town.now(),
        department,
        text: "已处理".parse().unwrap(),
    };
    let refused = |verdict: Verdict, code: RefusalCode| {
        assert_eq!(verdict, Verdict::Refused(code.into()));
    };
    let early = town.records(&handler, answer(town.property));
    refused(early, RefusalCode::NotDispatched);
    town.dispatched(town.property);
    let other = town.records(&handler, answer(town.street));
    refused(other, RefusalCode::NoRight);
    let head = town.records(&town.head, answer(town.property));
    refused(head, RefusalCode::NoRight);
}

#[test]
fn an_answer_after_the_closing_comes_too_late() {
    let town = Town::new();
    let handler = town.handler(3);
    town.opened();
    town.dispatched(town.property);
    town.closed();
    let late = AnswerCase {
        event: town.event(),
        at: town.now(),
        department: town.property,
        text: "迟到的答复".parse().unwrap(),
    };
    let late = town.records(&handler, late);
    assert_eq!(late, Verdict::Refused(RefusalCode::NotDispatched.into()));
    let view = town.document(town.case_key());
    let view = view.case(&linli_documents::AsWritten).unwrap();
    assert_eq!(view.events.len(), 2);
}

/// What a department reads of a case that is dispatched to it, and referred to the mediators besides.
#[test]
fn a_department_learns_nothing_of_a_mediation() {
    let town = Town::new();
    let handler = town.handler(3);
    town.opened();
    town.referred();
    town.dispatched(town.property);
    let case = town.show(&handler).json();
    let events = case["events"].as_array().unwrap().iter();
    let kinds: Vec<_> = events
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!((kinds, &case["left_out"]), (vec!["dispatch"], &json!(0)));
    assert!(!case.to_string().contains("争执"), "{case}");
}

#[test]
fn a_list_comes_in_pages() {
    let town = Town::new();
    let handler = town.handler(3);
    town.opened();
    town.dispatched(town.property);
    let page = |query: &str| town.get(&handler, &format!("/v1/dispatched{query}"));
    let count = |query: &str| page(query).json()["cases"].as_array().unwrap().len();
    assert_eq!(count("?limit=1"), 1);
    assert_eq!(page("?limit=1").json()["more"], false);
    assert_eq!(count(&format!("?after={CASE}")), 0);
    // Neither none nor all there are.
    assert_eq!((count("?limit=0"), count("?limit=65535")), (1, 1));
    for query in ["?limit=-1", "?limit=many", "?after=no-id", "?household=1"] {
        is_problem(&page(query), 400, "malformed_body");
    }
}

#[test]
fn an_answer_that_is_none_is_refused() {
    let town = Town::new();
    let handler = town.handler(3);
    town.opened();
    town.dispatched(town.property);
    let event = town.event();
    let ask = |path: &str, body: &Value| {
        let request = Request::post(path).bearer(&handler.token).json(body);
        town.server.ask(&request)
    };
    let path = format!("/v1/dispatched/{CASE}/answers");
    for body in [
        json!({ "event": event, "text": "" }),
        json!({ "event": event, "text": "长".repeat(2_001) }),
        json!({ "event": "no-id", "text": "好" }),
        json!({ "text": "好" }),
        json!({ "event": event, "text": "好", "department": town.street }),
        // That of the dispatch: taken already, by somebody else.
        json!({ "event": EventId::from_bytes([1; 16]), "text": "好" }),
    ] {
        is_problem(&ask(&path, &body), 400, "malformed_body");
    }
    let body = json!({ "event": event, "text": "好" });
    for id in ["no-id", "%FF", "00000000-0000-0000-0000-000000000000"] {
        let answer = ask(&format!("/v1/dispatched/{id}/answers"), &body);
        is_problem(&answer, 404, "not_dispatched");
        let shown = town.get(&handler, &format!("/v1/dispatched/{id}"));
        is_problem(&shown, 404, "not_dispatched");
    }
    let unsigned = town.server.ask(&Request::get("/v1/dispatched"));
    is_problem(&unsigned, 401, "unauthenticated");
    assert_eq!(town.audited("answered"), []);
}

#[test]
fn what_is_erased_is_gone_at_the_desk_too_and_the_case_stays_there() {
    let town = Town::new();
    let handler = town.handler(3);
    let household = DocumentKey::Household {
        estate: town.server.estate,
        building: town.server.building,
        household: HouseholdId::from_bytes([0x11; 16]),
    };
    let command = |json: Value| serde_json::from_value::<Command>(json).unwrap();
    let resident = ResidentId::from_bytes([0x12; 16]);
    let register = json!({ "register_household": { "dwelling": { "unit": "1单元", "room": "101" },
        "residents": [{ "id": resident, "name": "郑淑芬" }] } });
    town.writes(household, command(register));
    let open = json!({ "open_case": { "household": HouseholdId::from_bytes([0x11; 16]), "title": "郑淑芬家漏水",
        "category": "报修", "opened_at": town.now() } });
    town.writes(town.case_key(), command(open));
    town.dispatched(town.property);
    let shown = town.show(&handler);
    assert_eq!(shown.json()["title"], "郑淑芬家漏水");
    // Nothing leads from here to the register.
    assert!(!String::from_utf8(shown.body).unwrap().contains("household"));
    let erase = json!({ "erase_resident": { "resident": resident, "ground": "requested" } });
    town.writes(household, command(erase));
    assert_eq!(town.show(&handler).json()["title"], "□家漏水");
    assert_eq!(town.answers(&handler, town.event(), "已修").status, 200);
    town.is_sound();
}

#[test]
fn a_check_finds_a_case_that_is_kept_as_another_departments() {
    let town = Town::new();
    town.opened();
    town.dispatched(town.property);
    town.is_sound();
    let file = rusqlite::Connection::open(town.server.database()).unwrap();
    let spoiled = "UPDATE dispatched SET department = zeroblob(16)";
    assert_eq!(file.execute(spoiled, []).unwrap(), 1);
    let found = check(&town.server.database()).unwrap().problems;
    let expected = Problem::Document {
        document: town.case_key().id(),
        what: DocumentProblem::Dispatched,
    };
    assert_eq!(found, [expected]);
}
