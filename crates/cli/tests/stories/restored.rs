//! The server comes back from yesterday's backup, and some who worked since are gone.

use linli_client_core::domain::Role;

use crate::estate::Estate;

const DOOR: &str = "1号楼1单元101";

#[test]
fn others_give_back_what_the_server_lost_and_its_author_can_not() {
    let mut estate = Estate::new();
    let zhang = estate.appoint("张大爷", Role::BuildingHead, "1号楼");
    let li = estate.appoint("李阿姨", Role::BuildingHead, "1号楼");
    let secretary = estate.appoint("王书记", Role::Secretary, "1号楼");
    let backup = estate.back_up();

    // Since the backup: one head's work, the office's own, and somebody new.
    zhang.ok(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "met",
        "--note",
        "备份以后的走访",
    ]);
    zhang.ok(&["resident", "set", "周桂兰", "--phone", "13911110000"]);
    zhang.ok(&["sync"]);
    estate.writes_for_somebody(DOOR, "社区代记的走访");
    for phone in [&li, &secretary] {
        phone.ok(&["sync"]);
    }
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
    for phone in [&secretary, &li, &secretary, &li] {
        phone.ok(&["sync"]);
    }
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
    let newcomer = estate.appoint("新楼长", Role::BuildingHead, "1号楼");
    assert_eq!(
        newcomer.ask(&["household", "show", DOOR])["visits"],
        before["visits"]
    );
}
