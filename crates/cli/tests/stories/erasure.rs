//! A resident asks to be forgotten: then their name stands in no file of the server nor of any phone.

use std::fs;

use serde_json::{Value, json};

use crate::estate::Estate;
use crate::phone::{Phone, sync};

const DOOR: &str = "1号楼1单元102";
const NEXT_DOOR: &str = "1号楼1单元101";
pub(crate) const NAME: &str = "孙玉梅";
const PHONE: &str = "13800001877";
const LATER_PHONE: &str = "13911112222";

/// In whatever form a database, a browser or another platform may keep a text.
fn forms(text: &str) -> [Vec<u8>; 3] {
    let utf16: Vec<u16> = text.encode_utf16().collect();
    [
        text.as_bytes().to_vec(),
        utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
    ]
}

pub(crate) fn found(bytes: &[u8]) -> Vec<&'static str> {
    [NAME, PHONE, LATER_PHONE]
        .into_iter()
        .filter(|text| {
            forms(text)
                .iter()
                .any(|form| bytes.windows(form.len()).any(|window| window == form))
        })
        .collect()
}

/// What is erased stands in no file of the server.
pub(crate) fn nowhere(estate: &Estate) {
    let entries = fs::read_dir(estate.folder.path()).unwrap();
    let mut files = 0;
    for entry in entries.map(Result::unwrap) {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("server.db") {
            files += 1;
            let bytes = fs::read(entry.path()).unwrap();
            assert_eq!(found(&bytes), [""; 0], "{}", name.display());
        }
    }
    assert!(files > 0);
}

/// All pages of a replica, decrypted, those that are free as well.
pub(crate) fn decrypted(phone: &Phone) -> Vec<u8> {
    let key = fs::read_to_string(phone.beside(".key")).unwrap();
    let mut connection = rusqlite::Connection::open(&phone.replica).unwrap();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.trim()))
        .unwrap();
    let pages = connection.serialize("main").unwrap();
    assert!(pages.starts_with(b"SQLite format 3"), "it is in the clear");
    pages.to_vec()
}

/// The log beside a replica is encrypted as well; after an erasure there must be nothing in it.
fn has_a_log(phone: &Phone) -> bool {
    fs::metadata(phone.beside("-wal")).is_ok_and(|log| log.len() > 0)
}

/// One that names the household, and one in which somebody of it comes up.
pub(crate) fn disputes(zhou: &Phone) -> [String; 2] {
    let party = format!("{NAME}的女儿@{DOOR}");
    let witness = format!("证人{NAME}，爱唱戏");
    let open = |about: &[&str]| {
        let open = ["dispute", "open", "--title", "楼道堆物"];
        let opened = zhou.ask(&[&open[..], about].concat());
        opened["dispute"].as_str().unwrap().to_owned()
    };
    let about = open(&["--party", &party]);
    let beside = open(&["--detail", &witness]);
    let told = format!("{NAME}说电话{PHONE}打不通，说她爱唱戏");
    zhou.ok(&["dispute", "note", &about, &told]);
    [about, beside]
}

