use linli_domain::view::Conflict;
use serde_json::{Value, json};

use crate::replica::{HOUSEHOLD, Replica, directory_key, id, visits_key};

fn phone(value: &str) -> Value {
    json!({"correct_resident": {"resident": id(1), "changes": [{"phone": value}]}})
}

/// Two people write apart, then exchange.
fn apart(command: impl Fn(&str) -> Value, values: [&str; 2]) -> (Replica, Replica) {
    let mut one = Replica::registered();
    let mut two = one.twin(2);
    one.does(command(values[0]));
    two.does(command(values[1]));
    one.sync(&mut two);
    assert_eq!(one.document.conflicts(), two.document.conflicts());
    (one, two)
}

fn said(conflict: &Conflict) -> Vec<&str> {
    conflict
        .values
        .iter()
        .map(|value| value.value.as_deref().unwrap())
        .collect()
}

#[test]
fn both_values_are_kept_with_who_and_when() {
    let (one, two) = apart(phone, ["111", "222"]);
    let conflicts = one.document.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].path, format!("residents/{}/phone", id(1)));
    assert_eq!(conflicts[0].document, one.document.key().id());
    let view = one.document.household().unwrap();
    let shown = view.residents[&id(1).parse().unwrap()].phone.clone();
    assert_eq!(said(&conflicts[0])[0], shown.unwrap());
    for value in &conflicts[0].values {
        let author = if value.value.as_deref() == Some("111") {
            one.author
        } else {
            two.author
        };
        assert_eq!(value.by, author);
        assert!(value.at.to_string().starts_with("2024-03-01T04:0"));
    }
}

#[test]
fn writing_either_value_settles_it_everywhere() {
    for chosen in ["111", "222", "333"] {
        let (mut one, mut two) = apart(phone, ["111", "222"]);
        two.does(phone(chosen));
        assert!(two.document.conflicts().is_empty());
        one.sync(&mut two);
        assert!(one.document.conflicts().is_empty());
        let view = one.document.household().unwrap();
        assert_eq!(
            view.residents[&id(1).parse().unwrap()].phone.as_deref(),
            Some(chosen)
        );
    }
}

#[test]
fn the_same_value_twice_is_no_conflict() {
    let (one, _) = apart(phone, ["111", "111"]);
    assert!(one.document.conflicts().is_empty());
    // A third person says otherwise: two values, though three people wrote.
    let mut two = Replica::registered().twin(2);
    let mut three = Replica::registered().twin(3);
    let mut four = Replica::registered().twin(4);
    for (replica, value) in [(&mut two, "111"), (&mut three, "111"), (&mut four, "222")] {
        replica.does(phone(value));
    }
    two.sync(&mut three);
    three.sync(&mut four);
    assert_eq!(four.document.conflicts()[0].values.len(), 2);
}

#[test]
fn a_dwelling_is_one_value() {
    // Each keeps what the other changed: as two fields they would mix to a dwelling nobody meant.
    let link = |unit: &str| {
        let room = if unit == "2单元" { "302" } else { "301" };
        json!({"link_dwelling": {"dwelling": {"unit": unit, "room": room}}})
    };
    let (mut one, _) = apart(link, ["2单元", "3单元"]);
    let conflicts = one.document.conflicts();
    assert_eq!(conflicts[0].path, "dwelling");
    let mut values = said(&conflicts[0]);
    values.sort_unstable();
    assert_eq!(values, ["2单元\t302", "3单元\t301"]);
    one.does(link("2单元"));
    assert!(one.document.conflicts().is_empty());
}

#[test]
fn verifying_twice_is_no_disagreement() {
    let verify = |on: &str| json!({"verify_household": {"on": on}});
    let (one, _) = apart(verify, ["2024-03-05", "2024-03-01"]);
    assert!(one.document.conflicts().is_empty());
    let latest = one.document.household().unwrap().verified_on.unwrap();
    assert_eq!(latest.to_string(), "2024-03-05");
}

