//! Check, backup, restore and export, as an operator runs them.

use crate::Console;

#[test]
fn a_backup_is_restored_elsewhere_and_is_sound() {
    let console = Console::with_register();
    let sound = console.done(&["check"]);
    let file = console.data.path().join("backup.db");
    let file = file.to_str().unwrap();
    console.done(&["backup", file]);
    assert!(
        console.failed(&["backup", file]).contains("同名"),
        "it replaces nothing"
    );
    let elsewhere = Console::new();
    elsewhere.done(&["restore", file]);
    assert!(
        elsewhere.failed(&["restore", file]).contains("同名"),
        "it replaces nothing"
    );
    let restored = elsewhere.done(&["check"]);
    assert_eq!(sound["commands"], restored["commands"]);
    assert_eq!(
        console.done(&["estate", "list"]),
        elsewhere.done(&["estate", "list"])
    );
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let console = Console::with_estate();
    let file = console.data.path().join("backup.db");
    std::fs::write(&file, "not a database").unwrap();
    let elsewhere = Console::new();
    let text = elsewhere.failed(&["restore", file.to_str().unwrap()]);
    assert!(text.contains("Failed"), "{text}");
    assert!(
        elsewhere.failed(&["check"]).contains("linli-server init"),
        "nothing was made"
    );
}

#[test]
fn what_is_exported_can_be_imported_elsewhere() {
    let console = Console::with_register();
    let to = console.data.path().join("export");
    let to = to.to_str().unwrap();
    let export = console.done(&["export", "--estate", "幸福里", "--to", to]);
    assert_eq!(
        (&export["households"], &export["visits"]),
        (&24.into(), &60.into())
    );
    assert!(
        console
            .failed(&["export", "--estate", "幸福里", "--to", to])
            .contains("同名")
    );
    let elsewhere = Console::with_estate();
    let [households, visits, cases] =
        ["households.jsonl", "visits.jsonl", "cases.jsonl"].map(|name| format!("{to}/{name}"));
    let import = elsewhere.done(&[
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
    assert_eq!(import["visits"]["new"], 60);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_what_people_said() {
    use std::os::unix::fs::PermissionsExt;
    let console = Console::with_register();
    let to = console.data.path().join("export");
    console.done(&["export", "--estate", "幸福里", "--to", to.to_str().unwrap()]);
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&to.join("visits.jsonl")), 0o600);
    assert_eq!(mode(&console.data.path().join("store")), 0o700);
    let backup = console.data.path().join("backup.db");
    console.done(&["backup", backup.to_str().unwrap()]);
    assert_eq!(mode(&backup), 0o600);
}
