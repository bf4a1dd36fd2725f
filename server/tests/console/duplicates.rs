//! Who may be written down twice, as the operator prints it for the secretary.

use linli_domain::exchange::HouseholdRow;
use serde_json::Value;

use crate::{Console, fixture};

/// The register of the demonstration, and its first household's first resident once more at the next door.
fn written_down_twice() -> (Console, String) {
    let console = Console::with_estate();
    let lines = std::fs::read_to_string(fixture("households.jsonl")).unwrap();
    let mut rows: Vec<HouseholdRow> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut twice = rows[0].residents[0].clone();
    let name = twice.name.clone();
    twice.id = uuid::Uuid::from_u128(0x7777);
    twice.phone = "13800009999".into();
    rows[0].residents[0].phone = "+86 138-0000-9999".into();
    let door = (rows[0].building.clone(), rows[0].unit.clone());
    let next = rows[1..]
        .iter_mut()
        .find(|row| (&row.building, &row.unit) == (&door.0, &door.1))
        .expect("a neighbour");
    next.residents.push(twice);
    let file = console.data.path().join("households.jsonl");
    let lines: Vec<String> = rows
        .iter()
        .map(|row| serde_json::to_string(row).unwrap())
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let file = file.to_str().unwrap();
    console.done(&["import", "--estate", "幸福里", "--households", file]);
    (console, name)
}

#[test]
fn duplicates_are_printed_with_names_and_stand_in_the_audit_log() {
    let (console, name) = written_down_twice();
    let before = console.done(&["duplicates", "--estate", "幸福里"]);
    assert!(before[0]["sought_at"].is_null(), "nobody has looked yet");

    let found = console.done(&["duplicates", "--now"]);
    let pairs = found[0]["duplicates"].as_array().unwrap();
    let new = uuid::Uuid::from_u128(0x7777).to_string();
    let ours = |pair: &&Value| {
        [&pair["one"], &pair["other"]]
            .iter()
            .any(|it| it["resident"] == new.as_str())
    };
    let pair = pairs.iter().find(ours).expect("the double is found");
    assert!(
        pair["reasons"]
            .as_array()
            .unwrap()
            .contains(&"same_phone".into())
    );

    let printed = console.run(&["duplicates"]).stdout;
    let printed = String::from_utf8(printed).unwrap();
    for part in [name.as_str(), "电话相同", "same phone", &new] {
        assert!(printed.contains(part), "{part} in\n{printed}");
    }
    let rows = console.done(&["audit", "list"]);
    let read = rows.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&read["event"], &read["ground"], &read["count"]),
        (
            &"people_read".into(),
            &"duplicates".into(),
            &(2 * pairs.len()).into()
        )
    );
}
