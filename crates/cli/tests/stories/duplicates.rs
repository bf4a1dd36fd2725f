//! The same person, written down twice.

use crate::estate::Estate;

const DOOR: &str = "1号楼1单元101";

#[test]
fn a_double_is_pointed_out_at_entry_listed_merged_and_taken_apart() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let add = [
        "resident",
        "add",
        DOOR,
        "--name",
        "周贵兰",
        "--relation",
        "亲属",
    ];
    let added = zhang.ask(&add);
    let new = added["resident"].as_str().unwrap();
    let pointed_out = &added["likely_same"][0];
    assert_eq!(pointed_out["new"], new);
    assert_eq!(pointed_out["name"], "周桂兰");
    let old = pointed_out["resident"].as_str().unwrap();
    assert_eq!(
        zhang.ask(&["status"])["unsent"],
        1,
        "it is saved all the same"
    );

    let listed = zhang.ask(&["duplicates"]);
    let pairs = listed["duplicates"].as_array().unwrap();
    let ours = |pair: &&serde_json::Value| {
        let ids = [&pair["one"]["resident"], &pair["other"]["resident"]];
        ids.contains(&&new.into()) && ids.contains(&&old.into())
    };
    let pair = pairs.iter().find(ours).expect("it is listed");
    assert!(
        pair["reasons"]
            .as_array()
            .unwrap()
            .contains(&"sounds_the_same".into()),
        "{pair}"
    );
    let shown = zhang.ok(&["duplicates"]);
    for part in ["名字同音", "同一门牌", "周贵兰", "linli resident merge"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }

    zhang.ok(&["resident", "merge", new, "--into", old]);
    let listed = |phone: &crate::phone::Phone| {
        let listed = phone.ask(&["duplicates"]);
        listed["duplicates"]
            .as_array()
            .unwrap()
            .iter()
            .any(|pair| ours(&pair))
    };
    assert!(!listed(&zhang));
    zhang.ok(&["sync"]);
    zhang.ok(&["resident", "unmerge", new]);
    assert!(!listed(&zhang), "somebody decided that they are two");
}

#[test]
fn two_heads_who_write_down_one_person_hear_of_it_with_the_sync() {
    let mut estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let li = estate.appoint_head("李阿姨");
    let before = zhang.ask(&["duplicates"])["duplicates"]
        .as_array()
        .unwrap()
        .len();
    estate.switch_off();
    for phone in [&zhang, &li] {
        let number = ["--phone", "13912345678"];
        let add = ["resident", "add", DOOR, "--name", "欧阳新民"];
        let added = phone.ask(&[&add[..], &number].concat());
        assert!(added["likely_same"].is_null(), "{added}");
    }
    estate.switch_on();
    zhang.ok(&["sync"]);
    let synced = li.ask(&["sync"]);
    assert_eq!(synced["likely_same"], before + 1);
    zhang.ok(&["sync"]);
    assert_eq!(zhang.ask(&["duplicates"]), li.ask(&["duplicates"]));
}
