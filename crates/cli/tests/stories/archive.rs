//! What is old leaves the phones; the server keeps it until its term is over, through erasures and restores.

use linli_client_core::domain::Role;

use crate::erasure::{NAME, decrypted, disputes, found, nowhere};
use crate::estate::Estate;
use crate::phone::{Phone, sync};

const DOOR: &str = "1号楼1单元102";
const OTHER_DOOR: &str = "1号楼1单元101";
/// All months that have begun are archived by then, and nothing is past its term that was recorded today.
const LATER: i32 = 15;

/// A visit that tells of a resident, with the case that came of it.
fn visit(phone: &Phone, note: &str) -> (String, String) {
    let told = phone.ask(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "met",
        "--note",
        note,
        "--request",
        "楼道灯不亮:设施维修",
    ]);
    let id = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (id(&told["visit"]), id(&told["cases"][0]))
}

fn holds(phone: &Phone, text: &str) -> bool {
    let pages = decrypted(phone);
    pages
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn what_is_archived_leaves_the_phones_and_nothing_is_lost() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    let (old, case) = visit(&zhang, "说起很久以前的事");
    zhang.ok(&["case", "close", &case, "灯修好了"]);
    sync(&[&zhang, &li]);
    assert!(holds(&li, "说起很久以前的事") && holds(&li, "灯修好了"));

    // Both go on without a signal: on the old visit, on the closed case, and at the door anew.
    zhang.ok(&["visit", "correct", &old, "--outcome", "follow_up"]);
    li.ok(&["case", "note", &case, "又坏过一次"]);
    li.visit(DOOR, "晚到的走访");
    let done = estate.keep_to_the_terms(LATER);
    assert!(done.archived >= 2 && done.closed == 0, "{done:?}");
    sync(&[&zhang, &li, &zhang, &li]);

    for phone in [&zhang, &li] {
        let home = phone.ask(&["household", "show", DOOR]).to_string();
        assert!(
            !home.contains("说起很久以前的事") && home.contains("晚到的走访"),
            "{home}"
        );
        let cases = phone.ask(&["case", "list", "--all"]).to_string();
        assert!(!cases.contains(&case), "{cases}");
        assert!(!holds(phone, "说起很久以前的事") && !holds(phone, "灯修好了"));
    }
    // Nothing is silent: each who still had to say something has it, with the reason.
    for (phone, code) in [(&zhang, "unknown_visit"), (&li, "not_opened")] {
        let drafts = phone.ask(&["drafts"]);
        assert_eq!(drafts["drafts"].as_array().unwrap().len(), 1, "{drafts}");
        assert_eq!(drafts["drafts"][0]["refusal"]["code"], code);
        assert!(phone.ok(&["drafts"]).contains("归档"));
    }
    let archive = estate.archive();
    for text in ["说起很久以前的事", "灯修好了"] {
        assert!(archive.contains(text), "{archive}");
    }
    assert!(!archive.contains("晚到的走访"));
    assert!(estate.is_sound());

    // The late visit is archived in its turn, beside what was there; once more, there is nothing to do.
    assert!(estate.keep_to_the_terms(LATER).archived >= 1);
    assert!(estate.keep_to_the_terms(LATER).is_nothing());
    let archive = estate.archive();
    assert!(archive.contains("说起很久以前的事") && archive.contains("晚到的走访"));
    assert!(estate.is_sound());
}

#[test]
fn a_case_in_which_nothing_happens_is_closed_and_says_why() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let (_, case) = visit(&zhang, "楼道太黑");
    sync(&[&zhang]);
    // One writes on it meanwhile, without a signal.
    zhang.ok(&["case", "note", &case, "已报物业"]);
    assert!(estate.keep_to_the_terms(24).closed >= 1);
    sync(&[&zhang]);
    let told = zhang.ask(&["case", "show", &case]);
    assert_eq!(told["status"], "closed");
    let said = zhang.ok(&["case", "show", &case]);
    assert!(
        said.contains("没有进展") && said.contains("已报物业"),
        "{said}"
    );
    assert!(estate.is_sound());
}

