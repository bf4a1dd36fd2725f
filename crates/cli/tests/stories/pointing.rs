//! Saying which household, resident or visit is meant.

use crate::estate::Estate;

#[test]
fn a_door_is_taken_as_people_say_it_and_never_guessed() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let id = "620b128d-3858-4888-abf2-8ab750461900";
    for said in [
        "1号楼1单元101",
        "1-1-101",
        "一号楼一单元101室",
        "１号楼１单元１０１",
        "1单元101",
        "620b",
        id,
    ] {
        assert_eq!(
            zhang.ask(&["household", "show", said])["household"]["id"],
            id,
            "{said}"
        );
    }
    // Two units have a room 101.
    let (exit, error) = zhang.fail(&["visit", "record", "1号楼101", "--outcome", "met"]);
    assert_eq!((exit, error["code"].as_str().unwrap()), (1, "ambiguous"));
    let candidates = error["candidates"].as_array().unwrap();
    assert!(
        candidates.len() > 1 && candidates.iter().any(|one| one["id"] == id),
        "{error}"
    );
    let shown = zhang
        .run(&["visit", "record", "1号楼101", "--outcome", "met"])
        .err;
    assert!(
        shown.contains(id) && shown.contains("1号楼1单元101"),
        "{shown}"
    );
    for nowhere in ["9-9-999", "ffff", "某处", "1号楼"] {
        assert_eq!(
            zhang.fails_with(&["household", "show", nowhere]),
            (1, "not_found".into()),
            "{nowhere}"
        );
    }
    assert_eq!(zhang.ask(&["status"])["unsent"], 0);
}

#[test]
fn a_second_household_at_a_door_is_pointed_out_and_can_be_merged() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let old = "620b128d-3858-4888-abf2-8ab750461900";
    let register = [
        "household",
        "register",
        "--building",
        "1",
        "--unit",
        "1单元",
        "--room",
        "101",
    ];
    let new = zhang.ask(&[&register[..], &["--resident", "周桂兰"]].concat());
    assert_eq!(new["same_door"][0], old);
    let id = new["household"].as_str().unwrap();
    assert_eq!(
        zhang.fails_with(&["household", "show", "1-1-101"]),
        (1, "ambiguous".into())
    );
    assert_eq!(
        zhang.fails_with(&["resident", "set", "周桂兰", "--notes", "?"]),
        (1, "ambiguous".into())
    );
    zhang.ok(&["household", "merge", id, "--into", old]);
    assert_eq!(
        zhang.ask(&["household", "show", "1-1-101"])["duplicates"][0],
        id
    );
    zhang.ok(&["household", "unmerge", id]);
    assert_eq!(
        zhang.fails_with(&["household", "show", "1-1-101"]),
        (1, "ambiguous".into())
    );
}

#[test]
fn abbreviations_that_are_shown_can_be_typed() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    // Within one second, so that the ids begin alike.
    for note in ["一", "二", "三"] {
        zhang.visit("1-1-102", note);
    }
    let shown = zhang.ok(&["visit", "list", "1-1-102", "--limit", "3"]);
    for line in shown.lines().skip(1) {
        // Date, time, door, name, outcome, id.
        let id = line.split_whitespace().nth(5).unwrap();
        zhang.ok(&["visit", "correct", id, "--purpose", "回访"]);
    }
}

#[test]
fn a_misspelt_command_line_is_told_in_the_language_and_repeats_nothing() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let said = zhang.run(&["visit", "record", "1-1-101"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("命令写法不对"), "{}", said.err);
    let (exit, error) = zhang.fail(&["visit", "record", "1-1-101", "--outcome", "met", "秘密"]);
    assert_eq!((exit, error["code"].as_str().unwrap()), (2, "usage"));
    assert!(!error.to_string().contains("秘密"));
    let (exit, error) = zhang.fail(&["resident", "set", "周桂兰", "--phone", "问他女儿"]);
    assert_eq!(exit, 2);
    assert!(
        error["zh"].as_str().unwrap().contains("--phone") && !error.to_string().contains("女儿")
    );
    assert_eq!(
        zhang.fails_with(&["resident", "set", "周桂兰"]),
        (2, "usage".into())
    );
}
