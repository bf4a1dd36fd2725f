use linli_documents::AsWritten;
use linli_domain::RefusalCode::*;
use linli_domain::command::DisputeOutcome;
use linli_domain::command::Recorded;
use linli_domain::view::{DisputeStatus, DisputeView, VoidReason};
use linli_domain::{ActorId, PersonId, Seq, Timestamp};
use serde_json::{Value, json};

use crate::replica::{BUILDING, HOUSEHOLD, Replica, dispute_key, id};

fn open() -> Value {
    json!({"open_dispute": {"title": "楼上漏水", "opened_at": "2024-03-01T01:00:00Z"}})
}

fn note(n: u128) -> Value {
    json!({"note_dispute": {"event": id(n), "at": "2024-03-01T02:00:00Z", "on": "2024-02-29", "session": n.is_multiple_of(2), "text": format!("第{n}")}})
}

fn settle(n: u128) -> Value {
    json!({"settle_dispute": {"event": id(n), "at": "2024-03-01T03:00:00Z", "on": "2024-03-01", "agreement": "各半"}})
}

fn close(n: u128, outcome: &str) -> Value {
    json!({"close_dispute": {"event": id(n), "at": "2024-03-01T04:00:00Z", "outcome": outcome}})
}

fn opened() -> Replica {
    let mut replica = Replica::new(&dispute_key(), 1);
    replica.does(open());
    replica
}

fn read(replica: &Replica) -> DisputeView {
    replica.document.dispute(&AsWritten).unwrap()
}

/// What the events came to.
fn after(commands: impl IntoIterator<Item = Value>) -> (DisputeView, Vec<Option<VoidReason>>) {
    let mut replica = opened();
    for command in commands {
        replica.does(command);
    }
    let view = read(&replica);
    let void = view.events.iter().map(|event| event.void).collect();
    (view, void)
}

#[test]
fn a_dispute_is_opened_once_and_first() {
    let mut replica = Replica::new(&dispute_key(), 1);
    for early in [note(1), settle(1), close(1, "withdrawn")] {
        assert_eq!(replica.is_refused(early), (NotOpened, String::new()));
    }
    replica.does(open());
    assert_eq!(replica.is_refused(open()), (AlreadyExists, String::new()));
    let view = read(&replica);
    assert_eq!((view.status, view.outcome), (DisputeStatus::Open, None));
    assert_eq!(view.opened_by, Some(replica.author));
}

#[test]
fn a_dispute_reads_as_it_was_opened_settled_and_closed() {
    let mut replica = Replica::new(&dispute_key(), 1);
    let mut facts = json!({"title": "楼上漏水", "detail": "吊顶泡坏", "opened_at": "2024-03-01T01:00:00Z",
        "building": BUILDING, "household": HOUSEHOLD,
        "parties": [{"text": "3栋张家", "household": HOUSEHOLD}, {"text": "装修队"}, {"text": "4栋李家", "household": id(7)}]});
    replica.does(json!({"open_dispute": facts}));
    for command in [note(3), note(4), settle(5), close(6, "settled")] {
        replica.does(command);
    }
    let view = read(&replica);
    assert_eq!(view.agreement().unwrap().text, "各半");
    for named in [HOUSEHOLD, &id(7)] {
        assert!(view.names(named.parse().unwrap()));
    }
    assert!(!view.names(id(8).parse().unwrap()));
    let by = replica.author.to_string();
    let event = |n, at: &str, kind, on: Value, outcome: Value, text| json!({"id": id(n), "at": at, "by": by, "kind": kind, "on": on, "outcome": outcome, "text": text, "void": null});
    facts["id"] = json!("d1d1d1d1-d1d1-d1d1-d1d1-d1d1d1d1d1d1");
    facts["estate"] = json!("07070707-0707-0707-0707-070707070707");
    facts["opened_by"] = json!(by);
    facts["parties"][1]["household"] = json!(null);
    facts["case"] = json!(null);
    facts["status"] = json!("closed");
    facts["outcome"] = json!("settled");
    let (noted, day) = ("2024-03-01T02:00:00Z", json!("2024-02-29"));
    facts["events"] = json!([
        event(3, noted, "note", day.clone(), json!(null), "第3"),
        event(4, noted, "session", day, json!(null), "第4"),
        event(
            5,
            "2024-03-01T03:00:00Z",
            "settle",
            json!("2024-03-01"),
            json!(null),
            "各半"
        ),
        event(
            6,
            "2024-03-01T04:00:00Z",
            "close",
            json!(null),
            json!("settled"),
            ""
        ),
    ]);
    assert_eq!(serde_json::to_value(view).unwrap(), facts);
}

