use linli_domain::RefusalCode::*;
use linli_domain::command::Gender;
use linli_domain::view::ResidentView;
use serde_json::json;

use crate::replica::{Replica, id};

fn resident(replica: &Replica, n: u128) -> ResidentView {
    let view = replica.document.household().unwrap();
    view.residents[&id(n).parse().unwrap()].clone()
}

#[test]
fn a_resident_is_added_once() {
    let mut replica = Replica::registered();
    let add = |n: u128| json!({"add_resident": {"resident": {"id": id(n), "name": "王芳"}}});
    replica.does(add(3));
    assert_eq!(resident(&replica, 3).name, "王芳");
    assert_eq!(
        replica.is_refused(add(3)),
        (AlreadyExists, "resident/id".into())
    );
    for n in 4..=64 {
        replica.does(add(n));
    }
    assert_eq!(replica.is_refused(add(65)), (TooMany, "resident".into()));
}

#[test]
fn a_birth_year_is_plausible() {
    let mut replica = Replica::registered();
    let young =
        json!({"add_resident": {"resident": {"id": id(3), "name": "王芳", "birth_year": 2101}}});
    assert_eq!(
        replica.is_refused(young),
        (Malformed, "resident/birth_year".into())
    );
    let changes = json!([{"phone": null}, {"birth_year": 1800}]);
    let old = json!({"correct_resident": {"resident": id(1), "changes": changes}});
    assert_eq!(
        replica.is_refused(old),
        (Malformed, "changes/1/birth_year".into())
    );
}

#[test]
fn a_correction_touches_the_named_fields_only() {
    let mut replica = Replica::registered();
    let changes = json!([{"phone": "13800001234"}, {"relation": "户主"}, {"gender": "male"},
        {"birth_year": 1950}, {"notes": "耳背"}]);
    replica.does(json!({"correct_resident": {"resident": id(1), "changes": changes}}));
    let changes = json!([{"phone": null}, {"name": "张山"}]);
    replica.does(json!({"correct_resident": {"resident": id(1), "changes": changes}}));
    let seen = resident(&replica, 1);
    assert_eq!((seen.name.as_str(), seen.phone), ("张山", None));
    assert_eq!(seen.relation.as_deref(), Some("户主"));
    assert_eq!(seen.gender, Some(Gender::Male));
    assert_eq!(
        (seen.birth_year, seen.notes.as_deref()),
        (Some(1950), Some("耳背"))
    );

    let mut refused = |resident: u128, changes: &[serde_json::Value]| {
        replica
            .is_refused(json!({"correct_resident": {"resident": id(resident), "changes": changes}}))
    };
    let change = json!({"phone": null});
    assert_eq!(
        refused(9, std::slice::from_ref(&change)),
        (UnknownResident, "resident".into())
    );
    assert_eq!(refused(1, &[]), (Malformed, "changes".into()));
    assert_eq!(refused(1, &vec![change; 17]), (TooMany, "changes".into()));
}

#[test]
fn residents_move_out_and_in() {
    let mut replica = Replica::registered();
    let out = |on: &str| json!({"move_out_resident": {"resident": id(1), "on": on}});
    let back = |on: &str| json!({"move_in_resident": {"resident": id(1), "on": on}});
    replica.does(out("2024-02-01"));
    assert!(resident(&replica, 1).moved_out.is_some());
    assert_eq!(
        replica.is_refused(back("2024-01-31")),
        (BadDates, "on".into())
    );
    replica.does(back("2024-03-01"));
    assert_eq!(resident(&replica, 1).moved_out, None);
    assert_eq!(
        replica.is_refused(out("2024-02-29")),
        (BadDates, "on".into())
    );
    // In and out on one day, as happens when a room is let on.
    replica.does(out("2024-03-01"));
    replica.does(back("2024-03-01"));
    for name in ["move_out_resident", "move_in_resident"] {
        let unknown = json!({name: {"resident": id(9), "on": "2024-03-01"}});
        assert_eq!(
            replica.is_refused(unknown),
            (UnknownResident, "resident".into())
        );
    }
}

#[test]
fn duplicate_residents_are_merged_and_parted_again() {
    let mut replica = Replica::registered();
    replica.does(json!({"add_resident": {"resident": {"id": id(3), "name": "张三"}}}));
    let merge = |a: u128, b: u128| json!({"merge_resident": {"resident": id(a), "into": id(b)}});
    let unmerge = |a: u128| json!({"unmerge_resident": {"resident": id(a)}});
    assert_eq!(
        replica.is_refused(unmerge(3)),
        (NothingToUndo, "resident".into())
    );
    replica.does(merge(3, 1));
    assert_eq!(
        resident(&replica, 3).merged_into.unwrap().to_string(),
        id(1)
    );
    assert_eq!(replica.is_refused(merge(1, 3)), (MergeLoop, "into".into()));
    assert_eq!(replica.is_refused(merge(2, 3)), (MergeLoop, "into".into()));
    assert_eq!(replica.is_refused(merge(2, 2)), (MergeLoop, "into".into()));
    assert_eq!(
        replica.is_refused(merge(9, 1)),
        (UnknownResident, "resident".into())
    );
    assert_eq!(
        replica.is_refused(merge(1, 9)),
        (UnknownResident, "into".into())
    );
    replica.does(unmerge(3));
    assert_eq!(resident(&replica, 3).merged_into, None);
    assert_eq!(
        replica.is_refused(unmerge(9)),
        (UnknownResident, "resident".into())
    );
}

#[test]
fn a_merge_that_was_taken_back_is_remembered() {
    let mut replica = Replica::registered();
    let merge = json!({"merge_resident": {"resident": id(2), "into": id(1)}});
    let unmerge = json!({"unmerge_resident": {"resident": id(2)}});
    replica.does(json!({"add_resident": {"resident": {"id": id(3), "name": "张三"}}}));
    assert!(replica.document.parted_residents().is_empty());
    replica.does(merge.clone());
    assert!(replica.document.parted_residents().is_empty());
    replica.does(unmerge);
    let pair = (id(2).parse().unwrap(), id(1).parse().unwrap());
    assert_eq!(replica.document.parted_residents(), [pair].into());
    replica.does(merge);
    assert!(replica.document.parted_residents().is_empty());

    replica.does(json!({"merge_household": {"into": id(9)}}));
    assert!(replica.document.parted_households().is_empty());
    replica.does(json!({"unmerge_household": {}}));
    assert_eq!(
        replica.document.parted_households(),
        [id(9).parse().unwrap()].into()
    );
}

#[test]
fn two_who_are_merged_crosswise_do_not_both_vanish() {
    let mut one = Replica::registered();
    let mut two = one.twin(2);
    one.does(json!({"merge_resident": {"resident": id(1), "into": id(2)}}));
    two.does(json!({"merge_resident": {"resident": id(2), "into": id(1)}}));
    one.sync(&mut two);
    assert_eq!(resident(&one, 1).merged_into, None);
    assert_eq!(resident(&one, 2).merged_into.unwrap().to_string(), id(1));
}
