//! What the console reads and hands out stands in the audit log.

use serde_json::Value;

use crate::{Console, fixture};

fn newest(console: &Console) -> Value {
    let rows = console.done(&["audit", "list"]);
    rows.as_array().unwrap().last().unwrap().clone()
}

#[test]
fn every_reading_at_the_console_is_in_the_audit_log() {
    let console = Console::with_register();
    let add = |name| {
        let add = [
            "person",
            "add",
            "--estate",
            "幸福里",
            "--role",
            "楼长",
            "--name",
            name,
        ];
        console.done(&add)["person"].clone()
    };
    let person = add("王秀兰");
    assert_eq!(newest(&console)["event"], "commanded");
    add("李大爷");
    console.done(&["person", "list"]);
    let read = newest(&console);
    assert_eq!(
        (&read["event"], &read["count"]),
        (&"people_read".into(), &2.into())
    );
    console.done(&["device", "list"]);
    assert_eq!(newest(&console)["event"], "devices_read");
    console.done(&["person", "invite", "王秀兰"]);
    let invited = newest(&console);
    assert_eq!(
        (&invited["event"], &invited["subject"]),
        (&"invited".into(), &person)
    );
    let to = console.data.path().join("export");
    let export = ["export", "--estate", "幸福里", "--to", to.to_str().unwrap()];
    console.done(&export);
    // Households, visits and cases.
    let exported = newest(&console);
    assert_eq!(
        (&exported["event"], &exported["count"]),
        (&"exported".into(), &(24 + 60 + 8).into())
    );
    assert_eq!(
        exported["estate"],
        console.done(&["estate", "list"])[0]["id"]
    );
    // An export that hands out nothing tells of none.
    console.failed(&export);
    assert_eq!(newest(&console), exported);
    let file = console.data.path().join("backup.db");
    console.done(&["backup", file.to_str().unwrap()]);
    assert_eq!(newest(&console)["event"], "backed_up");
    let elsewhere = Console::new();
    elsewhere.done(&["restore", file.to_str().unwrap()]);
    assert_eq!(newest(&elsewhere)["event"], "restored");
    elsewhere.done(&["audit", "verify"]);
}

#[test]
fn the_list_says_in_words_what_happened_and_names_nobody() {
    let console = Console::with_register();
    console.done(&[
        "person",
        "add",
        "--estate",
        "幸福里",
        "--role",
        "楼长",
        "--name",
        "王秀兰",
    ]);
    console.done(&["person", "list"]);
    let list = console.run(&["audit", "list", "--estate", "幸福里"]).stdout;
    let list = String::from_utf8(list).unwrap();
    for part in [
        "后台指令",
        "commands of the console",
        "查看人员 1",
        "幸福里",
    ] {
        assert!(list.contains(part), "{part} in\n{list}");
    }
    let register = std::fs::read_to_string(fixture("households.jsonl")).unwrap();
    for line in register.lines() {
        let household: Value = serde_json::from_str(line).unwrap();
        for resident in household["residents"].as_array().unwrap() {
            assert!(!list.contains(resident["name"].as_str().unwrap()));
        }
    }
    assert!(!list.contains("王秀兰"));
    let later = console.done(&["audit", "list", "--since", "2999-01-01"]);
    assert_eq!(later, Value::Array(Vec::new()));
}

#[test]
fn a_head_that_was_noted_vouches_for_all_before_it() {
    let console = Console::with_register();
    let head = console.done(&["audit", "verify"])["head"].clone();
    let head = head.as_str().unwrap();
    console.done(&["person", "list"]);
    console.done(&["audit", "verify", "--head", head]);
    let other = "0123456789abcdef".repeat(4);
    let text = console.failed(&["audit", "verify", "--head", &other]);
    for part in ["审计日志有 1 处不符", "Failed", "evidence"] {
        assert!(text.contains(part), "{text}");
    }
    let typed_wrong = console.run(&["audit", "verify", "--head", &head[1..]]);
    assert_eq!(typed_wrong.status.code(), Some(2));
    // Somebody with the file in hand.
    let file = console.data.path().join("store/linli.db");
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .execute("UPDATE log SET author = zeroblob(16) WHERE seq = 3", [])
        .unwrap();
    let text = console.failed(&["audit", "verify"]);
    assert!(text.contains("of the log are not as row"), "{text}");
}
