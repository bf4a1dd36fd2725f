//! Mediation files: closed when nobody mediates any more, archived, and erased by a term of their own.

use linli_domain::command::{
    CloseDispute, Command, DisputeOutcome, MoveOutResident, OpenDispute, SettleDispute,
};
use linli_domain::{BuildingId, DisputeId, DocumentKey, EstateId, EventId, Timestamp};
use linli_server::store::sqlite::SqliteStore;
use linli_server::store::{ConsoleCommand, Store};
use serde_json::{Value, json};

use crate::Console;
use crate::retention::{exported, files, of, over};

/// A household of the fixture, and all who live there.
const HOUSEHOLD: &str = "4c7989a4-ef97-4218-b549-4083e83dc75a";
const RESIDENTS: [&str; 2] = [
    "b6a7984d-a10f-4f49-9e05-dd57dd47c261",
    "dabafe62-9540-4cb9-a7cd-92f191c3d20e",
];
/// One of them comes up in it.
const TITLE: &str = "孙玉梅与楼上漏水";

fn at() -> Timestamp {
    "2026-10-01T04:00:00Z".parse().unwrap()
}

fn dispute(estate: EstateId, number: u8) -> DocumentKey {
    DocumentKey::Dispute {
        estate,
        dispute: DisputeId::from_bytes([number; 16]),
    }
}

fn open(title: &str) -> Command {
    OpenDispute {
        title: title.parse().unwrap(),
        detail: None,
        opened_at: at(),
        building: None,
        household: HOUSEHOLD.parse().ok(),
        parties: Vec::new(),
        case: None,
    }
    .into()
}

fn close() -> Command {
    CloseDispute {
        event: EventId::from_bytes([1; 16]),
        at: at(),
        outcome: DisputeOutcome::PassedOn,
        text: None,
    }
    .into()
}

fn settle() -> Command {
    SettleDispute {
        event: EventId::from_bytes([2; 16]),
        at: at(),
        on: at().date(),
        agreement: "各退一步".parse().unwrap(),
    }
    .into()
}

/// Executes at the console what `work` makes of an estate and a building of it.
fn record(
    console: &Console,
    work: impl FnOnce(EstateId, BuildingId) -> Vec<(DocumentKey, Command)>,
) {
    let store = SqliteStore::open(&console.data.path().join("store/linli.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let estate = store.estates().await.unwrap()[0].id;
        let building = store.buildings(estate).await.unwrap()[0].0;
        let commands = work(estate, building).into_iter();
        let commands = commands.map(|(document, command)| ConsoleCommand {
            document,
            at: at(),
            command,
        });
        let done = store.console(commands.collect(), at()).await.unwrap();
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        store.close().await;
    });
}

fn move_out(estate: EstateId, building: BuildingId) -> Vec<(DocumentKey, Command)> {
    let home = DocumentKey::Household {
        estate,
        building,
        household: HOUSEHOLD.parse().unwrap(),
    };
    let moved = RESIDENTS.map(|id| MoveOutResident {
        resident: id.parse().unwrap(),
        on: at().date(),
    });
    moved.map(|command| (home, command.into())).into()
}

fn archived(console: &Console) -> Vec<Value> {
    let listed = console.done(&["archive", "list"]);
    let listed = listed["estates"][0]["archived"].as_array().unwrap();
    let disputes = listed.iter().filter(|it| it["kind"] == "dispute");
    disputes.cloned().collect()
}

/// Of each archived dispute its outcome and the text of its last event.
fn ends(console: &Console) -> Vec<(Value, String)> {
    let shown = archived(console).into_iter().map(|it| {
        let id = it["document"].as_str().unwrap().to_owned();
        let shown = console.done(&["archive", "show", &id]);
        let view = shown["archived"][0]["dispute"].clone();
        let last = view["events"].as_array().unwrap().last().cloned();
        let text = last.unwrap()["text"].as_str().unwrap().to_owned();
        (view["outcome"].clone(), text)
    });
    shown.collect()
}

#[test]
fn a_dispute_is_kept_for_five_years_whoever_moves_out_before() {
    let console = Console::with_register();
    record(&console, |estate, building| {
        let mut all = move_out(estate, building);
        let dispute = dispute(estate, 0xd1);
        all.extend([(dispute, open(TITLE)), (dispute, close())]);
        all
    });
    let stands = || {
        let (bytes, title) = (files(&console), TITLE.as_bytes());
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
        (&over["what"], &over["since"], &over["archived"]),
        (&json!("disputes"), &json!("2031-10-01"), &json!(true))
    );
    console.done(&["retention", "--on", "2031-10-01"]);
    assert!(!stands());
    assert_eq!(archived(&console), [Value::Null; 0]);
    console.done(&["check"]);
}

#[test]
fn a_year_after_its_end_a_file_leaves_the_mediators_and_stays_here() {
    let console = Console::with_register();
    record(&console, |estate, _| {
        let dispute = dispute(estate, 0xd1);
        vec![(dispute, open(TITLE)), (dispute, close())]
    });
    console.done(&["retention", "--on", "2027-09-30"]);
    assert_eq!(archived(&console), [Value::Null; 0]);
    let due = console.done(&["retention", "--dry-run", "--on", "2027-10-01"]);
    let due = due["estates"][0]["archive"].as_array().unwrap().clone();
    assert_eq!(of(&due, "disputes").count(), 1);
    console.done(&["retention", "--on", "2027-10-01"]);

    let [one] = &archived(&console)[..] else {
        panic!("one is archived")
    };
    let id = one["document"].as_str().unwrap();
    let text = console.run(&["archive", "show", id]).stdout;
    let text = String::from_utf8(text).unwrap();
    for part in ["已移交", TITLE, "纠纷"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let listed = console.run(&["archive", "list"]).stdout;
    assert!(!String::from_utf8(listed).unwrap().contains(TITLE));
    // A mediation file is in no export, archived or not.
    let out = exported(&console);
    for file in std::fs::read_dir(out).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains(TITLE));
    }
    console.done(&["check"]);
    console.done(&["audit", "verify"]);
}

#[test]
fn a_dispute_that_nobody_mediates_any_more_is_closed_as_what_it_came_to() {
    let console = Console::with_register();
    record(&console, |estate, _| {
        let (agreed, open_still) = (dispute(estate, 0xd1), dispute(estate, 0xd2));
        vec![
            (agreed, open("停车位")),
            (agreed, settle()),
            (open_still, open("楼道堆物")),
        ]
    });
    let close = |on: &str| {
        let due = console.done(&["retention", "--dry-run", "--on", on]);
        let due = due["estates"][0]["close"].as_array().unwrap().clone();
        let outcomes = of(&due, "disputes").map(|it| it["outcome"].clone());
        outcomes.collect::<Vec<_>>()
    };
    assert_eq!(close("2028-09-30"), [Value::Null; 0]);
    assert_eq!(close("2028-10-01"), [json!("settled"), json!("unresolved")]);
    console.done(&["retention", "--on", "2028-10-01"]);
    assert_eq!(close("2028-10-01"), [Value::Null; 0]);
    // Closed then, so their terms run from then on.
    console.done(&["retention", "--on", "2029-10-01"]);
    let ends = ends(&console);
    assert_eq!(
        ends.iter().map(|it| it.0.clone()).collect::<Vec<_>>(),
        [json!("settled"), json!("unresolved")]
    );
    for (_, why) in ends {
        assert!(
            why.contains("24个月没有进展") && why.contains("mediation ended"),
            "{why}"
        );
    }
    console.done(&["check"]);
    console.done(&["audit", "verify"]);
}
