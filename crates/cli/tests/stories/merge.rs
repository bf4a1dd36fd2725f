//! Two heads, one building, no signal; then a signal.

use crate::estate::Estate;
use crate::phone::sync;

const DOOR: &str = "1号楼1单元101";

#[test]
fn i3_two_heads_record_offline_and_both_see_everything() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    let before = zhang.ask(&["household", "show", DOOR])["visits"]
        .as_array()
        .unwrap()
        .len();
    estate.switch_off();
    zhang.visit(DOOR, "张大爷来过");
    li.ok(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "no_answer",
        "--note",
        "李阿姨来过",
    ]);
    zhang.ok(&["resident", "set", "周桂兰", "--phone", "13900000001"]);
    li.ok(&["resident", "set", "周桂兰", "--phone", "13900000002"]);
    estate.switch_on();
    sync(&[&zhang, &li, &zhang]);

    let details = zhang.ask(&["household", "show", DOOR]);
    assert_eq!(details["visits"].as_array().unwrap().len(), before + 2);
    // Whose value stands first is the same for both, and so is everything else.
    assert_eq!(details, li.ask(&["household", "show", DOOR]));
    assert_eq!(zhang.ask(&["conflicts"]), li.ask(&["conflicts"]));

    let shown = zhang.ok(&["conflicts"]);
    for part in [
        "周桂兰 电话",
        "13900000001",
        "13900000002",
        "张大爷",
        "李阿姨",
        "linli resolve",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    let conflicts = zhang.ask(&["conflicts"]);
    let values = conflicts["conflicts"][0]["values"].as_array().unwrap();
    let mine = values
        .iter()
        .find(|value| value["by_name"] == "张大爷")
        .unwrap();
    assert_eq!(mine["value"], "13900000001");
    zhang.ok(&["resolve", "1", "--take", &mine["take"].to_string()]);
    assert!(zhang.ok(&["conflicts"]).contains("没有冲突"));
    for phone in [&zhang, &li] {
        phone.ok(&["sync"]);
        assert_eq!(phone.ask(&["status"])["conflicts"], 0);
        assert!(
            phone
                .ok(&["household", "show", DOOR])
                .contains("13900000001")
        );
    }
}

#[test]
fn a_conflict_may_be_decided_for_a_third_value_or_for_none() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    estate.switch_off();
    for (phone, number, day, room) in [
        (&zhang, "13900000001", "+10", "801"),
        (&li, "13900000002", "+20", "802"),
    ] {
        phone.ok(&[
            "resident",
            "set",
            "周桂兰",
            "--phone",
            number,
            "--notes",
            number,
        ]);
        phone.ok(&["household", "do-not-visit", DOOR, "--until", day]);
        phone.ok(&[
            "household",
            "link-dwelling",
            "1-1-201",
            "--unit",
            "1单元",
            "--room",
            room,
        ]);
    }
    estate.switch_on();
    sync(&[&zhang, &li, &zhang]);
    let decide = |field: &str, how: &[&str]| {
        let conflicts = zhang.ask(&["conflicts"]);
        let conflicts = conflicts["conflicts"].as_array().unwrap();
        let found = conflicts
            .iter()
            .find(|found| found["path"].as_str().unwrap().ends_with(field));
        let number =
            found.unwrap_or_else(|| panic!("{field} in {conflicts:?}"))["number"].to_string();
        zhang.ok(&[&["resolve", &number], how].concat());
    };
    assert_eq!(zhang.ask(&["status"])["conflicts"], 4);
    decide("phone", &["--value", "13900000003"]);
    decide("notes", &["--value", ""]);
    decide("do_not_visit_until", &["--take", "2"]);
    decide("dwelling", &["--take", "2"]);
    assert_eq!(zhang.ask(&["status"])["conflicts"], 0);
    sync(&[&zhang, &li]);
    let details = li.ask(&["household", "show", DOOR]);
    let residents = details["household"]["residents"].as_object().unwrap();
    let resident = residents
        .values()
        .find(|resident| resident["name"] == "周桂兰")
        .unwrap();
    assert_eq!(resident["phone"], "13900000003");
    assert!(resident["notes"].is_null());
}

#[test]
fn a_choice_that_is_not_there_changes_nothing() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    assert_eq!(
        zhang.fails_with(&["resolve", "1", "--take", "1"]),
        (1, "not_found".into())
    );
    assert_eq!(
        zhang.fails_with(&["resolve", "0", "--take", "1"]),
        (1, "not_found".into())
    );
    assert_eq!(zhang.fails_with(&["resolve", "1"]), (2, "usage".into()));
}
