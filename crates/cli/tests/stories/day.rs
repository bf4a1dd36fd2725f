//! A working day in a stairwell without signal.

use crate::estate::Estate;

#[test]
fn a_working_day_needs_no_server() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    estate.switch_off();

    let doors = zhang.ask(&["building", "1"]);
    assert!(doors["doors"].as_array().unwrap().len() > 5);
    let visit = zhang.ask(&[
        "visit",
        "record",
        "1-1-101",
        "--outcome",
        "正常",
        "--purpose",
        "日常走访",
        "--note",
        "精神不错",
        "--met",
        "周桂兰",
        "--request",
        "楼道灯不亮:设施维修",
        "--next",
        "+7",
        "--card",
        "A17",
    ]);
    let (visit_id, case_id) = (
        visit["visit"].as_str().unwrap(),
        visit["cases"][0].as_str().unwrap(),
    );
    zhang.ok(&[
        "visit",
        "correct",
        visit_id,
        "--outcome",
        "follow_up",
        "--card",
        "",
    ]);
    zhang.ok(&["case", "note", case_id, "已报物业", "--label", "电话"]);
    zhang.ok(&["case", "close", case_id, "灯修好了"]);
    zhang.ok(&[
        "case",
        "open",
        "--building",
        "1号楼",
        "--title",
        "单元门关不上",
        "--category",
        "设施维修",
    ]);

    let new = zhang.ask(&[
        "household",
        "register",
        "--building",
        "一号楼",
        "--unit",
        "3单元",
        "--room",
        "901",
        "--resident",
        "吴建国,13900001111,户主,1960,男",
        "--resident",
        "吴小妹",
        "--tag",
        "热心户",
    ]);
    let household = new["household"].as_str().unwrap();
    let resident = zhang.ask(&[
        "resident",
        "add",
        "1-3-901",
        "--name",
        "吴小弟",
        "--relation",
        "儿子",
    ]);
    let resident = resident["resident"].as_str().unwrap();
    zhang.ok(&[
        "resident",
        "set",
        resident,
        "--phone",
        "13900002222",
        "--notes",
        "夜班",
    ]);
    zhang.ok(&["resident", "move-out", resident]);
    zhang.ok(&["resident", "move-in", "吴小弟"]);
    zhang.ok(&["resident", "merge", "吴小弟", "--into", "吴小妹"]);
    zhang.ok(&["resident", "unmerge", resident]);
    zhang.ok(&[
        "household",
        "contact",
        household,
        "--by",
        "微信",
        "--note",
        "傍晚",
    ]);
    zhang.ok(&["household", "do-not-visit", household, "--until", "+30"]);
    zhang.ok(&["household", "do-not-visit", household, "--lift"]);
    zhang.ok(&["household", "verify", household]);
    zhang.ok(&[
        "household",
        "consent",
        household,
        "独居",
        "--method",
        "书面",
        "--given-by",
        "吴建国",
    ]);
    zhang.ok(&["household", "tag", household, "独居"]);
    zhang.ok(&["household", "withdraw-consent", household, "独居"]);
    zhang.ok(&["household", "untag", household, "热心户"]);
    zhang.ok(&[
        "household",
        "link-dwelling",
        household,
        "--unit",
        "3单元",
        "--room",
        "902",
    ]);

    let shown = zhang.ask(&["household", "show", "1号楼3单元902"]);
    assert_eq!(shown["household"]["id"], household);
    assert_eq!(
        shown["household"]["residents"][resident]["phone"],
        "13900002222"
    );
    assert_eq!(shown["household"]["contact"], "message");
    assert!(shown["household"]["tags"].as_array().unwrap().is_empty());
    let listed = zhang.ask(&["visit", "list", "1-1-101", "--limit", "1"]);
    assert_eq!(listed["visits"][0]["outcome"], "follow_up");
    assert!(listed["visits"][0]["card"].is_null());
    assert_eq!(listed["visits"][0]["by_name"], "张大爷");
    for (text, found) in [
        ("wjg", "吴建国"),
        ("wuxiaomei", "吴小妹"),
        ("2222", "吴小弟"),
    ] {
        assert!(zhang.ok(&["search", text]).contains(found), "{text}");
    }

    let before = zhang.ask(&["status"]);
    assert_eq!(before["synced"], false);
    let waiting = zhang.ask(&["outbox"]);
    assert_eq!(
        before["unsent"],
        waiting["unsent"].as_array().unwrap().len()
    );
    let said = zhang.run(&["sync"]);
    assert_eq!(said.code, 4);
    assert!(
        said.err.contains("连不上服务器") && said.err.contains("本机记录都在"),
        "{}",
        said.err
    );
    assert!(!said.out.contains("已同步"));
    assert_eq!(zhang.ask(&["status"])["unsent"], before["unsent"]);

    estate.switch_on();
    assert!(zhang.ok(&["sync"]).contains("已同步"));
    let after = zhang.ask(&["status"]);
    assert_eq!(
        (&after["synced"], &after["unsent"]),
        (&true.into(), &0.into())
    );
}

