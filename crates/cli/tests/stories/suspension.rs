//! A phone is lost and its owner's devices are suspended: nothing unsent is lost, and nobody reads it.

use crate::estate::Estate;
use crate::phone::Phone;

#[test]
fn a_suspended_phone_hands_over_its_work_and_can_no_longer_be_read() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let wang = estate.appoint_secretary("王书记");
    zhang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    zhang.ok(&["household", "verify", "1-1-102"]);
    let key = zhang.beside(".key");
    let stolen = std::fs::read(&key).unwrap();
    estate.suspend("张大爷");

    let said = zhang.ok(&["sync"]);
    for part in ["已被停用", "没有丢失", "这次 2 条", "请联系书记"] {
        assert!(said.contains(part), "{said}");
    }
    assert!(!key.exists());
    assert_eq!(zhang.fails_with(&["status"]), (1, "key_missing".into()));
    // Nor does a copy of the key that was made before.
    std::fs::write(&key, stolen).unwrap();
    assert_eq!(zhang.fails_with(&["status"]), (1, "wrong_key".into()));

    let listed = wang.ask(&["escrow", "list"]);
    let waiting = listed["estates"][0]["waiting"].as_array().unwrap();
    assert_eq!(waiting.len(), 2);
    for one in waiting {
        assert_eq!(one["reason"], "device_suspended");
        assert_eq!(one["author"]["name"], "张大爷");
        let adopted = wang.ask(&["escrow", "adopt", one["id"].as_str().unwrap()]);
        assert_eq!(adopted["outcome"], "adopted");
    }
    wang.ok(&["sync"]);
    let shown = wang.ok(&["household", "show", "1-1-101"]);
    assert!(shown.contains("张大爷"), "{shown}");
}

#[test]
fn a_suspended_phone_says_in_english_what_is_safe_and_what_to_do() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    zhang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    estate.suspend("张大爷");
    let said = zhang.ok(&["sync", "--lang", "en"]);
    for part in [
        "was suspended",
        "Nothing is lost",
        "1 entries",
        "ask the secretary",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_pin_opens_nothing_on_a_suspended_phone() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let zhang: Phone = zhang.knowing("LINLI_PIN", "482913");
    zhang.knowing("LINLI_NEW_PIN", "482913").ok(&["pin", "set"]);
    zhang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    estate.suspend("张大爷");
    let locked = zhang.ask(&["sync"]);
    assert_eq!(locked["report"]["locked"], true);
    assert!(!zhang.beside(".vault").exists() && !zhang.beside(".device").exists());
    assert_eq!(zhang.fails_with(&["status"]), (1, "key_missing".into()));
}
