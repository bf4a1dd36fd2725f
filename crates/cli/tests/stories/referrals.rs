//! A quarrel on its way from a building head to the mediators, through the real server.

use linli_client_core::domain::{DisputeId, Role};
use serde_json::{Value, json};

use crate::erasure::decrypted;
use crate::estate::Estate;
use crate::phone::Phone;

const DOOR: &str = "1号楼1单元102";
const TITLE: &str = "楼上漏水，两家争执";

/// A case that the head refers.
fn referred(head: &Phone) -> String {
    let opened = ["case", "open", DOOR, "--title", TITLE, "--category", "邻里"];
    let opened = head.ask(&opened);
    let case = opened["case"].as_str().unwrap().to_owned();
    let done = head.ask(&["case", "refer", &case, "赔多少谈不拢，请调解"]);
    assert_eq!(
        (&done["done"], &done["case"]),
        (&json!("refer_case"), &json!(case))
    );
    case
}

fn state(phone: &Phone, case: &str) -> Value {
    phone.ask(&["case", "show", case])["referral"]["state"].clone()
}

fn waiting(phone: &Phone) -> Vec<String> {
    let listed = phone.ask(&["dispute", "referrals"]);
    let referrals = listed["referrals"].as_array().unwrap().iter();
    let ids = referrals.map(|case| case["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[test]
fn a_head_who_refers_a_quarrel_keeps_a_receipt_and_sees_nothing_of_the_mediation() {
    let mut estate = Estate::new();
    let zhou = estate.appoint_mediator("周调解");
    let head = estate.appoint_head("张大爷");
    estate.switch_off();
    let case = referred(&head);
    let shown = head.ok(&["case", "show", &case]);
    assert!(
        shown.contains("转调解：待受理") && shown.contains("张大爷 转于"),
        "{shown}"
    );
    let again = head.ok(&["case", "refer", &case, "请快些"]);
    assert!(again.contains("不计：此前已转调解"), "{again}");
    estate.switch_on();
    head.ok(&["sync"]);
    zhou.ok(&["sync"]);

    // The mediator finds it, takes it up and mediates.
    let listed = zhou.ok(&["dispute", "referrals"]);
    for part in [
        TITLE,
        "赔多少谈不拢，请调解",
        DOOR,
        "linli dispute open --case",
    ] {
        assert!(listed.contains(part), "{part} in\n{listed}");
    }
    assert_eq!(waiting(&zhou), [case.as_str()]);
    assert!(zhou.ok(&["status"]).contains("待受理的转调解：1 件"));
    let taken = [
        "dispute",
        "open",
        "--case",
        &case,
        "--party",
        "李建国@1-1-102",
    ];
    let taken = zhou.ask(&taken);
    let dispute = taken["dispute"].as_str().unwrap().to_owned();
    assert_eq!(waiting(&zhou), [""; 0]);
    let file = zhou.ask(&["dispute", "show", &dispute]);
    assert_eq!(
        (&file["case"], &file["title"]),
        (&json!(case), &json!(TITLE))
    );
    assert_eq!(
        file["household"],
        zhou.ask(&["case", "show", &case])["household"]
    );
    zhou.ok(&["dispute", "note", &dispute, "楼上承认没做防水", "--session"]);
    zhou.ok(&["dispute", "settle", &dispute, "楼上赔八百元"]);
    zhou.ok(&["sync"]);
    head.ok(&["sync"]);
    let shown = head.ok(&["case", "show", &case]);
    assert!(
        shown.contains("转调解：调解中") && shown.contains("受理调解"),
        "{shown}"
    );
    let listed = head.ok(&["case", "list"]);
    assert!(listed.contains("未办结，转调解：调解中"), "{listed}");

    let closed = [
        "dispute",
        "close",
        &dispute,
        "--outcome",
        "调解成功",
        "已付清",
    ];
    zhou.ok(&closed);
    zhou.ok(&["sync"]);
    head.ok(&["sync"]);
    assert_eq!(state(&head, &case), "ended");
    assert_eq!(
        head.fails_with(&["dispute", "show", &dispute]),
        (1, "not_found".into())
    );
    let told = head.ok(&["resident", "data", "李建国"]);
    assert!(told.contains("调解结束"), "{told}");
    let pages = decrypted(&head);
    let holds = |bytes: &[u8]| pages.windows(bytes.len()).any(|window| window == bytes);
    for hidden in ["防水", "八百元", "已付清"] {
        assert!(!holds(hidden.as_bytes()), "{hidden}");
    }
    let dispute: DisputeId = dispute.parse().unwrap();
    assert!(!holds(dispute.as_bytes()));
    assert!(holds("赔多少谈不拢".as_bytes()));
    assert!(estate.is_sound());
}

#[test]
fn a_referral_is_declined_by_a_mediator_of_the_estate_and_by_nobody_else() {
    let estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let head = estate.appoint_head("张大爷");
    // Of one building: mediation is the estate's.
    let wu = estate.appoint("吴阿姨", Role::MediationHead, "1号楼");
    let case = referred(&head);
    head.ok(&["sync"]);
    for phone in [&secretary, &wu] {
        phone.ok(&["sync"]);
    }
    for phone in [&head, &wu] {
        assert_eq!(waiting(phone), [""; 0]);
        let declined = phone.ask(&["dispute", "decline", &case, "不归我管"]);
        assert_eq!(declined["without_right"], json!(["note_referral"]));
        phone.ok(&["sync"]);
        let drafts = phone.ask(&["drafts"]);
        assert_eq!(drafts["drafts"][0]["refusal"]["code"], "no_right");
        assert_eq!(state(phone, &case), "waiting");
    }
    assert_eq!(waiting(&secretary), [case.as_str()]);
    secretary.ok(&["dispute", "decline", &case, "已起诉，不再调解"]);
    let late = secretary.fails_with(&["dispute", "open", "--case", &case]);
    assert_eq!(late, (1, "not_waiting".into()));
    secretary.ok(&["sync"]);
    head.ok(&["sync"]);
    let shown = head.ok(&["case", "show", &case]);
    for part in ["转调解：不受理", "不受理调解", "已起诉，不再调解"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    // It may be tried again, and then waits anew.
    head.ok(&["case", "refer", &case, "已撤诉，请调解"]);
    assert_eq!(state(&head, &case), "waiting");
    assert!(estate.is_sound());
}