#[test]
fn what_is_illegal_where_it_stands_stays_and_changes_nothing() {
    let settled = Some(DisputeOutcome::Settled);
    let (view, void) = after([
        close(1, "settled"),
        settle(2),
        settle(3),
        close(4, "settled"),
    ]);
    assert_eq!(
        (view.status, view.outcome),
        (DisputeStatus::Closed, settled)
    );
    assert_eq!(
        void,
        [
            Some(VoidReason::NotSettled),
            None,
            Some(VoidReason::AlreadySettled),
            None
        ]
    );
    let closed = Some(VoidReason::AlreadyClosed);
    let (view, void) = after([
        close(1, "passed_on"),
        settle(2),
        note(3),
        close(4, "withdrawn"),
    ]);
    assert_eq!(view.outcome, Some(DisputeOutcome::PassedOn));
    assert_eq!(void, [None, closed, None, closed]);
    assert_eq!(view.agreement(), None);
}

#[test]
fn an_agreement_may_fail() {
    let (view, void) = after([settle(1), note(2)]);
    assert_eq!((view.status, view.outcome), (DisputeStatus::Settled, None));
    assert_eq!(void, [None, None]);
    for outcome in ["withdrawn", "passed_on"] {
        let (view, _) = after([settle(1), close(2, outcome)]);
        assert_eq!(view.status, DisputeStatus::Closed);
        assert_eq!(view.outcome.unwrap().as_str(), outcome);
    }
}

#[test]
fn the_server_s_numbers_decide_whether_it_was_settled_first() {
    let mut one = opened();
    let mut two = one.twin(2);
    one.does(close(10, "withdrawn"));
    two.does(settle(20));
    one.sync(&mut two);
    let first = |settled_first: bool| {
        move |actor: &ActorId, actor_seq: u64| -> Option<Seq> {
            match (actor.0[0], actor_seq) {
                (1, 1) => Some(1),
                (2, _) => Some(if settled_first { 2 } else { 4 }),
                _ => Some(3),
            }
        }
    };
    for settled in [true, false] {
        let view = one.document.dispute(&first(settled)).unwrap();
        assert_eq!(view.agreement().is_some(), settled);
        assert_eq!(view.outcome, Some(DisputeOutcome::Withdrawn));
        assert_eq!(Some(view), two.document.dispute(&first(settled)));
    }
}

#[test]
fn parties_and_events_are_bounded() {
    let mut replica = Replica::new(&dispute_key(), 1);
    let opened = |parties: usize| json!({"open_dispute": {"title": "停车", "opened_at": "2024-03-01T01:00:00Z", "parties": vec![json!({"text": "车主"}); parties]}});
    assert_eq!(replica.is_refused(opened(17)), (TooMany, "parties".into()));
    replica.does(opened(16));
    assert_eq!(read(&replica).parties.len(), 16);
    for n in 1..=2_000 {
        replica.does(note(n));
    }
    for one_more in [note(2_001), settle(2_001), close(2_001, "withdrawn")] {
        assert_eq!(replica.is_refused(one_more), (TooMany, "event".into()));
    }
    assert_eq!(replica.is_refused(note(7)), (AlreadyExists, "event".into()));
}

/// A clone of a device does its unsent work again: that is one and the same.
#[test]
fn what_a_copy_of_the_device_did_is_known_for_the_same_work() {
    let recorded = |author: u8, command: Value| Recorded {
        author: PersonId::from_bytes([author; 16]),
        at: Timestamp::clamped(1_709_265_600),
        command: serde_json::from_value(command).unwrap(),
    };
    let mut document = Replica::new(&dispute_key(), 1).document;
    for command in [open(), note(1), settle(3), close(4, "settled")] {
        let ours = recorded(1, command.clone());
        assert_eq!(document.twin(&ours), None);
        let made = document.execute(ActorId([1; 16]), &ours).unwrap();
        assert_eq!(document.twin(&ours), Some(made.hash));
        assert_eq!(document.twin(&recorded(2, command)), None);
    }
}
