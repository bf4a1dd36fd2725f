//! A building changes hands: both heads work for a while, and what comes late is not lost.

use linli_client_core::domain::{PersonId, Role};
use serde_json::Value;

use crate::estate::Estate;
use crate::phone::Phone;

/// The entries that wait for the secretary, of the one estate.
fn inbox(secretary: &Phone) -> Vec<Value> {
    let listed = secretary.ask(&["escrow", "list"]);
    listed["estates"][0]["waiting"].as_array().unwrap().clone()
}

#[test]
fn late_work_after_a_handover_is_adopted_or_returned_and_never_dropped() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let wang = estate.appoint_secretary("王书记");

    // The secretary hands over; both work until the last day.
    let started = wang.ask(&[
        "handover",
        "start",
        "--building",
        "1号楼",
        "--to",
        "李阿姨",
        "--last-day",
        "+7",
    ]);
    assert_eq!(started["of"]["name"], "张大爷");
    assert_eq!(started["without_right"], Value::Null);
    wang.ok(&["sync"]);
    let person: PersonId = started["person"].as_str().unwrap().parse().unwrap();
    let li = estate.joined("李阿姨", &estate.invite_again(person));
    let said = li.ok(&["handover", "accept"]);
    assert!(said.contains("楼长") && said.contains("张大爷"), "{said}");
    assert_eq!(
        li.ask(&["handover", "accept"])["accepted"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    li.ok(&["sync"]);
    zhang.visit("1-1-101", "一切都好");
    zhang.ok(&["sync"]);
    assert_eq!(zhang.ask(&["status"])["unsent"], 0);

    // He records two more days of work without a signal, and his term ends meanwhile.
    let kept = zhang.visit("1-1-102", "一切都好");
    zhang.ok(&[
        "case",
        "open",
        "--building",
        "1号楼",
        "--title",
        "楼道灯不亮",
        "--category",
        "设施维修",
    ]);
    estate.end("张大爷");
    let said = zhang.ok(&["sync"]);
    assert!(
        said.contains("等书记决定") && !said.contains("已同步"),
        "{said}"
    );
    let mine = zhang.ask(&["escrow"]);
    assert_eq!(mine["escrowed"].as_array().unwrap().len(), 2);
    assert!(zhang.ok(&["escrow"]).contains("记走访"));

    // The secretary sees whose it is, takes the visit and returns the case.
    let waiting = inbox(&wang);
    assert_eq!(waiting.len(), 2);
    let shown = wang.ok(&["escrow", "list"]);
    assert!(
        shown.contains("张大爷") && shown.contains("任期已结束"),
        "{shown}"
    );
    let of = |kind: &str| {
        let one = waiting.iter().find(|one| one["kind"] == kind).unwrap();
        one["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        wang.ask(&["escrow", "adopt", &of("visits")])["outcome"],
        "adopted"
    );
    let note = "李阿姨已经登记过了";
    let returned = wang.ask(&["escrow", "return", &of("case"), "--note", note]);
    assert_eq!(returned["outcome"], "returned");
    assert!(inbox(&wang).is_empty());
    assert_eq!(
        wang.fails_with(&["escrow", "adopt", &of("case")]),
        (1, "not_waiting".into())
    );

    // Everybody gets it as his work; he hears of both, and reads why.
    li.ok(&["sync"]);
    let visits = li.ask(&["visit", "list"]);
    let made = visits["visits"]
        .as_array()
        .unwrap()
        .iter()
        .find(|visit| visit["id"] == kept["visit"]);
    assert_eq!(
        made.unwrap_or_else(|| panic!("{visits}"))["by_name"],
        "张大爷"
    );
    zhang.ok(&["sync"]);
    assert_eq!(
        zhang.ask(&["escrow"])["escrowed"].as_array().unwrap().len(),
        0
    );
    let drafts = zhang.ok(&["drafts"]);
    assert!(
        drafts.contains(note) && drafts.contains("书记没有采纳"),
        "{drafts}"
    );
    assert_eq!(
        zhang.ask(&["drafts"])["drafts"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn who_may_not_decide_is_told_so_and_changes_nothing() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint("李阿姨", Role::BuildingHead, "2号楼");
    let wang = estate.appoint_secretary("王书记");
    zhang.visit("1-1-102", "一切都好");
    estate.end("张大爷");
    zhang.ok(&["sync"]);
    let id = inbox(&wang)[0]["id"].as_str().unwrap().to_owned();
    for command in [
        ["escrow", "list"].as_slice(),
        &["escrow", "adopt", &id],
        &["escrow", "return", &id],
    ] {
        assert_eq!(li.fails_with(command), (1, "forbidden".into()));
    }
    let (exit, error) = wang.fail(&["escrow", "return", &id, "--note", &"长".repeat(201)]);
    assert_eq!((exit, error["code"].as_str().unwrap()), (2, "usage"));
    assert_eq!(inbox(&wang).len(), 1);
}

#[test]
fn everybody_can_see_what_they_may_do_and_hears_at_once_what_they_may_not() {
    let estate = Estate::new();
    let sun = estate.appoint("孙建设", Role::MutualAidHead, "1号楼");
    let rights = sun.ask(&["rights"]);
    assert_eq!(rights["rights"][0]["role"], "mutual_aid_head");
    assert_eq!(rights["rights"][0]["building_name"], "1号楼");
    let shown = sun.ok(&["rights"]);
    assert!(
        shown.contains("互助长") && shown.contains("可做：接受自己的任命、事项"),
        "{shown}"
    );
    // Recorded all the same: the roster here may be older than the server's.
    let set = ["resident", "set", "周桂兰", "--phone", "13900000009"];
    let saved = sun.ok(&set);
    assert!(
        saved.contains("已存到本机") && saved.contains("您没有这项权限"),
        "{saved}"
    );
    assert_eq!(sun.ask(&["status"])["unsent"], 1);
    let opened = sun.ask(&[
        "case",
        "open",
        "--building",
        "1号楼",
        "--title",
        "楼道灯不亮",
        "--category",
        "设施维修",
    ]);
    assert_eq!(opened["without_right"], Value::Null);
    let again = sun.ask(&["household", "verify", "1-1-102"]);
    assert_eq!(again["without_right"][0], "verify_household");
}
