//! A phone that has no signal for days hands its work to a colleague's.

use linli_client_core::domain::Role;
use serde_json::Value;

use crate::estate::Estate;
use crate::phone::Phone;

fn notes(phone: &Phone) -> String {
    phone.ask(&["visit", "list", "1-1-101"]).to_string()
}

#[test]
fn a_colleague_carries_what_a_phone_without_signal_recorded() {
    let estate = Estate::new();
    let author = estate.appoint_head("张大爷");
    // Somebody who may read nothing of that building.
    let carrier = estate.appoint("何老师", Role::ArtsHead, "2号楼");
    let reader = estate.appoint_head("李阿姨");
    author.ok(&[
        "visit",
        "record",
        "1-1-101",
        "--outcome",
        "正常",
        "--note",
        "水管要修",
    ]);

    let file = estate.folder.path().join("parcel");
    let path = file.to_str().unwrap();
    let sealed = author.ask(&["carry", "seal", "--out", path]);
    assert_eq!(sealed["commands"], 1);
    assert_eq!(
        author.fails_with(&["carry", "seal", "--out", path]).1,
        "exists"
    );
    let bytes = std::fs::read(&file).unwrap();
    for secret in ["水管要修", "record_visit", "张大爷"] {
        let seen = bytes
            .windows(secret.len())
            .any(|seen| seen == secret.as_bytes());
        assert!(!seen, "{secret} can be read in the file");
    }

    let taken = carrier.ask(&["carry", "take", path]);
    assert_eq!((&taken["new"], &taken["waiting"]), (&1.into(), &1.into()));
    assert!(carrier.ok(&["carry", "list"]).contains("待同步"));
    assert!(carrier.ok(&["sync"]).contains("替同事送到 1 份"));
    assert!(carrier.ok(&["carry", "list"]).contains("没有代送的文件"));
    assert!(!notes_or_nothing(&carrier).contains("水管要修"));

    reader.ok(&["sync"]);
    assert!(notes(&reader).contains("水管要修"));
    // The author hears of it itself, once it has a signal.
    assert_eq!(author.ask(&["status"])["unsent"], 1);
    let synced = author.ask(&["sync"]);
    assert_eq!(synced["report"]["accepted"], 1);
    assert_eq!(author.ask(&["status"])["synced"], true);
    reader.ok(&["sync"]);
    let visits = reader.ask(&["visit", "list", "1-1-101"]);
    let same = |visit: &&Value| visit.to_string().contains("水管要修");
    assert_eq!(
        visits["visits"]
            .as_array()
            .unwrap()
            .iter()
            .filter(same)
            .count(),
        1
    );
    assert!(estate.is_sound());
}

/// What the carrier sees of that door, if anything.
fn notes_or_nothing(phone: &Phone) -> String {
    phone.run(&["visit", "list", "1-1-101"]).out
}

#[test]
fn the_same_goes_by_codes_on_a_screen_and_a_replay_changes_nothing() {
    let estate = Estate::new();
    let author = estate.appoint_head("张大爷");
    let carrier = estate.appoint_head("李阿姨");
    author.ok(&["visit", "record", "1-1-102", "--outcome", "正常"]);
    let sealed = author.ask(&["carry", "seal", "--qr", "--chars", "120"]);
    let mut parts: Vec<&str> = sealed["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part.as_str().unwrap())
        .collect();
    assert!(parts.len() > 2);
    parts.reverse();
    let file = estate.folder.path().join("parts.txt");
    let path = file.to_str().unwrap();
    std::fs::write(&file, parts[1..].join("\n")).unwrap();
    let (exit, error) = carrier.fail(&["carry", "take", path]);
    assert_eq!(
        (exit, error["code"].as_str().unwrap()),
        (1, "parts_missing")
    );
    assert!(error["zh"].as_str().unwrap().contains("还缺第"));
    std::fs::write(&file, parts.join("\n")).unwrap();
    carrier.ok(&["carry", "take", path]);
    assert_eq!(carrier.ask(&["sync"])["report"]["carried"], 1);
    carrier.ok(&["carry", "take", path]);
    let again = carrier.ask(&["sync"]);
    assert_eq!(again["report"]["carried"], 1);
    assert_eq!(again["report"]["changes"], 0);
    assert_eq!(author.ask(&["sync"])["report"]["accepted"], 1);
}

#[test]
fn an_altered_parcel_is_refused_with_a_reason_and_its_author_loses_nothing() {
    let estate = Estate::new();
    let author = estate.appoint_head("张大爷");
    let carrier = estate.appoint_head("李阿姨");
    author.ok(&["visit", "record", "1-1-102", "--outcome", "正常"]);
    let file = estate.folder.path().join("parcel");
    let path = file.to_str().unwrap();
    author.ok(&["carry", "seal", "--out", path]);
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    carrier.ok(&["carry", "take", path]);
    assert!(carrier.ok(&["sync"]).contains("拒收"));
    let listed = carrier.ask(&["carry", "list"]);
    assert_eq!(listed["parcels"][0]["refused"], "unreadable");
    assert!(carrier.ok(&["carry", "list"]).contains("请对方重新封装"));
    carrier.ok(&["carry", "list", "--forget-refused"]);
    assert!(carrier.ok(&["sync"]).contains("已同步"));
    assert_eq!(author.ask(&["status"])["unsent"], 1);
    std::fs::write(&file, "不是封装的文件").unwrap();
    assert_eq!(
        carrier.fails_with(&["carry", "take", path]),
        (1, "no_parcel".into())
    );
}
