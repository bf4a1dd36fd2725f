//! Somebody asks what is kept of them.

use crate::estate::Estate;

const DOOR: &str = "1号楼1单元102";

/// 李建国 and 孙玉梅 live behind one door.
fn worked_on() -> (Estate, crate::phone::Phone) {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let record = |met: &[&str], note: &str| {
        let mut visit = vec!["visit", "record", DOOR, "--outcome", "met", "--note", note];
        for name in met {
            visit.extend(["--met", name]);
        }
        zhang.ok(&visit);
    };
    record(&["李建国", "孙玉梅"], "两位都在家");
    record(&["孙玉梅"], "只和孙阿姨说了话");
    record(&[], "门口说了两句");
    zhang.ok(&["resident", "set", "李建国", "--phone", "13900000001"]);
    zhang.ok(&[
        "household",
        "consent",
        DOOR,
        "听力不好",
        "--method",
        "口头",
        "--given-by",
        "李建国",
    ]);
    zhang.ok(&["household", "tag", DOOR, "听力不好"]);
    let case = zhang.ask(&[
        "case",
        "open",
        DOOR,
        "--title",
        "楼道灯不亮",
        "--category",
        "设施维修",
    ]);
    let case = case["case"].as_str().unwrap().to_owned();
    zhang.ok(&["case", "note", &case, "已报物业", "--label", "电话"]);
    (estate, zhang)
}

#[test]
fn a_resident_reads_everything_that_is_kept_of_them() {
    let (mut estate, zhang) = worked_on();
    // It needs no server.
    estate.switch_off();
    let told = zhang.ok(&["resident", "data", "李建国"]);
    for part in [
        "个人信息查阅单：李建国",
        "13900000001",
        "张大爷 记于",
        "系统导入 记于",
        "1955",
        "退休电工",
        "1号楼1单元102",
        "听力不好: 口头",
        "本人",
        "两位都在家",
        "对这一户的走访，未注明见到谁",
        "门口说了两句",
        "楼道灯不亮",
        "已报物业",
        "同户另有",
        "个人信息保护法",
        "走访后2年",
        "查阅、复制",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    // Nothing of the others at the door, and nothing of other doors.
    for part in ["孙玉梅", "13800001877", "只和孙阿姨说了话", "周桂兰"] {
        assert!(!told.contains(part), "{part} in\n{told}");
    }
    let english = zhang.ok(&["--lang", "en", "resident", "data", "李建国"]);
    for part in [
        "What is held on 李建国",
        "written by 张大爷",
        "PIPL art. 45",
        "2 years after the visit",
    ] {
        assert!(english.contains(part), "{part} in\n{english}");
    }
}

#[test]
fn programs_get_the_same_as_fields() {
    let (_estate, zhang) = worked_on();
    let record = zhang.ask(&["resident", "data", "李建国"]);
    assert_eq!(record["resident"]["phone"], "13900000001");
    assert_eq!(record["household"]["others"], 1);
    assert_eq!(record["visits"].as_array().unwrap().len(), 1);
    assert_eq!(
        record["visits"][0]["met"].as_array().unwrap(),
        &[record["id"].clone()]
    );
    let phone = record["written"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["path"].as_str().unwrap().ends_with("/phone"));
    let by = phone.unwrap()["by"].as_str().unwrap();
    assert_eq!(record["people"][by], "张大爷");
    assert_eq!(record["cases"][0]["title"], "楼道灯不亮");
}

#[test]
fn a_name_written_down_twice_is_one_person_in_the_record() {
    let (_estate, zhang) = worked_on();
    let twin = zhang.ask(&[
        "resident",
        "add",
        DOOR,
        "--name",
        "李建囯",
        "--notes",
        "写错了字",
    ]);
    let twin = twin["resident"].as_str().unwrap();
    zhang.ok(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "met",
        "--met",
        twin,
        "--note",
        "认出是同一人",
    ]);
    zhang.ok(&["resident", "merge", twin, "--into", "李建国"]);
    let told = zhang.ok(&["resident", "data", "李建国"]);
    for part in ["重复登记、已合并的", "李建囯", "写错了字", "认出是同一人"] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
}

#[test]
fn the_page_for_the_printer_needs_nothing_and_runs_nothing() {
    let (_estate, zhang) = worked_on();
    let hostile = "<script src=//x>alert(1)</script> & \"'";
    zhang.ok(&["resident", "set", "李建国", "--notes", hostile]);
    let page = zhang.ok(&["resident", "data", "李建国", "--html"]);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"));
    assert!(page.trim_end().ends_with("</html>"));
    for never in ["<script", "src=\"", "href", "url(", "@import"] {
        assert!(!page.contains(never), "{never} in\n{page}");
    }
    assert!(page.contains("&lt;script src=//x&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;"));
    assert!(page.contains("default-src 'none'"));
    for part in ["13900000001", "两位都在家", "楼道灯不亮"] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
    assert!(!page.contains("孙玉梅"));
    let english = zhang.ok(&["--lang", "en", "resident", "data", "李建国", "--html"]);
    assert!(english.contains("<html lang=\"en\">"));
    assert_eq!(
        zhang.fails_with(&["resident", "data", "没有这个人"]),
        (1, "not_found".into())
    );
}
