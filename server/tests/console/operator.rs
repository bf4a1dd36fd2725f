//! The first day of an operator, and its mistakes.

use crate::{Console, fixture};

#[test]
fn everything_may_be_done_twice() {
    let console = Console::new();
    assert_eq!(console.done(&["init"])["new"], true);
    assert_eq!(console.done(&["init"])["new"], false);
    let first = console.done(&["estate", "import", &fixture("estate.json")]);
    let again = console.done(&["estate", "import", &fixture("estate.json")]);
    assert_eq!(first["estate"], again["estate"]);
    assert_eq!(
        (&first["new_buildings"], &again["new_buildings"]),
        (&4.into(), &0.into())
    );
    let estates = console.done(&["estate", "list"]);
    assert_eq!(estates.as_array().unwrap().len(), 1);
    assert_eq!(estates[0]["buildings"][3]["name"], "4号楼");
}

#[test]
fn a_person_is_appointed_and_invited_by_name() {
    let console = Console::with_estate();
    let add = [
        "person",
        "add",
        "--estate",
        "幸福里",
        "--name",
        "王秀兰",
        "--role",
        "楼长",
        "--building",
        "1号楼",
        "--building",
        "2号楼",
        "--from",
        "2026-01-01",
        "--until",
        "2026-12-31",
    ];
    let person = console.done(&add)["person"].clone();
    let people = console.done(&["person", "list", "--estate", "幸福里"]);
    assert_eq!(people[0]["id"], person);
    assert_eq!(people[0]["appointments"].as_array().unwrap().len(), 2);
    assert_eq!(people[0]["appointments"][0]["until"], "2026-12-31");
    let invitation = console.done(&["person", "invite", "王秀兰", "--hours", "2"]);
    assert_eq!(invitation["person"], person);
    assert_eq!(
        invitation["code"].as_str().unwrap().len(),
        "K7QM4-XPD2A".len()
    );
    // Another person of the same name: the name alone no longer says who is meant.
    console.done(&[
        "person",
        "add",
        "--estate",
        "幸福里",
        "--name",
        "王秀兰",
        "--role",
        "secretary",
    ]);
    assert!(
        console
            .failed(&["person", "invite", "王秀兰"])
            .contains("不止一个")
    );
    console.done(&["person", "invite", person.as_str().unwrap()]);
}

#[test]
fn a_register_is_imported_once_however_often_it_is_given() {
    let console = Console::with_estate();
    let households = fixture("households.jsonl");
    let import = [
        "import",
        "--estate",
        "幸福里",
        "--households",
        households.as_str(),
    ];
    assert_eq!(console.done(&import)["households"]["new"], 24);
    let again = console.done(&import);
    assert_eq!(
        (
            &again["households"]["new"],
            &again["households"]["unchanged"]
        ),
        (&0.into(), &24.into())
    );
}

#[test]
fn a_failure_says_what_happened_what_is_safe_and_what_to_do_in_both_languages() {
    let console = Console::new();
    let text = console.failed(&["estate", "list"]);
    for part in [
        "失败",
        "没有改动",
        "linli-server init",
        "Failed",
        "nothing was changed",
    ] {
        assert!(text.contains(part), "{text}");
    }
    console.done(&["init"]);
    for arguments in [
        ["person", "list", "--estate", "没有的"].as_slice(),
        &["estate", "import", "no-such-file"],
        &["person", "invite", "没有的人"],
        &["device", "suspend", "00000000-0000-0000-0000-000000000000"],
        &["estate", "list", "--config", "no-such-file"],
    ] {
        let text = console.failed(arguments);
        assert!(text.contains("失败") && text.contains("Failed"), "{text}");
    }
}

#[test]
fn arguments_that_make_no_sense_are_exit_code_2() {
    let console = Console::new();
    for arguments in [
        ["nonsense"].as_slice(),
        &[
            "person",
            "add",
            "--estate",
            "幸福里",
            "--name",
            "王",
            "--role",
            "皇帝",
        ],
        &["person", "invite", "王", "--hours", "0"],
        &["device", "suspend", "not-an-id"],
    ] {
        assert_eq!(
            console.run(arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_key_that_may_have_leaked_is_replaced_and_not_only_followed() {
    let console = Console::with_estate();
    let kids = || -> Vec<String> {
        let keys = console.done(&["key", "list"]);
        let keys = keys.as_array().unwrap().iter();
        keys.map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = kids();
    let followed = console.done(&["key", "rotate"]);
    assert_eq!(kids().len(), 2);
    assert_eq!(kids()[1..], first);
    let replaced = console.done(&["key", "rotate", "--at-once"]);
    assert_eq!(kids(), [replaced["kid"].as_str().unwrap()]);
    assert_ne!(followed["kid"], replaced["kid"]);
}
