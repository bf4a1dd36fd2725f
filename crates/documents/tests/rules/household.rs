use linli_domain::RefusalCode::*;
use serde_json::{Value, json};

use crate::replica::{HOUSEHOLD, Replica, id};

fn register(residents: Value, tags: Value, consents: Value) -> Value {
    json!({"register_household": {
        "dwelling": {"unit": "2单元", "room": "301"},
        "residents": residents, "tags": tags, "consents": consents,
    }})
}

#[test]
fn a_household_reads_as_it_was_registered() {
    let mut replica = Replica::household();
    assert!(replica.document.household().unwrap().dwelling.is_none());
    let resident = json!({"id": id(1), "name": "张三", "phone": "13800001234", "relation": "户主",
        "birth_year": 1948, "gender": "female", "notes": "耳背", "moved_in": "2001-05-01"});
    let consent =
        json!({"tag": "独居", "method": "written", "on": "2024-01-10", "given_by": id(1)});
    replica.does(register(
        json!([resident.clone()]),
        json!(["租户", "独居"]),
        json!([consent]),
    ));
    let view = serde_json::to_value(replica.document.household().unwrap()).unwrap();
    assert_eq!(view["dwelling"], json!({"unit": "2单元", "room": "301"}));
    let mut seen = resident;
    seen.as_object_mut().unwrap().remove("id");
    seen["moved_out"] = Value::Null;
    seen["merged_into"] = Value::Null;
    assert_eq!(view["residents"], json!({id(1): seen}));
    assert_eq!(view["tags"], json!(["独居", "租户"]));
    let given =
        json!({"method": "written", "on": "2024-01-10", "given_by": id(1), "withdrawn_on": null});
    assert_eq!(view["consents"], json!({"独居": given}));
    assert_eq!(replica.document.visits(), None);
}

#[test]
fn a_household_is_registered_once() {
    let mut replica = Replica::registered();
    let again = register(json!([]), json!([]), json!([]));
    assert_eq!(replica.is_refused(again), (AlreadyExists, String::new()));
}

#[test]
fn registering_names_the_field_at_fault() {
    let mut replica = Replica::household();
    let (none, person) = (json!([]), json!({"id": id(1), "name": "张三"}));
    let mut refused = |residents: &Value, tags: Value, consents: Value| {
        replica.is_refused(register(residents.clone(), tags, consents))
    };
    let twice = json!([person, person]);
    assert_eq!(
        refused(&twice, json!([]), json!([])),
        (AlreadyExists, "residents/1/id".into())
    );
    let old = json!([{"id": id(1), "name": "张三", "birth_year": 1849}]);
    let path = "residents/0/birth_year".to_owned();
    assert_eq!(refused(&old, json!([]), json!([])), (Malformed, path));
    let many: Vec<_> = (0..65)
        .map(|n| json!({"id": id(n), "name": "张三"}))
        .collect();
    assert_eq!(
        refused(&json!(many), json!([]), json!([])),
        (TooMany, "residents".into())
    );
    let tags: Vec<_> = (0..33).map(|n| format!("标签{n}")).collect();
    assert_eq!(
        refused(&none, json!(tags), json!([])),
        (TooMany, "tags".into())
    );
    assert_eq!(
        refused(&none, json!(["租户", "独居"]), json!([])),
        (ConsentMissing, "tags/1".into())
    );
    let consent = json!({"tag": "独居", "method": "spoken", "on": "2024-01-10", "given_by": id(9)});
    let path = "consents/0/given_by".to_owned();
    assert_eq!(
        refused(&none, json!([]), json!([consent])),
        (UnknownResident, path)
    );
    let consents: Vec<_> = (0..33)
        .map(|n| json!({"tag": format!("标签{n}"), "method": "spoken", "on": "2024-01-10"}))
        .collect();
    assert_eq!(
        refused(&none, json!([]), json!(consents)),
        (TooMany, "consents".into())
    );
}

