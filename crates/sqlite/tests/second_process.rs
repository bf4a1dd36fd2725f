//! A real second process: this test binary runs itself, and talks to itself by pipes.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use common::{SCHEMA, encrypted};
use linli_sqlite::{OpenError, Trouble, open};

const HOLD: &str = "LINLI_SQLITE_TEST_HOLD";
const WRITTEN: &str = "written and held";

/// Idle in a normal run. In the second process: writes a note, says so, and holds the file until its
/// standard input ends.
#[test]
fn hold_in_second_process() {
    let Ok(path) = std::env::var(HOLD) else {
        return;
    };
    let connection = open(Path::new(&path), &encrypted(), &SCHEMA).unwrap();
    connection
        .execute("INSERT INTO note (text) VALUES ('before')", [])
        .unwrap();
    println!("\n{WRITTEN}");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

fn spawn_holder(path: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hold_in_second_process", "--nocapture"])
        .env(HOLD, path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let held = lines.map(Result::unwrap).any(|line| line == WRITTEN);
    assert!(held, "the second process ended early");
    child
}

fn notes(path: &Path) -> i64 {
    let connection = open(path, &encrypted(), &SCHEMA).unwrap();
    connection
        .query_row("SELECT count(*) FROM note", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_second_process_is_told_that_the_file_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    let mut holder = spawn_holder(&path);

    let error = open(&path, &encrypted(), &SCHEMA).unwrap_err();
    let OpenError::InUse(source) = error else {
        panic!("{error:?}");
    };
    assert_eq!(Trouble::of(&source), Trouble::InUse);

    drop(holder.stdin.take());
    holder.wait().unwrap();
    assert_eq!(notes(&path), 1);
}

#[test]
fn a_killed_process_frees_the_file_and_keeps_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    let mut holder = spawn_holder(&path);
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(notes(&path), 1);
}
