//! People and territory: the tree of places, acting heads, handovers, suspensions, what waits.

use linli_server::environment::{Environment, SystemEnvironment};
use linli_server::identity::invitation_code::InvitationCode;
use linli_server::store::sqlite::SqliteStore;
use linli_server::store::{Redemption, Store};
use serde_json::Value;

use crate::{Console, fixture};

fn add(console: &Console, name: &str, role: &str, more: &[&str]) -> Value {
    let add = [
        "person",
        "add",
        "--estate",
        "幸福里",
        "--name",
        name,
        "--role",
        role,
    ];
    console.done(&[&add, more].concat())["person"].clone()
}

/// A device of theirs is enrolled, as a running server does it.
fn join(console: &Console, person: &str, seed: u8) -> Redemption {
    let code = console.done(&["person", "invite", person])["code"].clone();
    let code: InvitationCode = code.as_str().unwrap().parse().unwrap();
    redeem(console, &code, seed)
}

fn redeem(console: &Console, code: &InvitationCode, seed: u8) -> Redemption {
    let file = console.data.path().join("store/linli.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(&file).unwrap();
        let now = SystemEnvironment::new().now();
        let redeemed = store
            .redeem(code.hash(), [seed; 32], "旧手机".to_owned(), now)
            .await;
        store.close().await;
        redeemed.unwrap()
    })
}

#[test]
fn places_form_a_tree_that_can_be_mended() {
    let console = Console::with_estate();
    let place = |name, level, under: &[&str]| {
        console.done(&[&["place", "add", "--name", name, "--level", level], under].concat())
    };
    let district = place("东城区", "区", &[]);
    let street = place("永安街道", "street", &["--under", "东城区"]);
    let community = place("和平社区", "社区", &["--under", "永安街道"]);
    assert_eq!(
        (&district["new"], &street["new"]),
        (&true.into(), &true.into())
    );
    let estate = place("幸福里", "estate", &["--under", "和平社区"]);
    assert_eq!(estate["new"], false);
    let listed = console.done(&["place", "list"]);
    let of = |name: &str| {
        let mut found = listed.as_array().unwrap().iter();
        found.find(|place| place["name"] == name).unwrap().clone()
    };
    assert_eq!(of("幸福里")["under"], community["place"]);
    assert_eq!(of("和平社区")["under"], street["place"]);
    let shown = String::from_utf8(console.run(&["place", "list"]).stdout).unwrap();
    let names: Vec<&str> = shown
        .lines()
        .map(|line| line.split("  ").find(|it| !it.is_empty()).unwrap())
        .collect();
    assert_eq!(names, ["东城区", "永安街道", "和平社区", "幸福里"]);
    assert!(shown.contains("      幸福里  小区"), "{shown}");
    // Nothing stands under what is not higher, and a building is no place of its own.
    for (name, level, under) in [
        ("另一街道", "street", "和平社区"),
        ("9号楼", "building", "幸福里"),
    ] {
        let text = console.failed(&[
            "place", "add", "--name", name, "--level", level, "--under", under,
        ]);
        assert!(text.contains("wrong_level"), "{text}");
    }
    assert_eq!(
        console.done(&["place", "list"]).as_array().unwrap().len(),
        4
    );
}

#[test]
fn somebody_is_appointed_where_the_role_is_held() {
    let console = Console::with_estate();
    console.done(&["place", "add", "--name", "永安街道", "--level", "street"]);
    let staff = [
        "person",
        "add",
        "--name",
        "钱主任",
        "--role",
        "街道工作人员",
        "--estate",
    ];
    console.done(&[&staff[..], &["永安街道"]].concat());
    assert!(
        console
            .failed(&[&staff[..], &["幸福里"]].concat())
            .contains("wrong_level")
    );
    let people = console.done(&["person", "list", "--estate", "永安街道"]);
    assert_eq!(people[0]["appointments"][0]["role"], "street_staff");
}