#[test]
fn withdrawing_twice_is_no_disagreement() {
    let mut one = Replica::registered();
    one.does(json!({"record_consent": {"consent": {"tag": "独居", "method": "spoken", "on": "2024-03-01"}}}));
    let mut two = one.twin(2);
    let withdraw = |on: &str| json!({"withdraw_consent": {"tag": "独居", "on": on}});
    one.does(withdraw("2024-03-02"));
    two.does(withdraw("2024-03-03"));
    one.sync(&mut two);
    assert!(one.document.conflicts().is_empty());
    assert!(
        one.document.household().unwrap().consents["独居"]
            .withdrawn_on
            .is_some()
    );
}

#[test]
fn a_wish_uttered_while_another_is_lifted_shows() {
    let wish = |wanted: &str| json!({"set_do_not_visit": {"wanted": wanted == "yes"}});
    let (one, _) = apart(wish, ["yes", "no"]);
    let conflicts = one.document.conflicts();
    assert_eq!(conflicts[0].path, "do_not_visit");
    assert!(said(&conflicts[0]).contains(&"true") && said(&conflicts[0]).contains(&"false"));
}

#[test]
fn consents_visits_and_names_have_their_paths() {
    let consent = |on: &str| json!({"record_consent": {"consent": {"tag": "独居", "method": "spoken", "on": on}}});
    let (one, _) = apart(consent, ["2024-03-01", "2024-03-02"]);
    assert_eq!(one.document.conflicts()[0].path, "consents/独居/on");

    let born = |year: &str| {
        let year: u16 = year.parse().unwrap();
        json!({"correct_resident": {"resident": id(1), "changes": [{"birth_year": year}]}})
    };
    let (one, _) = apart(born, ["1948", "1949"]);
    let conflicts = one.document.conflicts();
    assert_eq!(conflicts[0].path, format!("residents/{}/birth_year", id(1)));
    assert!(said(&conflicts[0]).contains(&"1948") && said(&conflicts[0]).contains(&"1949"));

    let mut phone = Replica::new(&visits_key("2024-03"), 1);
    let visit = json!({"visit": id(1), "household": HOUSEHOLD, "at": "2024-03-02T01:30:00Z", "outcome": "met"});
    phone.does(json!({"record_visit": visit}));
    let mut tablet = phone.twin(2);
    tablet.author = phone.author;
    for (device, at) in [
        (&mut phone, "2024-03-02T02:00:00Z"),
        (&mut tablet, "2024-03-02T03:00:00Z"),
    ] {
        device.does(json!({"correct_visit": {"visit": id(1), "changes": [{"at": at}]}}));
    }
    phone.sync(&mut tablet);
    let conflicts = phone.document.conflicts();
    assert_eq!(conflicts[0].path, format!("visits/{}/at", id(1)));
    assert!(said(&conflicts[0]).contains(&"2024-03-02T02:00:00Z"));

    let mut office = Replica::new(&directory_key(), 1);
    let mut branch = office.twin(2);
    for (replica, name) in [(&mut office, "1号楼"), (&mut branch, "一号楼")] {
        replica.does(json!({"add_building": {"building": id(3), "name": name}}));
    }
    office.sync(&mut branch);
    assert_eq!(
        office.document.conflicts()[0].path,
        format!("buildings/{}/name", id(3))
    );
}

/// It can no longer be corrected, so that nobody could decide.
#[test]
fn a_withdrawn_visit_leaves_nothing_to_decide() {
    let mut phone = Replica::new(&visits_key("2024-03"), 1);
    let visit = json!({"visit": id(1), "household": HOUSEHOLD, "at": "2024-03-02T01:30:00Z", "outcome": "met"});
    phone.does(json!({"record_visit": visit}));
    let mut tablet = phone.twin(2);
    tablet.author = phone.author;
    let outcome = |outcome: &str| json!({"correct_visit": {"visit": id(1), "changes": [{"outcome": outcome}]}});
    phone.does(outcome("phoned"));
    tablet.does(outcome("no_answer"));
    phone.sync(&mut tablet);
    assert_eq!(phone.document.conflicts().len(), 1);
    phone.does(json!({"withdraw_visit": {"visit": id(1), "reason": "记错了"}}));
    assert!(phone.document.conflicts().is_empty());
}