#[test]
fn whoever_was_erased_is_in_no_file_any_more() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    let mediators = ["周调解", "吴阿姨"].map(|name| estate.appoint_mediator(name));
    let [zhou, former] = &mediators;
    // It has been told in many places: the register, its history, a visit's note, a case, disputes.
    zhang.ok(&["resident", "set", NAME, "--phone", LATER_PHONE]);
    zhang.ok(&["resident", "set", NAME, "--notes", "爱唱戏"]);
    let husband = format!("{NAME}的老伴，电话也是{PHONE}");
    zhang.ok(&["resident", "set", "李建国", "--notes", &husband]);
    let note = format!("{NAME}说电话改成{LATER_PHONE}了");
    let wish = format!("{NAME}想学用手机");
    zhang.ok(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "met",
        "--note",
        &note,
        "--request",
        &wish,
    ]);
    // Neighbours speak of her too.
    let friend = format!("{NAME}的牌友");
    zhang.ok(&["resident", "set", "周桂兰", "--notes", &friend]);
    zhang.visit(NEXT_DOOR, &format!("周桂兰说{NAME}住院了"));
    let disputes = disputes(zhou);
    sync(&[&zhang, &li, zhou, &secretary, former]);
    former.ok(&[
        "dispute",
        "note",
        &disputes[0],
        &format!("给{NAME}打过电话"),
    ]);
    former.ok(&["sync"]);
    estate.end("吴阿姨");
    former.ok(&["sync"]);
    assert_eq!(found(&decrypted(zhou)), [NAME, PHONE, LATER_PHONE]);
    assert_eq!(found(&decrypted(&li)), [NAME, PHONE, LATER_PHONE]);
    let visits = li.ask(&["household", "show", DOOR])["visit_count"].clone();

    // One works on the same household without a signal while the secretary erases.
    li.ok(&["resident", "set", "李建国", "--notes", "会修水管"]);
    li.ok(&["resident", "set", NAME, "--notes", "腿脚不便"]);
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    sync(&[&secretary, &li, &zhang, zhou, former, &secretary, &li]);

    // What others recorded, of others, is still there, pending work too.
    for phone in [&secretary, &zhang, &li] {
        let home = phone.ask(&["household", "show", DOOR]);
        assert_eq!(home["visit_count"], visits);
        let text = home.to_string();
        assert!(
            text.contains("李建国") && text.contains("会修水管"),
            "{text}"
        );
        assert!(text.contains("说电话改成"), "{text}");
        let next = phone.ask(&["household", "show", NEXT_DOOR]).to_string();
        for told in ["□的牌友", "周桂兰说□住院了"] {
            assert!(next.contains(told), "{next}");
        }
    }
    let [about, beside] = disputes.map(|id| zhou.ask(&["dispute", "show", &id]));
    assert_eq!(about["parties"][0]["text"], "□的女儿");
    assert_eq!(about["events"][0]["text"], "□说电话□打不通，说她□");
    assert_eq!(about["events"][1]["text"], "给□打过电话");
    // Of a dispute that does not name her door, what was noted of her may be said of anybody.
    assert_eq!(beside["detail"], "证人□，爱唱戏");
    // What was still to be said of the erased is not kept, and its author knows why.
    let drafts = li.ask(&["drafts"]);
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "erased", "{drafts}");

    let erased = estate.audited("erased");
    assert!(
        erased
            .iter()
            .all(|ground| ground.as_deref() == Some("requested"))
    );
    assert!(
        erased.len() >= 5,
        "household, visits, case and disputes: {erased:?}"
    );
    assert!(estate.is_sound());

    for phone in [&secretary, &zhang, &li, zhou, former] {
        assert_eq!(
            found(&decrypted(phone)),
            [""; 0],
            "{}",
            phone.replica.display()
        );
        assert!(!has_a_log(phone));
    }
    estate.switch_off();
    nowhere(&estate);
    // A newcomer gets what is left.
    estate.switch_on();
    let newcomer = estate.appoint_head("新楼长");
    assert_eq!(
        newcomer.ask(&["household", "show", DOOR])["visit_count"],
        visits
    );
    assert_eq!(found(&decrypted(&newcomer)), [""; 0]);
}

/// What was noted at other doors may be said of the other.
#[test]
fn of_a_namesake_in_the_building_nothing_is_erased() {
    let estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let home = secretary.ask(&["household", "show", DOOR]);
    let residents = home["household"]["residents"].as_object().unwrap();
    let (erased, _) = residents.iter().find(|(_, it)| it["name"] == NAME).unwrap();
    let namesake = ["resident", "add", NEXT_DOOR, "--name", NAME];
    zhang.ok(&[&namesake[..], &["--phone", LATER_PHONE]].concat());
    zhang.visit(
        NEXT_DOOR,
        &format!("{NAME}换了电话{LATER_PHONE}，不是{PHONE}"),
    );
    sync(&[&zhang, &secretary]);
    secretary.ok(&["resident", "erase", erased, "--ground", "requested"]);
    sync(&[&secretary, &zhang]);

    let next = zhang.ask(&["household", "show", NEXT_DOOR]).to_string();
    let told = format!("{NAME}换了电话{LATER_PHONE}，不是□");
    assert!(next.contains(&told), "{next}");
    let home = zhang.ask(&["household", "show", DOOR]).to_string();
    assert!(!home.contains(NAME), "{home}");
    assert!(estate.is_sound());
}

/// They keep own work for a server from a backup, and no longer hold the household.
#[test]
fn whoever_was_erased_is_not_with_a_former_head_either() {
    let estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let former = estate.appoint_head("陈师傅");
    former.ok(&["resident", "set", NAME, "--phone", LATER_PHONE]);
    former.ok(&["sync"]);
    estate.end("陈师傅");
    former.ok(&["sync"]);
    assert_eq!(
        found(&decrypted(&former)),
        [LATER_PHONE],
        "own work is kept"
    );

    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    secretary.ok(&["sync"]);
    former.ok(&["sync"]);
    assert_eq!(found(&decrypted(&former)), [""; 0]);
    assert!(!has_a_log(&former));
}

