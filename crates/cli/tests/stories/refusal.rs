//! What may not be done: refused at once where this device knows it, a draft where only the server does.

use linli_client_core::domain::Role;

use crate::estate::Estate;

#[test]
fn i4_refused_by_the_server_is_kept_as_a_draft_until_its_author_deals_with_it() {
    let estate = Estate::new();
    // A mutual-aid head reads households and may not write them.
    let sun = estate.appoint("孙建设", Role::MutualAidHead, "1号楼");
    sun.ok(&["resident", "set", "周桂兰", "--phone", "13900000009"]);
    let said = sun.ok(&["sync"]);
    assert!(
        said.contains("1 条被退回") && !said.contains("已同步"),
        "{said}"
    );
    assert_eq!(sun.ask(&["status"])["synced"], false);
    let shown = sun.ok(&["drafts"]);
    assert!(
        shown.contains("没有这项操作的权限") && shown.contains("更正居民：电话"),
        "{shown}"
    );
    // Nothing of it is seen as done.
    assert!(
        !sun.ok(&["household", "show", "1-1-101"])
            .contains("13900000009")
    );

    let drafts = sun.ask(&["drafts"]);
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "no_right");
    let number = drafts["drafts"][0]["number"].to_string();
    let file = estate.folder.path().join("drafts.jsonl");
    sun.ok(&["drafts", "--export", file.to_str().unwrap()]);
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("13900000009")
    );
    sun.ok(&["drafts", "--resend", &number]);
    assert_eq!(sun.ask(&["status"])["unsent"], 1);
    sun.ok(&["sync"]);
    let number = sun.ask(&["drafts"])["drafts"][0]["number"].to_string();
    sun.ok(&["drafts", "--discard", &number]);
    assert_eq!(sun.fails_with(&["drafts", "--discard", &number]).0, 1);
    assert!(sun.ok(&["sync"]).contains("已同步"));
}

#[test]
fn what_the_rules_forbid_is_refused_at_once_and_recorded_nowhere() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    assert_eq!(
        zhang.fails_with(&["household", "tag", "1-1-102", "独居"]),
        (3, "consent_missing".into())
    );
    let visit = li.ask(&["visit", "record", "1-1-102", "--outcome", "met"]);
    li.ok(&["sync"]);
    zhang.ok(&["sync"]);
    let id = visit["visit"].as_str().unwrap();
    let (exit, error) = zhang.fail(&["visit", "withdraw", id, "--reason", "不是我"]);
    assert_eq!((exit, error["code"].as_str().unwrap()), (3, "not_author"));
    assert!(error["zh"].as_str().unwrap().contains("只有走访人本人"));
    assert!(error["en"].as_str().unwrap().is_ascii());
    assert_eq!(zhang.ask(&["status"])["unsent"], 0);
}
