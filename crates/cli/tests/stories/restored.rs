//! The server comes back from yesterday's backup, and some who worked since are gone.

use crate::estate::Estate;
use crate::phone::sync;

const DOOR: &str = "1号楼1单元101";

#[test]
fn others_give_back_what_the_server_lost_and_its_author_can_not() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    let secretary = estate.appoint_secretary("王书记");
    let backup = estate.back_up();

    // Since the backup: one head's work, the office's own, and somebody new.
    zhang.visit(DOOR, "备份以后的走访");
    zhang.ok(&["resident", "set", "周桂兰", "--phone", "13911110000"]);
    zhang.ok(&["sync"]);
    estate.writes_for_somebody(DOOR, "社区代记的走访");
    sync(&[&li, &secretary]);
    li.ok(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "no_answer",
        "--note",
        "李阿姨之后也来过",
    ]);
    li.ok(&["sync"]);
    let before = li.ask(&["household", "show", DOOR]);

    // The first head's phone is gone for good, and the server forgets a day.
    drop(zhang);
    estate.restore(&backup);
    sync(&[&secretary, &li, &secretary, &li]);
    for phone in [&li, &secretary] {
        let home = phone.ask(&["household", "show", DOOR]);
        let text = home.to_string();
        for part in [
            "备份以后的走访",
            "13911110000",
            "社区代记的走访",
            "李阿姨之后也来过",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(home["visits"], before["visits"], "in the same names");
        assert_eq!(phone.ask(&["status"])["synced"], true);
    }
    assert!(estate.is_sound());
    // Somebody new gets all of it.
    let newcomer = estate.appoint_head("新楼长");
    assert_eq!(
        newcomer.ask(&["household", "show", DOOR])["visits"],
        before["visits"]
    );
}

#[test]
fn who_joined_after_the_backup_goes_on_without_being_asked() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let backup = estate.back_up();
    let newcomer = estate.appoint_head("新楼长");
    zhang.ok(&["sync"]);
    let devices = estate.devices();
    estate.restore(&backup);
    assert_eq!(
        estate.devices(),
        devices - 1,
        "the backup knows nothing of it"
    );

    // The server does not know the device, nor that its owner was ever appointed.
    newcomer.visit(DOOR, "恢复之后的走访");
    let waits = newcomer.ask(&["sync"]);
    assert_eq!(waits["unsent"][0]["waits"], "deferred");
    assert_eq!(newcomer.ask(&["status"])["synced"], false);
    assert_eq!(estate.devices(), devices);
    let enrolled = estate.audited("enrolled");
    assert_eq!(enrolled.last().unwrap().as_deref(), Some("restored"));
    let home = newcomer.ask(&["household", "show", DOOR]).to_string();
    assert!(home.contains("周桂兰"), "what is held stays: {home}");

    // It holds the appointment under the server's seal, and gives it back with the next sync.
    newcomer.ok(&["sync"]);
    zhang.ok(&["sync"]);
    assert_eq!(newcomer.ask(&["status"])["synced"], true);
    let home = zhang.ask(&["household", "show", DOOR]).to_string();
    assert!(home.contains("恢复之后的走访"), "{home}");
    assert!(estate.is_sound());
}

#[test]
fn what_came_in_packs_comes_back_too() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let backup = estate.back_up();
    zhang.visit(DOOR, "备份以后的走访");
    zhang.ok(&["resident", "set", "周桂兰", "--phone", "13911110000"]);
    zhang.ok(&["sync"]);
    // A newcomer gets all of it in packs, and is the only one who has it when the author's phone is gone.
    let newcomer = estate.appoint_head("新楼长");
    let before = newcomer.ask(&["household", "show", DOOR]);
    drop(zhang);
    estate.restore(&backup);
    sync(&[&newcomer; 3]);
    assert_eq!(newcomer.ask(&["household", "show", DOOR]), before);
    assert!(before.to_string().contains("备份以后的走访"));
    assert_eq!(newcomer.ask(&["status"])["synced"], true);
    assert!(estate.is_sound());
    let late = estate.appoint_head("晚来的楼长");
    assert_eq!(
        late.ask(&["household", "show", DOOR])["visits"],
        before["visits"]
    );
}