#[test]
fn whoever_is_erased_is_not_in_the_archive_either() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let (_, case) = visit(&zhang, &format!("{NAME}说楼道太黑"));
    zhang.ok(&["case", "note", &case, &format!("{NAME}又来问了")]);
    zhang.ok(&["case", "close", &case, "灯修好了"]);
    zhang.visit(OTHER_DOOR, "别家的事");
    sync(&[&zhang, &secretary]);
    estate.keep_to_the_terms(LATER);
    sync(&[&zhang, &secretary]);
    let archive = estate.archive();
    assert!(archive.contains(NAME));

    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    sync(&[&secretary, &zhang]);
    let archive = estate.archive();
    for text in ["□说楼道太黑", "□又来问了", "灯修好了", "别家的事"] {
        assert!(archive.contains(text), "{text} in {archive}");
    }
    assert!(estate.is_sound());
    for phone in [&secretary, &zhang] {
        assert_eq!(found(&decrypted(phone)), [""; 0]);
    }
    estate.switch_off();
    nowhere(&estate);
}

/// Mediation files of the whole estate may tell of anybody in it.
#[test]
fn whoever_is_erased_is_not_in_archived_disputes_either() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhou = estate.appoint_mediator("周调解");
    for dispute in disputes(&zhou) {
        zhou.ok(&["dispute", "close", &dispute, "--outcome", "调解不成"]);
    }
    let another = zhou.ask(&["dispute", "open", "--title", "停车位"]);
    let another = another["dispute"].as_str().unwrap();
    zhou.ok(&["dispute", "close", another, "--outcome", "withdrawn"]);
    sync(&[&zhou, &secretary]);
    let done = estate.keep_to_the_terms(LATER);
    assert!(done.archived >= 3, "{done:?}");
    sync(&[&zhou, &secretary]);
    let listed = zhou.ask(&["dispute", "list", "--all"]);
    assert_eq!(listed["disputes"].as_array().unwrap().len(), 0, "{listed}");
    assert_eq!(estate.archive().matches("unresolved").count(), 4);

    let erased = estate.audited("erased").len();
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    sync(&[&secretary, &zhou]);
    let archive = estate.archive();
    for text in ["□的女儿", "□说电话□打不通", "证人□，爱唱戏"] {
        assert!(archive.contains(text), "{text} in {archive}");
    }
    // The household and the two files that tell of her; the third is not touched.
    assert_eq!(estate.audited("erased").len(), erased + 3);
    assert!(estate.is_sound());
    assert_eq!(found(&decrypted(&zhou)), [""; 0]);
    estate.switch_off();
    nowhere(&estate);
}

/// Devices bring the empty months back; what the backup had of them is archived, not erased.
#[test]
fn a_server_from_before_an_archiving_archives_again() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let (_, case) = visit(&zhang, "说起很久以前的事");
    zhang.ok(&["case", "close", &case, "灯修好了"]);
    sync(&[&zhang, &secretary]);
    let backup = estate.back_up();
    let done = estate.keep_to_the_terms(LATER);
    let before = estate.archive();
    sync(&[&zhang, &secretary]);

    estate.restore(&backup);
    assert_eq!(estate.archive(), "");
    // Each hears first that the server is another one, and then gives back.
    sync(&[&zhang, &zhang, &secretary, &secretary, &zhang]);
    assert!(estate.is_sound());
    assert!(estate.archive() == before, "not what it was");
    let archived = estate.audited("archived");
    assert!(archived.len() >= done.archived - 1, "{archived:?}");
    assert!(!holds(&zhang, "说起很久以前的事"));
    assert_eq!(zhang.ask(&["status"])["synced"], true);
    // What no device brought back, the next run finds.
    estate.keep_to_the_terms(LATER);
    assert!(estate.archive().contains("说起很久以前的事"));
    assert!(estate.is_sound());
}