#[test]
fn an_acting_head_takes_a_place_for_a_while() {
    let console = Console::with_estate();
    let building = ["--building", "1号楼"];
    add(&console, "张大爷", "楼长", &building);
    let acting = [
        "--building",
        "1号楼",
        "--covers",
        "张大爷",
        "--until",
        "2099-12-31",
    ];
    let li = add(&console, "李阿姨", "楼长", &acting);
    let people = console.done(&["person", "list"]);
    let mut people = people.as_array().unwrap().iter();
    let li = people.find(|person| person["id"] == li).unwrap();
    assert_eq!(li["appointments"][0]["until"], "2099-12-31");
    let plan = console.done(&[
        "handover",
        "plan",
        "--estate",
        "幸福里",
        "--building",
        "1号楼",
    ]);
    let holders = plan["holders"].as_array().unwrap();
    assert!(
        holders
            .iter()
            .any(|holder| holder["name"] == "李阿姨" && holder["acting"] == true)
    );
    let failed = |more: &[&str]| {
        let add = [
            "person",
            "add",
            "--estate",
            "幸福里",
            "--name",
            "王五",
            "--role",
            "楼长",
        ];
        console.failed(&[&add, more].concat())
    };
    assert!(failed(&["--acting"]).contains("--until"));
    // Only the same post is covered.
    let elsewhere = [
        "--building",
        "2号楼",
        "--covers",
        "张大爷",
        "--until",
        "2099-12-31",
    ];
    assert!(failed(&elsewhere).contains("可代理的任命"));
}

#[test]
fn a_handover_is_looked_at_begun_and_revoked() {
    let console = Console::with_estate();
    console.done(&[
        "import",
        "--estate",
        "幸福里",
        "--households",
        &fixture("households.jsonl"),
        "--cases",
        &fixture("cases.jsonl"),
    ]);
    let building = ["--building", "1号楼"];
    let post = ["--estate", "幸福里", "--building", "1号楼"];
    let plan = || console.done(&[&["handover", "plan"][..], &post].concat());
    assert_eq!(plan()["holders"].as_array().unwrap().len(), 0);
    let zhang = add(&console, "张大爷", "楼长", &building);
    join(&console, "张大爷", 1);
    let before = plan();
    assert!(before["households"].as_u64().unwrap() > 0, "{before}");
    assert!(before["open_cases"].as_u64().unwrap() > 0, "{before}");
    assert_eq!(before["visits_this_month"], 0);
    let holder = &before["holders"][0];
    assert_eq!(
        (&holder["person"], &holder["escrowed"]),
        (&zhang, &0.into())
    );
    assert_eq!(holder["devices"][0]["name"], "旧手机");
    assert_eq!(holder["devices"][0]["last_seen_at"], Value::Null);
    let shown = console
        .run(&[&["handover", "plan"][..], &post].concat())
        .stdout;
    let shown = String::from_utf8(shown).unwrap();
    assert!(
        shown.contains("张大爷") && shown.contains("从未上传"),
        "{shown}"
    );

    let start = ["--to", "李阿姨", "--last-day", "2099-01-31"];
    let started = console.done(&[&["handover", "start"][..], &post, &start].concat());
    let during = plan();
    let holders = during["holders"].as_array().unwrap();
    assert_eq!(holders.len(), 2);
    // Until she accepts, his term does not end.
    let by_id = |id: &Value| {
        holders
            .iter()
            .find(|holder| holder["person"] == *id)
            .unwrap()
    };
    assert_eq!(by_id(&zhang)["until"], Value::Null);
    assert_eq!(by_id(&started["person"])["accepted"], Value::Null);

    let revoked = console.done(&[&["handover", "revoke"][..], &post].concat());
    assert_eq!(revoked["revoked"], started["appointment"]);
    let text = console.failed(&[
        "handover",
        "start",
        "--estate",
        "幸福里",
        "--building",
        "2号楼",
        "--to",
        "李阿姨",
        "--last-day",
        "2099-01-31",
    ]);
    assert!(text.contains("现任"), "{text}");
}

