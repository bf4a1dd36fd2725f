//! A mediation file: written without a signal, read by mediators and by nobody else.

use linli_client_core::domain::Role;
use serde_json::{Value, json};

use crate::erasure::decrypted;
use crate::estate::Estate;
use crate::phone::{Phone, sync};

const DOOR: &str = "1号楼1单元102";
const TITLE: &str = "楼上漏水赔偿";

/// Opened for a household, with two parties; a session and an agreement.
fn mediated(zhou: &Phone) -> String {
    let opened = zhou.ask(&[
        "dispute",
        "open",
        DOOR,
        "--title",
        TITLE,
        "--party",
        "李建国@1-1-102",
        "--party",
        "装修队",
        "--detail",
        "吊顶泡坏了",
    ]);
    let id = opened["dispute"].as_str().unwrap().to_owned();
    let noted = ["dispute", "note", &id, "装修队承认没做防水", "--session"];
    zhou.ok(&[&noted[..], &["--on", "2026-11-20"]].concat());
    zhou.ok(&["dispute", "settle", &id, "装修队赔八百元"]);
    id
}

fn titles(phone: &Phone) -> Vec<String> {
    let listed = phone.ask(&["dispute", "list", "--all"]);
    let disputes = listed["disputes"].as_array().unwrap().iter();
    let titles = disputes.map(|dispute| dispute["title"].as_str().unwrap().to_owned());
    titles.collect()
}

#[test]
fn a_dispute_is_mediated_offline_and_stays_with_the_mediators() {
    let mut estate = Estate::new();
    let zhou = estate.appoint_mediator("周调解");
    let secretary = estate.appoint_secretary("王书记");
    let head = estate.appoint_head("张大爷");
    let mutual_aid = estate.appoint("孙建设", Role::MutualAidHead, "1号楼");
    // Of one building: disputes are the estate's.
    let of_a_building = estate.appoint("吴阿姨", Role::MediationHead, "1号楼");
    estate.switch_off();
    let id = mediated(&zhou);
    estate.switch_on();
    sync(&[&zhou, &secretary, &head, &mutual_aid, &of_a_building]);

    assert_eq!(titles(&secretary), [TITLE]);
    let story = secretary.ok(&["dispute", "show", &id]);
    for part in [
        "已达成协议",
        "周调解",
        "当事人：李建国 1号楼1单元102",
        "当事人：装修队",
        "2026-11-20",
        "调解会",
        "装修队承认没做防水",
    ] {
        assert!(story.contains(part), "{part} in\n{story}");
    }
    for phone in [&head, &mutual_aid, &of_a_building] {
        assert_eq!(titles(phone), [""; 0]);
        let unknown = phone.fails_with(&["dispute", "show", &id]);
        assert_eq!(unknown, (1, "not_found".into()));
        let pages = decrypted(phone);
        for told in [TITLE, "防水", "八百元"] {
            let told = told.as_bytes();
            assert!(!pages.windows(told.len()).any(|window| window == told));
        }
    }
    // It is closed once; what comes later stays, and says why it does not count.
    secretary.ok(&["dispute", "close", &id, "--outcome", "调解成功", "已付清"]);
    let again = secretary.ok(&["dispute", "close", &id, "--outcome", "passed_on"]);
    assert!(again.contains("不计：此前已办结"), "{again}");
    secretary.ok(&["sync"]);
    zhou.ok(&["sync"]);
    let story = zhou.ask(&["dispute", "show", &id]);
    assert_eq!(
        (&story["status"], &story["outcome"]),
        (&json!("closed"), &json!("settled"))
    );
    assert_eq!(story["events"][3]["void"], "already_closed");
    assert_eq!(zhou.ask(&["dispute", "list"])["disputes"], json!([]));
    assert!(estate.is_sound());
}

#[test]
fn who_mediates_only_a_building_is_told_so_and_loses_nothing() {
    let estate = Estate::new();
    let wu = estate.appoint("吴阿姨", Role::MediationHead, "1号楼");
    let rights = wu.ok(&["rights"]);
    assert!(!rights.contains("纠纷"), "{rights}");
    let opened = wu.ask(&["dispute", "open", "--title", TITLE]);
    assert_eq!(opened["without_right"][0], "open_dispute");
    wu.ok(&["sync"]);
    let drafts = wu.ask(&["drafts"]);
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "no_right");
    let zhou = estate.appoint_mediator("周调解");
    let rights = zhou.ok(&["rights"]);
    assert!(
        rights.contains("可看：名册、住户、事项、矛盾纠纷") && rights.contains("调解纠纷"),
        "{rights}"
    );
}

#[test]
fn what_a_former_mediator_had_recorded_goes_to_the_secretary_and_the_file_goes() {
    let estate = Estate::new();
    let zhou = estate.appoint_mediator("周调解");
    let secretary = estate.appoint_secretary("王书记");
    let id = mediated(&zhou);
    zhou.ok(&["sync"]);
    zhou.ok(&["dispute", "note", &id, "电话里说下月付清"]);
    estate.end("周调解");
    let said = zhou.ok(&["sync"]);
    assert!(said.contains("等书记决定"), "{said}");
    assert_eq!(titles(&zhou), [""; 0]);

    let waiting = secretary.ask(&["escrow", "list"])["estates"][0]["waiting"].clone();
    let [one] = &waiting.as_array().unwrap()[..] else {
        panic!("{waiting}")
    };
    assert_eq!(one["kind"], "dispute");
    assert!(secretary.ok(&["escrow", "list"]).contains("周调解"));
    let adopted = secretary.ask(&["escrow", "adopt", one["id"].as_str().unwrap()]);
    assert_eq!(adopted["outcome"], "adopted");
    secretary.ok(&["sync"]);
    let story = secretary.ask(&["dispute", "show", &id]);
    let last = story["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["text"], "电话里说下月付清");
    assert_eq!(story["people"][last["by"].as_str().unwrap()], "周调解");
    // The author hears of it, and gets the file back from nobody.
    zhou.ok(&["sync"]);
    assert_eq!(zhou.ask(&["escrow"])["escrowed"], json!([]));
    assert_eq!(zhou.ask(&["drafts"])["drafts"], json!([]));
    assert_eq!(titles(&zhou), [""; 0]);
}

#[test]
fn a_resident_reads_what_the_parties_know_and_not_what_mediators_noted() {
    let estate = Estate::new();
    let zhou = estate.appoint_mediator("周调解");
    mediated(&zhou);
    let told = zhou.ok(&["resident", "data", "李建国"]);
    for part in [
        "提到这一户的矛盾纠纷",
        TITLE,
        "协议：装修队赔八百元",
        "2026-11-20",
        "另有 2 条调解人员的记录",
        "人民调解法",
        "纠纷调解结束后5年",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    for part in ["没做防水", "吊顶泡坏了"] {
        assert!(!told.contains(part), "{part} in\n{told}");
    }
    let record: Value = zhou.ask(&["resident", "data", "李建国"]);
    assert_eq!(record["disputes"][0]["withheld"], 2);
    // Nobody else's record tells of it.
    let other = zhou.ask(&["resident", "data", "周桂兰"]);
    assert_eq!(other["disputes"], json!([]));
}