/// The phone offers everything once more, and learns with the same answer that the case is not there any more.
#[test]
fn what_was_taken_and_archived_is_no_draft_of_a_phone_that_offers_it_again() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    let (_, case) = visit(&zhang, "说起很久以前的事");
    sync(&[&zhang, &li]);
    li.ok(&["case", "close", &case, "灯修好了"]);
    li.ok(&["sync"]);
    li.ok(&["case", "note", &case, "又坏过一次"]);
    assert!(estate.keep_to_the_terms(LATER).archived >= 2);
    let backup = estate.back_up();
    estate.restore(&backup);
    li.ok(&["sync"]);

    let drafts = li.ask(&["drafts"]);
    assert_eq!(drafts["drafts"].as_array().unwrap().len(), 1, "{drafts}");
    assert_eq!(drafts["drafts"][0]["refusal"]["code"], "not_opened");
    assert!(drafts.to_string().contains("又坏过一次"), "{drafts}");
    assert!(!holds(&li, "灯修好了"));
    assert_eq!(li.ask(&["status"])["unsent"], 0);
    assert!(estate.archive().contains("灯修好了"));
    assert!(estate.is_sound());
}

/// Erased, then archived, then erased again in days that the server lost: it keeps what may be kept, and no name.
#[test]
fn a_server_from_before_both_archives_and_erases() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let (_, case) = visit(&zhang, &format!("{NAME}说楼道太黑"));
    zhang.ok(&["case", "close", &case, "灯修好了"]);
    sync(&[&zhang, &secretary]);
    let backup = estate.back_up();
    estate.keep_to_the_terms(LATER);
    zhang.ok(&["sync"]);
    // A later visit tells the name again, so that the month begins anew a second time, by an erasure.
    zhang.visit(DOOR, &format!("{NAME}在家"));
    sync(&[&zhang, &secretary]);
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    sync(&[&secretary, &zhang]);

    estate.restore(&backup);
    sync(&[&zhang, &zhang, &secretary, &zhang]);
    assert!(estate.is_sound());
    let archive = estate.archive();
    for text in ["□说楼道太黑", "灯修好了"] {
        assert!(archive.contains(text), "{text} in {archive}");
    }
    let home = zhang.ask(&["household", "show", DOOR]).to_string();
    assert!(home.contains("□在家"), "{home}");
    for phone in [&secretary, &zhang] {
        assert_eq!(found(&decrypted(phone)), [""; 0]);
    }
    estate.switch_off();
    // The backup itself still has the name.
    std::fs::remove_file(&backup).unwrap();
    nowhere(&estate);
}

/// Whoever holds households but no visits is the first to come back: then a month that was erased and archived since
/// comes to the archive when nothing in the store says any more whom to look for.
#[test]
fn what_was_erased_before_it_was_archived_stays_erased_whoever_comes_first() {
    let mut estate = Estate::new();
    let secretary = estate.appoint_secretary("王书记");
    let zhang = estate.appoint_head("张大爷");
    let mediator = estate.appoint("调解员", Role::MediationHead, "1号楼");
    visit(&zhang, &format!("{NAME}说楼道太黑"));
    sync(&[&zhang, &secretary, &mediator]);
    let backup = estate.back_up();
    secretary.ok(&["resident", "erase", NAME, "--ground", "requested"]);
    sync(&[&secretary, &zhang, &mediator]);
    estate.keep_to_the_terms(LATER);
    sync(&[&zhang, &secretary, &mediator]);
    assert!(estate.archive().contains("□说楼道太黑"));

    estate.restore(&backup);
    sync(&[&mediator, &mediator, &zhang, &zhang, &mediator]);
    assert!(
        estate.archive().contains("□说楼道太黑"),
        "{}",
        estate.archive()
    );
    assert!(estate.is_sound());
    estate.switch_off();
    std::fs::remove_file(&backup).unwrap();
    nowhere(&estate);
}
