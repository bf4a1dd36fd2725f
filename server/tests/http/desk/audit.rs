//! An auditor reads logs, and no residents.

use linli_domain::Role;
use linli_server::commands::EstateFile;
use serde_json::{Value, json};

use super::town::{Town, Worker, is_problem};
use crate::support::{HEAD, Request, SECRETARY};

fn rows(town: &Town, worker: &Worker, query: &str) -> Vec<Value> {
    let answer = town.get(worker, &format!("/v1/audit{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["rows"].as_array().unwrap().clone()
}

#[test]
fn an_auditor_reads_logs_and_no_residents() {
    let town = Town::new();
    let auditor = town.somebody(3, town.server.estate, Role::Auditor, None);
    let handler = town.handler(4);
    town.opened();
    town.dispatched(town.property);
    town.show(&handler);
    let found = rows(&town, &auditor, "");
    let events: Vec<&str> = found
        .iter()
        .map(|row| row["event"].as_str().unwrap())
        .collect();
    assert!(events.contains(&"pushed") && events.contains(&"dispatched_read"));
    assert!(
        found
            .iter()
            .all(|row| row["estate"] == json!(town.server.estate))
    );
    let read = found.iter().find(|row| row["event"] == "dispatched_read");
    assert_eq!(read.unwrap()["person"], json!(handler.person));
    // Ids and counts: nobody's name, no word of a case, not what it is called.
    let text = Value::from(found).to_string();
    for secret in [
        HEAD,
        SECRETARY,
        "梁国栋",
        "楼道灯",
        "请尽快",
        "三层",
        "旧手机",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    // By sync the directory alone comes: none of the building's households, visits and cases.
    assert_eq!(town.feeds(&auditor), 1);
    is_problem(&town.show(&auditor), 404, "not_dispatched");
}

#[test]
fn that_somebody_looked_is_one_row_and_does_not_grow_by_looking() {
    let town = Town::new();
    let auditor = town.somebody(3, town.server.estate, Role::Auditor, None);
    let first = rows(&town, &auditor, "");
    let second = rows(&town, &auditor, "");
    assert_eq!(first, second);
    let looked = (Some(auditor.person), first.len() as u64);
    assert_eq!(town.audited("audit_read"), [looked, looked]);
    town.is_sound();
}

#[test]
fn the_rows_come_in_pages_in_order() {
    let town = Town::new();
    let auditor = town.somebody(3, town.server.estate, Role::Auditor, None);
    let all = rows(&town, &auditor, "?limit=500");
    let (mut paged, mut after) = (Vec::new(), 0);
    loop {
        let answer = town.get(&auditor, &format!("/v1/audit?after={after}&limit=2"));
        let page = answer.json();
        let found = page["rows"].as_array().unwrap().clone();
        assert!(found.len() <= 2);
        after = found.last().unwrap()["number"].as_u64().unwrap();
        paged.extend(found);
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(paged, all);
    for query in ["?after=-1", "?limit=all", "?estate=x"] {
        let answer = town.get(&auditor, &format!("/v1/audit{query}"));
        is_problem(&answer, 400, "malformed_body");
    }
}

#[test]
fn everybody_else_is_refused_and_an_auditor_elsewhere_sees_nothing_of_here() {
    let town = Town::new();
    let elsewhere: EstateFile = serde_json::from_value(json!({ "name": "西苑" })).unwrap();
    let elsewhere = elsewhere.import(town.server.store.as_ref(), town.server.clock.as_ref());
    let elsewhere = town.server.runtime.block_on(elsewhere).unwrap().estate;
    let handler = town.handler(4);
    for worker in [&town.head, &town.secretary, &handler] {
        is_problem(&town.get(worker, "/v1/audit"), 403, "forbidden");
    }
    let unsigned = town.server.ask(&Request::get("/v1/audit"));
    is_problem(&unsigned, 401, "unauthenticated");
    let other = town.somebody(5, elsewhere, Role::Auditor, None);
    let theirs = rows(&town, &other, "");
    assert!(!theirs.is_empty());
    assert!(theirs.iter().all(|row| row["estate"] == json!(elsewhere)));
    let ended = town.somebody(6, town.server.estate, Role::Auditor, None);
    town.end(&ended);
    is_problem(&town.get(&ended, "/v1/audit"), 403, "forbidden");
}