#[test]
fn nothing_is_done_to_a_household_that_is_not_registered() {
    let mut replica = Replica::household();
    for command in [
        json!({"link_dwelling": {"dwelling": {"unit": "", "room": "1"}}}),
        json!({"add_resident": {"resident": {"id": id(3), "name": "王芳"}}}),
        json!({"correct_resident": {"resident": id(1), "changes": [{"phone": null}]}}),
        json!({"move_out_resident": {"resident": id(1), "on": "2024-03-01"}}),
        json!({"move_in_resident": {"resident": id(1), "on": "2024-03-01"}}),
        json!({"merge_resident": {"resident": id(1), "into": id(2)}}),
        json!({"unmerge_resident": {"resident": id(1)}}),
        json!({"merge_household": {"into": id(5)}}),
        json!({"unmerge_household": {}}),
        json!({"set_contact_preference": {"channel": "visit"}}),
        json!({"set_do_not_visit": {"wanted": true}}),
        json!({"verify_household": {"on": "2024-03-01"}}),
        json!({"record_consent": {"consent": {"tag": "独居", "method": "spoken", "on": "2024-03-01"}}}),
        json!({"withdraw_consent": {"tag": "独居", "on": "2024-03-01"}}),
        json!({"set_tag": {"tag": "租户"}}),
        json!({"clear_tag": {"tag": "租户"}}),
    ] {
        assert_eq!(replica.is_refused(command), (NotRegistered, String::new()));
    }
}

#[test]
fn wishes_are_kept_and_lifted() {
    let mut replica = Replica::registered();
    replica.does(json!({"set_contact_preference": {"channel": "phone", "note": "傍晚"}}));
    replica.does(json!({"set_do_not_visit": {"wanted": true, "until": "2024-05-01"}}));
    replica.does(json!({"verify_household": {"on": "2024-03-02"}}));
    let view = serde_json::to_value(replica.document.household().unwrap()).unwrap();
    assert_eq!(view["contact"], "phone");
    assert_eq!(view["contact_note"], "傍晚");
    assert_eq!(view["do_not_visit"], json!({"until": "2024-05-01"}));
    assert_eq!(view["verified_on"], "2024-03-02");
    replica.does(json!({"set_contact_preference": {"channel": "message"}}));
    replica.does(json!({"set_do_not_visit": {"wanted": false}}));
    let view = serde_json::to_value(replica.document.household().unwrap()).unwrap();
    assert_eq!(view["contact_note"], Value::Null);
    assert_eq!(view["do_not_visit"], Value::Null);
    let odd = json!({"set_do_not_visit": {"wanted": false, "until": "2024-05-01"}});
    assert_eq!(replica.is_refused(odd), (Malformed, "until".into()));
}

#[test]
fn a_duplicate_household_is_merged_and_parted_again() {
    let mut replica = Replica::registered();
    let itself = json!({"merge_household": {"into": HOUSEHOLD}});
    assert_eq!(replica.is_refused(itself), (MergeLoop, "into".into()));
    let undo = json!({"unmerge_household": {}});
    assert_eq!(
        replica.is_refused(undo.clone()),
        (NothingToUndo, String::new())
    );
    replica.does(json!({"merge_household": {"into": id(5)}}));
    let merged = replica.document.household().unwrap().merged_into.unwrap();
    assert_eq!(merged.to_string(), id(5));
    replica.does(undo);
    assert_eq!(replica.document.household().unwrap().merged_into, None);
}

#[test]
fn a_command_that_changes_nothing_still_has_its_change() {
    let mut replica = Replica::registered();
    let same = json!({"link_dwelling": {"dwelling": {"unit": "2单元", "room": "301"}}});
    let first = replica.does(same.clone());
    let second = replica.does(same);
    assert_ne!(first.hash, second.hash);
    assert_eq!(second.actor_seq, 3);
    assert_eq!(replica.document.change(&second.hash), Some(second));
}