/// Nor in any of the phones'.
fn nor_at(phones: &[&Phone], estate: &mut Estate) {
    for phone in phones {
        assert_eq!(found(&decrypted(phone)), [""; 0]);
    }
    estate.switch_off();
    nowhere(estate);
    estate.switch_on();
}

/// The one chain that waits.
fn waiting(secretary: &Phone) -> Value {
    let listed = secretary.ask(&["escrow", "list"]);
    let waiting = listed["estates"][0]["waiting"].as_array().unwrap();
    assert_eq!(waiting.len(), 1, "{listed}");
    waiting[0].clone()
}

/// Recorded before, synced after somebody was erased of whom it tells: the rest of it waits for the secretary all the same.
#[test]
fn what_comes_late_brings_nobody_back_and_loses_nothing_else() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let former = estate.appoint_head("陈师傅");
    former.ok(&["resident", "set", NAME, "--phone", LATER_PHONE]);
    former.ok(&["resident", "set", "李建国", "--notes", "会修水管"]);
    estate.end("陈师傅");
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    secretary.ok(&["sync"]);

    former.ok(&["sync"]);
    let commands = waiting(&secretary)["commands"].clone();
    assert_eq!(commands[0]["command"], Value::Null);
    assert!(commands[1].to_string().contains("会修水管"), "{commands}");
    let drafts = former.ask(&["drafts"]);
    assert_eq!(drafts["drafts"].as_array().unwrap().len(), 1, "{drafts}");
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "erased");
    nor_at(&[&secretary, &former], &mut estate);
    // Said once more, as after a lost answer, it is the same.
    former.ok(&["sync"]);

    let id = waiting(&secretary)["id"].as_str().unwrap().to_owned();
    secretary.ok(&["escrow", "return", &id, "--note", "请交给新楼长"]);
    former.ok(&["sync"]);
    let drafts = former.ask(&["drafts"]).to_string();
    assert!(
        drafts.contains("会修水管") && drafts.contains("请交给新楼长"),
        "{drafts}"
    );
    nor_at(&[&secretary, &former], &mut estate);
    assert!(estate.is_sound());
}

/// It waited already when somebody was erased whom a part of it names: the rest can be adopted.
#[test]
fn what_waits_forgets_the_erased_and_the_rest_is_adopted() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let former = estate.appoint_head("陈师傅");
    for (door, note) in [
        ("1号楼1单元101", format!("问起{NAME}")),
        ("1号楼1单元101", "灯泡换好了".to_owned()),
    ] {
        former.ok(&["visit", "record", door, "--outcome", "met", "--note", &note]);
    }
    estate.end("陈师傅");
    former.ok(&["sync"]);
    assert_eq!(
        former.ask(&["escrow"])["escrowed"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    secretary.ok(&["sync"]);

    let waits = waiting(&secretary);
    assert_eq!(waits["commands"][0]["command"], Value::Null);
    let adopted = secretary.ask(&["escrow", "adopt", waits["id"].as_str().unwrap()]);
    assert_eq!(adopted["outcome"], "adopted");
    for phone in [&secretary, &former, &secretary] {
        phone.ok(&["sync"]);
    }
    let visits = secretary
        .ask(&["visit", "list", "1号楼1单元101"])
        .to_string();
    assert!(visits.contains("灯泡换好了"), "{visits}");
    let drafts = former.ask(&["drafts"]);
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "erased", "{drafts}");
    assert_eq!(former.ask(&["escrow"])["escrowed"], json!([]));
    nor_at(&[&secretary, &former], &mut estate);
    assert!(estate.is_sound());
}

/// The secretary's phone is gone as well: whoever heard of the erasure brings it back.
#[test]
fn a_server_from_before_an_erasure_erases_again() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let visits = zhang.ask(&["household", "show", DOOR])["visit_count"].clone();
    let backup = estate.back_up();
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    sync(&[&secretary, &zhang]);
    estate.restore(&backup);
    sync(&[&zhang; 3]);
    assert!(estate.is_sound());
    let home = zhang.ask(&["household", "show", DOOR]);
    assert_eq!(home["visit_count"], visits);
    assert!(!home.to_string().contains(NAME), "{home}");
    assert_eq!(found(&decrypted(&zhang)), [""; 0]);
    estate.switch_off();
    nowhere(&estate);
}
