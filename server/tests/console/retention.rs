//! What is past its term, before anything is erased.

use linli_domain::command::{CloseDispute, Command, DisputeOutcome, MoveOutResident, OpenDispute};
use linli_domain::{DisputeId, DocumentKey, EventId, Timestamp};
use linli_server::store::sqlite::SqliteStore;
use linli_server::store::{ConsoleCommand, Store};
use serde_json::{Value, json};

use crate::{Console, fixture};

fn with_register() -> Console {
    let console = Console::with_estate();
    let [households, visits, cases] =
        ["households.jsonl", "visits.jsonl", "cases.jsonl"].map(fixture);
    console.done(&[
        "import",
        "--estate",
        "幸福里",
        "--households",
        &households,
        "--visits",
        &visits,
        "--cases",
        &cases,
    ]);
    console.done(&[
        "person",
        "add",
        "--estate",
        "幸福里",
        "--name",
        "王秀兰",
        "--role",
        "楼长",
        "--from",
        "2026-01-01",
        "--until",
        "2026-06-30",
    ]);
    console
}

fn over(console: &Console, on: &str) -> Vec<Value> {
    let found = console.done(&["retention", "--dry-run", "--on", on]);
    found["estates"][0]["over"].as_array().unwrap().clone()
}

fn of<'a>(over: &'a [Value], what: &'a str) -> impl Iterator<Item = &'a Value> {
    over.iter().filter(move |it| it["what"] == what)
}

#[test]
fn visits_are_past_their_term_after_two_years_and_closed_cases_after_three() {
    let console = with_register();
    // The visits of the fixture are of autumn 2026.
    assert_eq!(over(&console, "2028-08-31"), Vec::<Value>::new());
    let some = over(&console, "2028-10-01");
    let count = of(&some, "visits").count();
    assert!(count > 0 && count < 60, "{count}");
    assert_eq!(some.len(), count);
    let all = over(&console, "2030-01-01");
    assert_eq!(of(&all, "visits").count(), 60);
    let lines = std::fs::read_to_string(fixture("cases.jsonl")).unwrap();
    let closed: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|case| case["status"] == "closed")
        .map(|case| case["id"].as_str().unwrap().to_owned())
        .collect();
    let mut found: Vec<&str> = of(&all, "cases")
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    found.sort_unstable();
    let mut expected: Vec<&str> = closed.iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    // The appointment ended in June 2026; households in which people live stay.
    assert_eq!(
        of(&all, "appointments").next().unwrap()["since"],
        "2029-06-30"
    );
    assert_eq!(
        of(&all, "households").count() + of(&all, "residents").count(),
        0
    );
}

#[test]
fn the_list_has_counts_months_and_ids_and_names_nobody() {
    let console = with_register();
    let list = console
        .run(&["retention", "--dry-run", "--on", "2030-01-01"])
        .stdout;
    let list = String::from_utf8(list).unwrap();
    for part in [
        "走访 60",
        "2026-09 (",
        "已办结事项",
        "什么也没有删除",
        "nothing was erased",
    ] {
        assert!(list.contains(part), "{part} in\n{list}");
    }
    for line in std::fs::read_to_string(fixture("households.jsonl"))
        .unwrap()
        .lines()
    {
        let household: Value = serde_json::from_str(line).unwrap();
        for resident in household["residents"].as_array().unwrap() {
            assert!(!list.contains(resident["name"].as_str().unwrap()));
        }
    }
    assert!(!list.contains("王秀兰"));
}

