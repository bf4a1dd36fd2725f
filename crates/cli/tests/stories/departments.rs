//! A case goes to a department and comes back with an answer.

use crate::estate::Estate;

#[test]
fn a_case_is_dispatched_offline_answered_at_the_desk_and_read_at_the_door() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let secretary = estate.appoint_secretary("王书记");
    secretary.ok(&["department", "add", "物业"]);
    secretary.ok(&["sync"]);
    let handler = estate.appoint_handler("梁国栋", "物业");

    // Without a signal the head opens it; the secretary dispatches it, without one as well.
    estate.switch_off();
    let opened = zhang.ask(&[
        "case",
        "open",
        "--building",
        "1号楼",
        "--title",
        "楼道灯不亮",
        "--category",
        "报修",
    ]);
    let case = opened["case"].as_str().unwrap().to_owned();
    estate.switch_on();
    zhang.ok(&["sync"]);
    secretary.ok(&["sync"]);
    estate.switch_off();
    let unknown = secretary.fails_with(&["case", "dispatch", &case, "水务", "请修"]);
    assert_eq!(unknown, (1, "not_found".into()));
    let said = secretary.ok(&["case", "dispatch", &case, "物业", "请三天内修好"]);
    assert!(
        said.contains("派单给物业") && !said.contains("没有这项权限"),
        "{said}"
    );
    // A head may record it, and is told at once that the server would refuse it.
    assert!(
        secretary
            .ok(&["case", "show", &case])
            .contains("现派给：物业")
    );
    let (code, error) = handler.fail(&["dispatched"]);
    assert_eq!((code, error["code"].as_str()), (4, Some("unreachable")));
    estate.switch_on();
    secretary.ok(&["sync"]);

    // At the desk. Nothing of it comes by sync.
    let cases = handler.ask(&["dispatched"]);
    assert_eq!(cases["cases"][0]["id"], case);
    assert_eq!(cases["cases"][0]["asked"], "请三天内修好");
    assert_eq!(
        handler.ask(&["dispatched", "show", &case])["title"],
        "楼道灯不亮"
    );
    handler.ok(&["sync"]);
    assert_eq!(
        handler.ask(&["case", "list"])["cases"],
        serde_json::json!([])
    );
    // The directory stays away as well: what a handler may do, the desk shows.
    let rights = handler.ok(&["rights"]);
    assert!(rights.contains("linli dispatched"), "{rights}");
    handler.ok(&["dispatched", "answer", &case, "已换灯泡"]);

    zhang.ok(&["sync"]);
    let story = zhang.ok(&["case", "show", &case]);
    assert!(
        story.contains("部门答复 物业") && story.contains("已换灯泡"),
        "{story}"
    );

    secretary.ok(&["case", "recall", &case, "已解决"]);
    secretary.ok(&["sync"]);
    assert_eq!(handler.ask(&["dispatched"])["cases"], serde_json::json!([]));
    let gone = handler.fails_with(&["dispatched", "show", &case]);
    assert_eq!(gone, (1, "not_dispatched".into()));
    estate.is_sound();
}

#[test]
fn a_head_who_dispatches_is_told_and_loses_nothing() {
    let estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    secretary.ok(&["department", "add", "物业"]);
    secretary.ok(&["sync"]);
    let zhang = estate.appoint_head("张大爷");
    let opened = zhang.ask(&[
        "case",
        "open",
        "--building",
        "1号楼",
        "--title",
        "楼道灯不亮",
        "--category",
        "报修",
    ]);
    let case = opened["case"].as_str().unwrap();
    let said = zhang.ok(&["case", "dispatch", case, "物业", "请修"]);
    assert!(said.contains("没有这项权限"), "{said}");
    zhang.ok(&["sync"]);
    let drafts = zhang.ask(&["drafts"]);
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "no_right");
    assert_eq!(
        zhang.ask(&["case", "show", case])["dispatched"],
        serde_json::Value::Null
    );
}

#[test]
fn an_auditor_reads_the_log_and_nobody_else_does() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let auditor = estate.appoint_auditor("审计员");
    let rows = auditor.ask(&["audit"]);
    assert!(!rows["rows"].as_array().unwrap().is_empty());
    assert!(!rows.to_string().contains("张大爷"));
    let last = rows["rows"].as_array().unwrap().last().unwrap()["number"].to_string();
    assert!(
        auditor
            .ok(&["audit", "--after", &last])
            .contains("没有更多")
    );
    assert_eq!(zhang.fails_with(&["audit"]), (1, "forbidden".into()));
}
