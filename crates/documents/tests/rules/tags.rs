use linli_domain::RefusalCode::*;
use serde_json::{Value, json};

use crate::replica::{Replica, id};

fn consent(tag: &str) -> Value {
    json!({"record_consent": {"consent": {"tag": tag, "method": "spoken", "on": "2024-03-01"}}})
}

fn withdraw(tag: &str, on: &str) -> Value {
    json!({"withdraw_consent": {"tag": tag, "on": on}})
}

fn set(tag: &str) -> Value {
    json!({"set_tag": {"tag": tag}})
}

fn tags(replica: &Replica) -> Vec<String> {
    replica.document.household().unwrap().tags
}

#[test]
fn a_sensitive_flag_lives_and_dies_with_its_consent() {
    let mut replica = Replica::registered();
    assert_eq!(
        replica.is_refused(set("独居")),
        (ConsentMissing, "tag".into())
    );
    assert_eq!(
        replica.is_refused(withdraw("独居", "2024-03-02")),
        (NothingToUndo, "tag".into())
    );
    replica.does(consent("独居"));
    replica.does(set("独居"));
    assert_eq!(tags(&replica), ["独居"]);
    assert_eq!(
        replica.is_refused(withdraw("独居", "2024-02-28")),
        (BadDates, "on".into())
    );
    // On the day on which it was given.
    replica.does(withdraw("独居", "2024-03-01"));
    assert!(tags(&replica).is_empty());
    let view = serde_json::to_value(replica.document.household().unwrap()).unwrap();
    let consent_view = json!({"method": "spoken", "on": "2024-03-01", "given_by": null, "withdrawn_on": "2024-03-01"});
    assert_eq!(view["consents"], json!({"独居": consent_view}));
    assert_eq!(
        replica.is_refused(set("独居")),
        (ConsentMissing, "tag".into())
    );
    assert_eq!(
        replica.is_refused(withdraw("独居", "2024-03-03")),
        (NothingToUndo, "tag".into())
    );
    replica.does(consent("独居"));
    replica.does(set("独居"));
    assert_eq!(tags(&replica), ["独居"]);
}

#[test]
fn a_plain_flag_needs_no_consent() {
    let mut replica = Replica::registered();
    replica.does(set("租户"));
    assert_eq!(tags(&replica), ["租户"]);
    replica.does(json!({"clear_tag": {"tag": "租户"}}));
    replica.does(json!({"clear_tag": {"tag": "租户"}}));
    assert!(tags(&replica).is_empty());
}

#[test]
fn flags_and_consents_are_bounded() {
    let mut replica = Replica::registered();
    for n in 0..32 {
        replica.does(consent(&format!("标签{n}")));
        replica.does(set(&format!("标签{n}")));
    }
    assert_eq!(
        replica.is_refused(consent("又一个")),
        (TooMany, "consent/tag".into())
    );
    assert_eq!(replica.is_refused(set("租户")), (TooMany, "tag".into()));
    replica.does(consent("标签7"));
    replica.does(set("标签7"));
}

#[test]
fn consent_is_given_by_somebody_of_the_household() {
    let mut replica = Replica::registered();
    let given = json!({"tag": "独居", "method": "spoken", "on": "2024-03-01", "given_by": id(9)});
    let command = json!({"record_consent": {"consent": given}});
    assert_eq!(
        replica.is_refused(command),
        (UnknownResident, "consent/given_by".into())
    );
}

#[test]
fn two_devices_record_consent_apart_and_both_count() {
    let mut one = Replica::registered();
    let mut two = one.twin(2);
    one.does(consent("独居"));
    one.does(consent("高龄"));
    two.does(consent("独居"));
    two.does(set("独居"));
    one.sync(&mut two);
    let view = one.document.household().unwrap();
    assert_eq!(view.consents.len(), 2);
    assert_eq!(view.tags, ["独居"]);
    assert!(one.document.conflicts().is_empty());
}

#[test]
fn a_withdrawal_outweighs_a_flag_set_meanwhile() {
    let mut one = Replica::registered();
    one.does(consent("独居"));
    let mut two = one.twin(2);
    one.does(withdraw("独居", "2024-03-02"));
    two.does(set("独居"));
    one.sync(&mut two);
    assert!(tags(&one).is_empty());
    assert!(tags(&two).is_empty());
}