/// All files of the store, the write-ahead log as well.
fn files(console: &Console) -> Vec<u8> {
    let entries = std::fs::read_dir(console.data.path().join("store")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .flat_map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn what_is_past_its_term_goes_and_the_rest_stays() {
    let console = with_register();
    let lines = std::fs::read_to_string(fixture("visits.jsonl")).unwrap();
    let note = lines.lines().find_map(|line| {
        let visit: Value = serde_json::from_str(line).unwrap();
        let note = visit["note"].as_str().unwrap().to_owned();
        (note.chars().count() > 12).then_some(note)
    });
    let note = note.unwrap();
    let stands = |bytes: &[u8]| {
        bytes
            .windows(note.len())
            .any(|window| window == note.as_bytes())
    };
    assert!(stands(&files(&console)));
    let gone = over(&console, "2030-01-01").len();
    let done = console.done(&["retention", "--on", "2030-01-01"]);
    assert_eq!(done["erased"], gone);
    assert_eq!(over(&console, "2030-01-01"), Vec::<Value>::new());
    assert!(!stands(&files(&console)));
    console.done(&["check"]);
    console.done(&["audit", "verify"]);
    // Everybody who lives there is still in the register.
    let out = console.data.path().join("out");
    console.done(&[
        "export",
        "--estate",
        "幸福里",
        "--to",
        out.to_str().unwrap(),
    ]);
    let households = std::fs::read_to_string(out.join("households.jsonl")).unwrap();
    let imported = std::fs::read_to_string(fixture("households.jsonl")).unwrap();
    assert_eq!(households.lines().count(), imported.lines().count());
    let visits = std::fs::read_to_string(out.join("visits.jsonl")).unwrap();
    assert_eq!(visits, "");
}

/// A household whose people have all moved out, and a dispute that names one of them.
fn with_a_dispute(console: &Console) -> DocumentKey {
    let store = SqliteStore::open(&console.data.path().join("store/linli.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let estate = store.estates().await.unwrap()[0].id;
        let building = store.buildings(estate).await.unwrap()[0].0;
        let household = "4c7989a4-ef97-4218-b549-4083e83dc75a".parse().unwrap();
        let home = DocumentKey::Household {
            estate,
            building,
            household,
        };
        let dispute = DocumentKey::Dispute {
            estate,
            dispute: DisputeId::from_bytes([0xd1; 16]),
        };
        let at: Timestamp = "2026-10-01T04:00:00Z".parse().unwrap();
        let on = at.date();
        let moved_out = [
            "b6a7984d-a10f-4f49-9e05-dd57dd47c261",
            "dabafe62-9540-4cb9-a7cd-92f191c3d20e",
        ]
        .map(|id| {
            let resident = id.parse().unwrap();
            (home, MoveOutResident { resident, on }.into())
        });
        let open = OpenDispute {
            title: "孙玉梅与楼上漏水".parse().unwrap(),
            detail: None,
            opened_at: at,
            building: None,
            household: Some(household),
            parties: Vec::new(),
        };
        let close = CloseDispute {
            event: EventId::from_bytes([1; 16]),
            at,
            outcome: DisputeOutcome::PassedOn,
            text: None,
        };
        let mediated: [(DocumentKey, Command); 2] =
            [(dispute, open.into()), (dispute, close.into())];
        let all = moved_out.into_iter().chain(mediated);
        let commands = all.map(|(document, command)| ConsoleCommand {
            document,
            at,
            command,
        });
        let done = store.console(commands.collect(), at).await.unwrap();
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        store.close().await;
        dispute
    })
}

#[test]
fn a_dispute_is_kept_for_five_years_whoever_moves_out_before() {
    let console = with_register();
    let dispute = with_a_dispute(&console);
    let stands = || {
        let (bytes, title) = (files(&console), "孙玉梅与楼上漏水".as_bytes());
        bytes.windows(title.len()).any(|window| window == title)
    };
    let before = over(&console, "2031-09-30");
    assert_eq!(of(&before, "disputes").count(), 0);
    assert!(of(&before, "households").count() > 0);
    console.done(&["retention", "--on", "2031-09-30"]);
    assert!(stands());
    let after = over(&console, "2031-10-01");
    let [over] = &after[..] else {
        panic!("{after:?}")
    };
    assert_eq!(
        (&over["what"], &over["since"]),
        (&json!("disputes"), &json!("2031-10-01"))
    );
    assert_eq!(over["document"], json!(dispute.id()));
    console.done(&["retention", "--on", "2031-10-01"]);
    assert!(!stands());
    console.done(&["check"]);
}
