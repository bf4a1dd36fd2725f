//! What is past its term, before anything is erased.

use linli_domain::command::{CloseDispute, Command, DisputeOutcome, MoveOutResident, OpenDispute};
use linli_domain::{DisputeId, DocumentKey, EventId, Timestamp};
use linli_server::store::sqlite::SqliteStore;
use linli_server::store::{ConsoleCommand, Store};
use serde_json::{Value, json};

use crate::{Console, fixture};

pub(crate) fn with_register() -> Console {
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

/// As of this day two of the three months of the fixture are archived, and nothing is past its term.
const NEXT_WINTER: &str = "2027-12-15";

#[test]
fn a_dry_run_lists_what_is_closed_archived_and_erased_and_the_run_does_that() {
    let console = with_register();
    let dry = console.done(&["retention", "--dry-run", "--on", "2028-12-15"]);
    let estate = &dry["estates"][0];
    let all = |sort: &str| estate[sort].as_array().unwrap().clone();
    let (close, archive, over) = (all("close"), all("archive"), all("over"));
    assert!(close.iter().all(|it| it["what"] == "cases"));
    // Months of which all visits are past their term are not archived first.
    assert!(
        archive.iter().all(|it| it["what"] == "cases"),
        "{archive:?}"
    );
    for some in [&close, &archive, &over] {
        assert!(!some.is_empty());
    }
    let text = console
        .run(&["retention", "--dry-run", "--on", "2028-12-15"])
        .stdout;
    let text = String::from_utf8(text).unwrap();
    for part in [
        "待办结：事项",
        "to be closed: cases",
        "待归档：事项",
        "走访 60",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let done = console.done(&["retention", "--on", "2028-12-15"]);
    assert_eq!(done["closed"], close.len());
    assert_eq!(done["archived"], archive.len());
    assert_eq!(done["erased"], over.len());
    let again = console.done(&["retention", "--on", "2028-12-15"]);
    for sort in ["closed", "archived", "erased", "documents"] {
        assert_eq!(again[sort], 0, "{sort}");
    }
    // Why they were closed is there to read.
    let out = exported(&console);
    let cases = std::fs::read_to_string(out.join("cases.jsonl")).unwrap();
    assert_eq!(cases.matches("24个月没有进展").count(), close.len());
    assert!(!cases.contains("\"open\""), "{cases}");
    console.done(&["check"]);
    console.done(&["audit", "verify"]);
}

fn exported(console: &Console) -> std::path::PathBuf {
    let out = console.data.path().join("out");
    let to = out.to_str().unwrap();
    console.done(&["export", "--estate", "幸福里", "--to", to]);
    out
}

/// Lines in any order.
fn lines(file: &std::path::Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn what_is_archived_is_listed_shown_exported_and_erased_in_its_time() {
    let console = with_register();
    let before = exported(&console);
    let [visits, cases] = ["visits.jsonl", "cases.jsonl"].map(|name| lines(&before.join(name)));
    std::fs::remove_dir_all(&before).unwrap();

    let done = console.done(&["retention", "--on", NEXT_WINTER]);
    assert_eq!((&done["closed"], &done["erased"]), (&0.into(), &0.into()));
    let listed = console.done(&["archive", "list", "--estate", "幸福里"]);
    let listed = listed["estates"][0]["archived"].as_array().unwrap().clone();
    assert_eq!(done["archived"], listed.len());
    let text = console.run(&["archive", "list"]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("2026-09 走访"), "{text}");
    // Nothing that was said at a door is in the list, and all of it in what is shown.
    let month = listed.iter().find(|it| it["month"] == "2026-09").unwrap();
    let id = month["document"].as_str().unwrap();
    let shown = console.done(&["archive", "show", id]);
    let content = shown["archived"][0]["visits"].as_object().unwrap();
    assert_eq!(content.len(), month["entries"].as_u64().unwrap() as usize);
    let note = content.values().find_map(|it| it["note"].as_str()).unwrap();
    assert!(!text.contains(note));
    let read = console.done(&["audit", "list"]);
    let read = read.to_string();
    assert_eq!(read.matches("archive_read").count(), 1);
    assert!(read.contains("\"archived\""));
    assert!(
        console
            .failed(&["archive", "show", "00000000-0000-7000-8000-000000000001"])
            .contains("没有这个归档")
    );

    // An export has it all the same, and so has a backup.
    let after = exported(&console);
    assert_eq!(lines(&after.join("visits.jsonl")), visits);
    assert_eq!(lines(&after.join("cases.jsonl")), cases);
    // Given once more, it is not written down a second time.
    let [visits_file, cases_file] = ["visits.jsonl", "cases.jsonl"].map(|name| {
        let file = after.join(name);
        file.to_str().unwrap().to_owned()
    });
    let again = [
        "import",
        "--estate",
        "幸福里",
        "--visits",
        &visits_file,
        "--cases",
        &cases_file,
    ];
    console.done(&again);
    let still = console.done(&["archive", "list"]);
    assert_eq!(
        still["estates"][0]["archived"].as_array().unwrap().len(),
        listed.len()
    );
    assert_eq!(
        console.done(&["retention", "--on", NEXT_WINTER])["archived"],
        0
    );
    console.done(&["check"]);
    console.done(&["audit", "verify"]);
    let backup = console.data.path().join("backup.db");
    let backup = backup.to_str().unwrap();
    console.done(&["backup", backup]);
    let restored = Console::new();
    restored.done(&["restore", backup]);
    let again = restored.done(&["archive", "list"]);
    assert_eq!(
        again["estates"][0]["archived"].as_array().unwrap().len(),
        listed.len()
    );

    // And its term ends as if it had never been archived.
    let over = over(&restored, "2030-01-01");
    assert_eq!(of(&over, "visits").count(), visits.len());
    assert!(of(&over, "visits").any(|it| it["archived"] == true));
    let note = note.to_owned();
    let stands = |bytes: &[u8]| {
        bytes
            .windows(note.len())
            .any(|part| part == note.as_bytes())
    };
    restored.done(&["retention", "--on", "2030-01-01"]);
    assert!(!stands(&files(&restored)));
    let left = restored.done(&["archive", "list"]);
    let left = left["estates"][0]["archived"].as_array().unwrap().clone();
    assert!(left.iter().all(|it| it["kind"] == "case"), "{left:?}");
    restored.done(&["check"]);
    restored.done(&["audit", "verify"]);
}

/// As disputes that a court may ask for need it, say.
#[test]
fn terms_are_the_operators_and_the_record_of_processing_tells_them() {
    let console = with_register();
    let file = console.data.path().join("linli.toml");
    std::fs::write(
        &file,
        "[retention.visits]\nerase_after_months = 60\narchive_after_months = 60\n[retention.cases]\nclose_after_months = 3\n",
    )
    .unwrap();
    let config = ["--config", file.to_str().unwrap()];
    let dry = ["retention", "--dry-run", "--on", "2030-01-01"];
    let found = console.done(&[&dry[..], &config].concat());
    let estate = &found["estates"][0];
    let over = estate["over"].as_array().unwrap();
    assert_eq!(of(over, "visits").count(), 0);
    assert!(estate["close"].as_array().unwrap().len() > 1);
    let record = console.run(&[&["privacy", "report", "--lang", "en"], &config[..]].concat());
    let record = String::from_utf8(record.stdout).unwrap();
    assert!(
        record.contains(
            "5 years after the visit (as set here; the default is 2 years after the visit)"
        ),
        "{record}"
    );
    assert!(
        record.contains("| 3 years after the case was closed |"),
        "{record}"
    );

    std::fs::write(&file, "[retention.cases]\nerase_after_months = 0\n").unwrap();
    let refused = console.failed(&[&dry[..], &config].concat());
    for part in [
        "linli.toml: retention.cases.erase_after_months",
        "1 到 600",
        "between 1 and 600",
    ] {
        assert!(refused.contains(part), "{part} in\n{refused}");
    }
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
            case: None,
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
