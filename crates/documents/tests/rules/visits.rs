use linli_domain::RefusalCode::*;
use linli_domain::view::VisitView;
use serde_json::{Value, json};

use crate::replica::{HOUSEHOLD, Replica, id, visits_key};

fn visit(n: u128) -> Value {
    json!({"visit": id(n), "household": HOUSEHOLD, "at": "2024-03-02T01:30:00Z", "outcome": "met"})
}

fn record(n: u128) -> Value {
    json!({"record_visit": visit(n)})
}

fn seen(replica: &Replica, n: u128) -> VisitView {
    replica.document.visits().unwrap().visits[&id(n).parse().unwrap()].clone()
}

fn march() -> Replica {
    Replica::new(&visits_key("2024-03"), 1)
}

#[test]
fn a_visit_reads_as_it_was_recorded() {
    let mut replica = march();
    let requests: Vec<_> = (0..12)
        .map(|n| {
            if n % 2 == 0 {
                json!({"text": format!("第{n}")})
            } else {
                json!({"text": format!("第{n}"), "case": id(n)})
            }
        })
        .collect();
    let mut full = visit(1);
    full["purpose"] = json!("日常走访");
    full["note"] = json!("血压\n偏高");
    full["met"] = json!([id(5), id(4)]);
    full["requests"] = json!(requests);
    full["next_visit_on"] = json!("2024-03-09");
    full["card"] = json!("A-017");
    replica.does(json!({"record_visit": full.clone()}));
    let view = seen(&replica, 1);
    let one = replica.document.one_visit(&id(1).parse().unwrap());
    assert_eq!(one.as_ref(), Some(&view), "read alone it is the same");
    full["by"] = json!(replica.author.to_string());
    full["met"] = json!([id(4), id(5)]);
    full["withdrawn"] = json!(null);
    full.as_object_mut().unwrap().remove("visit");
    for request in full["requests"].as_array_mut().unwrap() {
        let case = request.get("case").cloned();
        request["case"] = case.unwrap_or_default();
    }
    assert_eq!(serde_json::to_value(&view).unwrap(), full);
    assert_eq!(replica.document.visits().unwrap().month, "2024-03");
}

#[test]
fn a_visit_is_recorded_once_in_its_month_within_bounds() {
    let mut replica = march();
    replica.does(record(1));
    assert_eq!(
        replica.is_refused(record(1)),
        (AlreadyExists, "visit".into())
    );
    let mut refused = |field: &str, value: Value| {
        let mut command = visit(2);
        command[field] = value;
        replica.is_refused(json!({"record_visit": command}))
    };
    // Already April in China.
    assert_eq!(
        refused("at", json!("2024-03-31T16:30:00Z")),
        (WrongDocument, "at".into())
    );
    let met: Vec<_> = (0..33).map(id).collect();
    assert_eq!(refused("met", json!(met)), (TooMany, "met".into()));
    let requests = vec![json!({"text": "修灯"}); 17];
    assert_eq!(
        refused("requests", json!(requests)),
        (TooMany, "requests".into())
    );
}

#[test]
fn a_visit_is_corrected_by_its_author() {
    let mut replica = march();
    replica.does(record(1));
    let correct = |changes: Value| json!({"correct_visit": {"visit": id(1), "changes": changes}});
    // A corrected time may lie in another month; the visit stays where it is.
    let changes = json!([{"at": "2024-02-28T01:00:00Z"}, {"outcome": "no_answer"}, {"purpose": "送药"},
        {"note": "无人"}, {"next_visit_on": "2024-03-05"}, {"card": "A-1"}]);
    replica.does(correct(changes));
    let view = seen(&replica, 1);
    assert_eq!(view.outcome.as_str(), "no_answer");
    assert_eq!(view.card.as_deref(), Some("A-1"));
    replica.does(correct(json!([{"note": null}, {"card": null}])));
    assert_eq!(
        (seen(&replica, 1).note, seen(&replica, 1).card),
        (None, None)
    );

    let mut other = replica.twin(2);
    let note = json!([{"note": "改"}]);
    assert_eq!(
        other.is_refused(correct(note.clone())),
        (NotAuthor, "visit".into())
    );
    assert_eq!(
        replica.is_refused(correct(json!([]))),
        (Malformed, "changes".into())
    );
    let many = vec![json!({"note": "改"}); 17];
    assert_eq!(
        replica.is_refused(correct(json!(many))),
        (TooMany, "changes".into())
    );
    let unknown = json!({"correct_visit": {"visit": id(9), "changes": note}});
    assert_eq!(replica.is_refused(unknown), (UnknownVisit, "visit".into()));
}

#[test]
fn a_visit_belongs_to_the_visitor_not_to_who_took_it_over() {
    let mut office = march();
    let mut head = office.twin(2);
    let mut command = visit(1);
    command["visitor"] = json!(head.author.to_string());
    office.does(json!({"record_visit": command}));
    office.sync(&mut head);
    assert_eq!(seen(&office, 1).by, head.author);
    let correct = json!({"correct_visit": {"visit": id(1), "changes": [{"note": "改"}]}});
    assert_eq!(
        office.is_refused(correct.clone()),
        (NotAuthor, "visit".into())
    );
    head.does(correct);
}

#[test]
fn a_withdrawn_visit_stays_as_it_is() {
    let mut replica = march();
    replica.does(record(1));
    let withdraw = json!({"withdraw_visit": {"visit": id(1), "reason": "记错了"}});
    let mut other = replica.twin(2);
    assert_eq!(
        other.is_refused(withdraw.clone()),
        (NotAuthor, "visit".into())
    );
    replica.does(withdraw.clone());
    assert_eq!(seen(&replica, 1).withdrawn.as_deref(), Some("记错了"));
    assert_eq!(replica.is_refused(withdraw), (Withdrawn, "visit".into()));
    let correct = json!({"correct_visit": {"visit": id(1), "changes": [{"note": "改"}]}});
    assert_eq!(replica.is_refused(correct), (Withdrawn, "visit".into()));
    let unknown = json!({"withdraw_visit": {"visit": id(9), "reason": "无"}});
    assert_eq!(replica.is_refused(unknown), (UnknownVisit, "visit".into()));
}

#[test]
fn two_devices_start_the_log_of_a_month_apart() {
    let mut one = march();
    let mut two = Replica::new(&visits_key("2024-03"), 2);
    for n in 0..20 {
        one.does(record(100 + n));
        two.does(record(200 + n));
    }
    one.sync(&mut two);
    let view = one.document.visits().unwrap();
    assert_eq!(view.visits.len(), 40);
    assert_eq!(Some(view), two.document.visits());
    assert!(one.document.conflicts().is_empty());
}