#[test]
fn a_suspended_person_gets_no_device_until_let_in_again() {
    let console = Console::with_estate();
    add(&console, "张大爷", "楼长", &["--building", "1号楼"]);
    assert!(matches!(
        join(&console, "张大爷", 1),
        Redemption::Enrolled(_)
    ));
    let code = console.done(&["person", "invite", "张大爷"])["code"].clone();
    let code: InvitationCode = code.as_str().unwrap().parse().unwrap();
    assert_eq!(console.done(&["person", "suspend", "张大爷"])["devices"], 1);
    assert_eq!(console.done(&["person", "suspend", "张大爷"])["devices"], 0);
    assert_ne!(
        console.done(&["device", "list"])[0]["suspended_at"],
        Value::Null
    );
    assert!(
        console
            .failed(&["person", "invite", "张大爷"])
            .contains("person resume")
    );
    // Nor by a code from before.
    assert_eq!(redeem(&console, &code, 2), Redemption::Invalid);
    assert_eq!(
        console.done(&["person", "resume", "张大爷"])["was_suspended"],
        true
    );
    assert_eq!(
        console.done(&["person", "resume", "张大爷"])["was_suspended"],
        false
    );
    assert!(matches!(
        join(&console, "张大爷", 2),
        Redemption::Enrolled(_)
    ));
    assert_ne!(
        console.done(&["device", "list"])[0]["suspended_at"],
        Value::Null
    );
}

#[test]
fn an_empty_escrow_says_so() {
    let console = Console::with_estate();
    assert_eq!(
        console.done(&["escrow", "list"]).as_array().unwrap().len(),
        0
    );
    let nothing = "00000000-0000-0000-0000-000000000000";
    for command in [
        ["escrow", "adopt", nothing].as_slice(),
        &["escrow", "return", nothing, "--note", "好"],
    ] {
        assert!(console.failed(command).contains("待处理的工作"));
    }
    let long = "长".repeat(201);
    assert!(
        console
            .failed(&["escrow", "return", nothing, "--note", &long])
            .contains("200")
    );
}

#[test]
fn a_handler_is_appointed_for_a_department_of_the_place() {
    let console = Console::with_estate();
    let handler = [
        "person",
        "add",
        "--estate",
        "幸福里",
        "--name",
        "梁国栋",
        "--role",
        "部门经办人",
    ];
    let without = console.failed(&handler);
    assert!(without.contains("部门经办人必须指明部门"), "{without}");
    let unknown = console.failed(&[&handler[..], &["--department", "物业"]].concat());
    assert!(unknown.contains("部门"), "{unknown}");
    let added = ["department", "add", "--estate", "幸福里", "--name", "物业"];
    let department = console.done(&added)["department"].clone();
    let twice = console.failed(&added);
    assert!(twice.contains("已存在"), "{twice}");
    let listed = console.done(&["department", "list"]);
    assert_eq!(
        (&listed[0]["id"], &listed[0]["name"]),
        (&department, &"物业".into())
    );
    add(&console, "梁国栋", "部门经办人", &["--department", "物业"]);
    let people = console.done(&["person", "list"]);
    let people = people.as_array().unwrap();
    let his = people.iter().find(|it| it["name"] == "梁国栋").unwrap();
    assert_eq!(his["appointments"][0]["department"], department);
    // While he is on leave, somebody of the same department.
    let leave = [
        "--department",
        "物业",
        "--covers",
        "梁国栋",
        "--until",
        "2099-12-31",
    ];
    add(&console, "苏晓梅", "部门经办人", &leave);
}

#[test]
fn an_unlock_code_is_for_somebody_known_who_is_not_suspended() {
    let console = Console::with_estate();
    let person = add(&console, "张大爷", "楼长", &["--building", "1号楼"]);
    let given = console.done(&["person", "unlock", "张大爷", "--hours", "2"]);
    assert_eq!(given["person"], person);
    assert!(
        given["code"]
            .as_str()
            .unwrap()
            .parse::<InvitationCode>()
            .is_ok()
    );
    // It enrols nobody.
    let code = given["code"].as_str().unwrap().parse().unwrap();
    assert_eq!(redeem(&console, &code, 3), Redemption::Invalid);
    console.done(&["person", "suspend", "张大爷"]);
    assert!(
        console
            .failed(&["person", "unlock", "张大爷"])
            .contains("suspended")
    );
}
