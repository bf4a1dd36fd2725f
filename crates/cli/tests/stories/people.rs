//! Several people on one machine.

use std::fs;

use linli_client_core::domain::Role;

use crate::estate::Estate;
use crate::phone::Phone;

fn joins(estate: &Estate, phone: &Phone, name: &str, building: &str) {
    let code = estate.invite(name, Role::BuildingHead, building);
    phone.join(&estate.url(), &code);
}

#[test]
fn two_people_on_one_machine_see_nothing_of_each_other() {
    let estate = Estate::new();
    let data = estate.folder.path().join("data");
    let (wang, li) = (Phone::of(&data, "王秀兰"), Phone::of(&data, "li"));
    joins(&estate, &wang, "王秀兰", "1号楼");
    joins(&estate, &li, "李国庆", "2号楼");
    wang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    assert_eq!(wang.ask(&["status"])["unsent"], 1);
    assert_eq!(li.ask(&["status"])["unsent"], 0);
    assert_eq!(li.fails_with(&["household", "show", "1-1-101"]).0, 1);
    for end in [".key", ".install"] {
        let read = |phone: &Phone| fs::read(phone.beside(end)).unwrap();
        assert_ne!(read(&wang), read(&li), "{end}");
    }

    wang.knowing("LINLI_NEW_PIN", "258036").ok(&["pin", "set"]);
    li.knowing("LINLI_NEW_PIN", "741952").ok(&["pin", "set"]);
    for (phone, own, others) in [(&wang, "258036", "741952"), (&li, "741952", "258036")] {
        let tried = phone.knowing("LINLI_PIN", others).fails_with(&["status"]);
        assert_eq!(tried, (1, "wrong_pin".into()));
        phone.knowing("LINLI_PIN", own).ok(&["status"]);
    }
    // A vault that is put beside another's replica opens, and its key does not.
    for end in [".vault", ".device"] {
        fs::copy(wang.beside(end), li.beside(end)).unwrap();
    }
    let swapped = li.knowing("LINLI_PIN", "258036").fails_with(&["status"]);
    assert_eq!(swapped, (1, "wrong_key".into()));
}

#[test]
fn people_lists_the_names_that_were_typed_and_asks_for_no_pin() {
    let estate = Estate::new();
    let data = estate.folder.path().join("data");
    let (wang, li) = (Phone::of(&data, "wang"), Phone::of(&data, "li"));
    assert_eq!(wang.ask(&["people"])["people"], serde_json::json!([]));
    joins(&estate, &wang, "王秀兰", "1号楼");
    joins(&estate, &li, "李国庆", "2号楼");
    wang.knowing("LINLI_NEW_PIN", "258036").ok(&["pin", "set"]);
    let listed = wang.ask(&["people"])["people"].clone();
    let names: Vec<_> = listed.as_array().unwrap().iter().collect();
    let shown = |n: usize| (names[n]["name"].clone(), names[n]["pin"].clone());
    assert_eq!(names.len(), 2);
    assert_eq!(shown(0), ("li".into(), false.into()));
    assert_eq!(shown(1), ("wang".into(), true.into()));
    let text = li.ok(&["people"]);
    assert!(
        !text.contains("王秀兰") && !text.contains("李国庆"),
        "{text}"
    );
}

#[test]
fn a_name_leads_to_no_other_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["..", "a/b", ""] {
        let phone = Phone::of(folder.path(), name);
        assert_eq!(phone.fails_with(&["status"]), (2, "usage".into()), "{name}");
    }
}

#[test]
fn two_people_cannot_be_given_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::of(folder.path(), "wang");
    let shared = folder.path().join("shared");
    for option in ["--key-file", "--replica"] {
        let tried = phone.fails_with(&["status", option, shared.to_str().unwrap()]);
        assert_eq!(tried, (2, "usage".into()), "{option}");
    }
}