#[test]
fn a_case_tells_its_story() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    estate.switch_off();
    let visit = ["visit", "record", "1-1-101", "--outcome", "正常"];
    let visit = zhang.ask(&[&visit[..], &["--request", "楼道灯不亮:设施维修"]].concat());
    let case = visit["cases"][0].as_str().unwrap();
    zhang.ok(&["case", "note", case, "已报物业", "--label", "电话"]);
    zhang.ok(&["case", "close", case, "灯修好了"]);
    zhang.ok(&["case", "close", case, "又修了一次"]);

    let show = ["case", "show", case];
    let told = zhang.ask(&show);
    assert_eq!(told["status"], "closed");
    let void = |nth: usize| told["events"][nth]["void"].as_str();
    assert_eq!([0, 1, 2].map(void), [None, None, Some("already_closed")]);
    let chinese = zhang.ok(&show);
    for said in [
        "楼道灯不亮",
        "设施维修",
        "张大爷",
        "电话",
        "已报物业",
        "灯修好了",
        "不计",
    ] {
        assert!(chinese.contains(said), "{said} is missing:\n{chinese}");
    }
    let english = zhang.ok(&[&show[..], &["--lang", "en"]].concat());
    assert!(
        english.contains("Category: 设施维修, opened by 张大爷"),
        "{english}"
    );
}

#[test]
fn every_command_that_lists_speaks_to_people_and_to_programs() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    for arguments in [
        &["status"][..],
        &["building"],
        &["building", "1号楼"],
        &["building", "1号楼", "--due"],
        &["household", "show", "1-1-101"],
        &["visit", "list"],
        &["visit", "list", "--building", "1"],
        &["case", "list", "--all"],
        &["search", "周桂兰"],
        &["conflicts"],
        &["outbox"],
        &["drafts"],
        &["roster"],
        &["rebuild"],
        &["sync"],
    ] {
        assert!(zhang.ask(arguments).is_object(), "{arguments:?}");
        let chinese = zhang.ok(arguments);
        assert!(!chinese.is_empty(), "{arguments:?}");
        let english = zhang.ok(&[arguments, &["--lang", "en"]].concat());
        assert_ne!(chinese, english, "{arguments:?}");
    }
}

#[test]
fn the_register_is_exported_as_lines_that_only_the_owner_reads() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let out = estate.folder.path().join("out");
    let arguments = ["export", "--out", out.to_str().unwrap()];
    let exported = zhang.ask(&arguments);
    for (file, count) in [
        ("households", "households"),
        ("visits", "visits"),
        ("cases", "cases"),
    ] {
        let text = std::fs::read_to_string(out.join(format!("{file}.jsonl"))).unwrap();
        assert_eq!(exported[count], text.lines().count());
        assert!(text.lines().count() > 0, "{file}");
    }
    assert_eq!(zhang.fails_with(&arguments), (1, "exists".into()));
    zhang.ok(&[&arguments[..], &["--force"]].concat());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(out.join("visits.jsonl"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
