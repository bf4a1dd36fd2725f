//! Genesis, positions, and what is no change of this document.

use linli_documents::{Document, DocumentError};
use linli_domain::RefusalCode::*;
use linli_domain::command::{Command, Recorded};
use linli_domain::{ActorId, ChangeHash, DocumentKey, PersonId, Timestamp};
use serde_json::json;

use crate::replica::{Replica, case_key, directory_key, dispute_key, household_key, visits_key};

#[test]
fn a_genesis_depends_on_the_key_and_the_epoch() {
    let keys = [
        household_key(),
        case_key(),
        dispute_key(),
        directory_key(),
        visits_key("2024-03"),
        visits_key("2024-04"),
    ];
    let mut heads: Vec<_> = keys
        .iter()
        .map(|key| Document::genesis(key, 0).heads())
        .collect();
    heads.push(Document::genesis(&keys[0], 1).heads());
    heads.sort();
    heads.dedup();
    assert_eq!(heads.len(), 7);
    assert!(Document::genesis(&keys[0], 0).is_empty());
    assert_eq!(Document::genesis(&keys[0], 1).epoch(), 1);
    assert!(!Replica::registered().document.is_empty());
}

#[test]
fn a_document_loads_under_its_own_name_only() {
    let document = Replica::registered().document;
    let bytes = document.save();
    let load = |key: &DocumentKey, epoch| Document::load(key, epoch, &bytes);
    assert!(load(&household_key(), 0).is_ok());
    assert!(matches!(
        load(&household_key(), 1),
        Err(DocumentError::WrongGenesis)
    ));
    assert!(matches!(
        load(&case_key(), 0),
        Err(DocumentError::WrongGenesis)
    ));
    let nothing = Document::load(&household_key(), 0, &[]);
    assert!(matches!(nothing, Err(DocumentError::WrongGenesis)));
    for garbage in [&b"garbage"[..], &bytes[1..], &bytes[..40]] {
        let loaded = Document::load(&household_key(), 0, garbage);
        assert!(matches!(loaded, Err(DocumentError::UnreadableDocument(_))));
    }
    let shown = format!("{document:?}");
    assert!(shown.contains("Household") && !shown.contains("张三"));
}

#[test]
fn a_fork_stands_where_it_was_asked_for() {
    let mut replica = Replica::registered();
    let heads = replica.document.heads();
    replica.does(json!({"verify_household": {"on": "2024-03-01"}}));
    let fork = replica.document.fork_at(&heads).unwrap();
    assert_eq!(fork.heads(), heads);
    assert_eq!(fork.household().unwrap().verified_on, None);
    let same = replica.document.fork_at(&replica.document.heads()).unwrap();
    assert_eq!(same.save(), replica.document.save());
    let unknown = ChangeHash([9; 32]);
    let missing = replica.document.fork_at(&[heads[0], unknown]);
    assert!(matches!(missing, Err(DocumentError::MissingBase(hash)) if hash == unknown));
    let genesis = replica.document.fork_at(&[]).unwrap();
    assert_eq!(
        genesis.save(),
        Document::genesis(&household_key(), 0).save()
    );
    assert!(genesis.base().is_empty() && replica.document.base() == replica.document.heads());
    assert!(replica.document.contains(&heads[0]) && !replica.document.contains(&unknown));
}

#[test]
fn a_change_without_its_past_is_not_kept() {
    let mut replica = Replica::registered();
    let first = replica.does(json!({"set_tag": {"tag": "租户"}}));
    let second = replica.does(json!({"clear_tag": {"tag": "租户"}}));
    let mut other = Document::genesis(&household_key(), 0);
    let before = other.save();
    let result = other.apply([&second.bytes[..]]);
    assert!(matches!(result, Err(DocumentError::MissingDependency(hash)) if hash == first.hash));
    assert_eq!(other.save(), before);
    // Not even once its past arrives.
    let past = replica
        .document
        .fork_at(&second.deps)
        .unwrap()
        .changes_since(&[]);
    other
        .apply(past.iter().map(|change| &change.bytes[..]))
        .unwrap();
    assert_eq!(other.heads(), [first.hash]);
}

#[test]
fn an_orphan_behind_a_saved_document_is_an_error() {
    let mut replica = Replica::registered();
    let mut bytes = replica.document.save();
    let first = replica.does(json!({"set_tag": {"tag": "租户"}}));
    let second = replica.does(json!({"clear_tag": {"tag": "租户"}}));
    bytes.extend(&second.bytes);
    let loaded = Document::load(&household_key(), 0, &bytes);
    assert!(matches!(loaded, Err(DocumentError::MissingDependency(hash)) if hash == first.hash));
}

#[test]
fn changes_of_another_document_stay_out() {
    let mut document = Document::genesis(&household_key(), 0);
    let before = document.save();
    let foreign = Document::genesis(&case_key(), 0).changes_since(&[]);
    let result = document.apply(foreign.iter().map(|change| &change.bytes[..]));
    assert!(matches!(result, Err(DocumentError::ForeignChange(_))));
    let mut next_life = Replica::registered();
    next_life.document = Document::genesis(&household_key(), 1);
    let change =
        next_life.does(json!({"register_household": {"dwelling": {"unit": "", "room": "1"}}}));
    let result = document.apply([&change.bytes[..]]);
    assert!(matches!(result, Err(DocumentError::MissingDependency(_))));
    assert_eq!(document.save(), before);
}

#[test]
fn a_cloned_device_is_found_out() {
    let mut one = Replica::registered();
    let mut clone = one.twin(1);
    let first = one.does(json!({"set_tag": {"tag": "租户"}}));
    let other = clone.does(json!({"set_tag": {"tag": "热心户"}}));
    let before = one.document.save();
    let result = one.document.apply([&other.bytes[..]]);
    assert!(matches!(
        result,
        Err(DocumentError::ActorForked { actor_seq: 2, .. })
    ));
    assert_eq!(one.document.save(), before);
    let mut fresh = Replica::registered().document;
    let result = fresh.apply([&first.bytes[..], &other.bytes[..]]);
    assert!(matches!(
        result,
        Err(DocumentError::ActorForked { actor_seq: 2, .. })
    ));
}

#[test]
fn change_ids_list_all_but_the_genesis_in_order() {
    let mut one = Replica::registered();
    let mut two = one.twin(2);
    one.does(json!({"set_tag": {"tag": "租户"}}));
    two.does(json!({"set_tag": {"tag": "热心户"}}));
    one.sync(&mut two);
    let ids = [
        (ActorId([1; 16]), 1),
        (ActorId([1; 16]), 2),
        (ActorId([2; 16]), 1),
    ];
    assert_eq!(two.document.change_ids(), ids);
}

#[test]
fn a_command_goes_to_its_kind_of_document_by_an_actor_of_its_own() {
    let tag = json!({"set_tag": {"tag": "租户"}});
    for key in [
        case_key(),
        dispute_key(),
        directory_key(),
        visits_key("2024-03"),
    ] {
        let refused = Replica::new(&key, 1).is_refused(tag.clone());
        assert_eq!(refused, (WrongDocument, String::new()));
    }
    let mut document = Replica::registered().document;
    let recorded = Recorded {
        author: PersonId::OPERATOR,
        at: Timestamp::default(),
        command: serde_json::from_value::<Command>(tag).unwrap(),
    };
    let before = document.save();
    for reserved in [*b"linli.household1", [0; 16]] {
        let refusal = document.execute(ActorId(reserved), &recorded).unwrap_err();
        assert_eq!(refusal.code, Malformed);
    }
    assert_eq!(document.save(), before);
}
