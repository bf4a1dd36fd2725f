use linli_documents::AsWritten;
use linli_domain::RefusalCode::*;
use linli_domain::view::{CaseStatus, CaseView, VoidReason};
use linli_domain::{ActorId, Seq};
use serde_json::{Value, json};

use crate::replica::{Replica, case_key, id};

fn open() -> Value {
    json!({"open_case": {"title": "电梯故障", "category": "报修", "opened_at": "2024-03-01T01:00:00Z"}})
}

fn note(n: u128) -> Value {
    json!({"note_case": {"event": id(n), "at": "2024-03-01T02:00:00Z", "text": format!("第{n}")}})
}

fn close(n: u128) -> Value {
    json!({"close_case": {"event": id(n), "at": "2024-03-01T03:00:00Z", "text": "办结"}})
}

fn opened() -> Replica {
    let mut replica = Replica::new(&case_key(), 1);
    replica.does(open());
    replica
}

fn events(view: &CaseView) -> Vec<u128> {
    view.events
        .iter()
        .map(|event| event.id.0.as_u128())
        .collect()
}

#[test]
fn a_case_is_opened_once_and_first() {
    let mut replica = Replica::new(&case_key(), 1);
    assert_eq!(replica.is_refused(note(1)), (NotOpened, String::new()));
    assert_eq!(replica.is_refused(close(1)), (NotOpened, String::new()));
    replica.does(open());
    assert_eq!(replica.is_refused(open()), (AlreadyExists, String::new()));
    let view = replica.document.case(&AsWritten).unwrap();
    assert_eq!(view.title, "电梯故障");
    assert_eq!(view.opened_by, Some(replica.author));
    assert_eq!(view.status, CaseStatus::Open);
}

#[test]
fn a_case_reads_as_it_was_opened_and_noted() {
    let mut replica = Replica::new(&case_key(), 1);
    let mut facts = json!({"title": "电梯故障", "category": "报修", "detail": "三楼不停",
        "opened_at": "2024-03-01T01:00:00Z", "household": id(1), "visit": id(2), "assignee": id(3)});
    replica.does(json!({"open_case": facts}));
    replica.does(note(4));
    replica.does(close(5));
    let view = serde_json::to_value(replica.document.case(&AsWritten).unwrap()).unwrap();
    let by = replica.author.to_string();
    facts["id"] = json!("cacacaca-caca-caca-caca-cacacacacaca");
    facts["estate"] = json!("07070707-0707-0707-0707-070707070707");
    facts["building"] = json!(crate::replica::BUILDING);
    facts["opened_by"] = json!(by);
    facts["status"] = json!("closed");
    facts["dispatched"] = json!(null);
    facts["referral"] = json!(null);
    facts["events"] = json!([
        {"id": id(4), "at": "2024-03-01T02:00:00Z", "by": by, "kind": "note", "department": null, "referral": null, "label": null, "text": "第4", "void": null},
        {"id": id(5), "at": "2024-03-01T03:00:00Z", "by": by, "kind": "close", "department": null, "referral": null, "label": null, "text": "办结", "void": null},
    ]);
    assert_eq!(view, facts);
}

#[test]
fn an_event_is_noted_once_in_who_s_name_it_says() {
    let mut replica = opened();
    replica.does(note(1));
    assert_eq!(replica.is_refused(note(1)), (AlreadyExists, "event".into()));
    assert_eq!(
        replica.is_refused(close(1)),
        (AlreadyExists, "event".into())
    );
    let by = json!({"event": id(2), "at": "2024-03-01T02:00:00Z", "text": "", "label": "电话", "by": id(77)});
    replica.does(json!({"note_case": by}));
    let view = replica.document.case(&AsWritten).unwrap();
    assert_eq!(view.events[0].by, replica.author);
    assert_eq!(view.events[1].by.to_string(), id(77));
    assert_eq!(view.events[1].label.as_deref(), Some("电话"));
}

#[test]
fn the_first_closing_counts_and_notes_go_on() {
    let mut replica = opened();
    for command in [note(1), close(2), note(3), close(4)] {
        replica.does(command);
    }
    let view = replica.document.case(&AsWritten).unwrap();
    assert_eq!(view.status, CaseStatus::Closed);
    let void: Vec<_> = view.events.iter().map(|event| event.void).collect();
    assert_eq!(void, [None, None, None, Some(VoidReason::AlreadyClosed)]);
}

#[test]
fn events_without_a_number_stand_as_they_were_written() {
    let mut replica = opened();
    for n in [9, 3, 6] {
        replica.does(note(n));
    }
    assert_eq!(
        events(&replica.document.case(&AsWritten).unwrap()),
        [9, 3, 6]
    );
}

#[test]
fn the_server_s_numbers_decide_whose_closing_counts() {
    let mut one = opened();
    let mut two = one.twin(2);
    one.does(close(10));
    one.does(note(11));
    two.does(note(20));
    two.does(close(21));
    one.sync(&mut two);
    // Device two's changes were accepted first; the note of device one is still pending.
    let order = |actor: &ActorId, actor_seq: u64| -> Option<Seq> {
        match (actor.0[0], actor_seq) {
            (1, 1) => Some(1),
            (2, seq) => Some(1 + seq),
            (1, 2) => Some(9),
            _ => None,
        }
    };
    let view = one.document.case(&order).unwrap();
    assert_eq!(events(&view), [20, 21, 10, 11]);
    let void: Vec<_> = view
        .events
        .iter()
        .map(|event| event.void.is_some())
        .collect();
    assert_eq!(void, [false, false, true, false]);
    assert_eq!(Some(view), two.document.case(&order));
    // Before the server has said anything both devices agree, too.
    assert_eq!(one.document.case(&AsWritten), two.document.case(&AsWritten));
}

#[test]
fn events_are_bounded() {
    let mut replica = opened();
    for n in 1..=2_000 {
        replica.does(note(n));
    }
    assert_eq!(replica.is_refused(note(2_001)), (TooMany, "event".into()));
}
