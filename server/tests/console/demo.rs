//! The demonstration tells the truth: each of its steps is checked by itself, and this runs it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::Console;

/// `linli` stands beside the server where both were built; where only the server was, there is no story.
#[test]
fn the_story_holds_from_joining_to_deciding() {
    let server = std::path::Path::new(env!("CARGO_BIN_EXE_linli-server"));
    let console = Console::new();
    if !server.with_file_name("linli").exists() {
        let text = console.failed(&["demo", "--exit"]);
        assert!(text.contains("cargo build -p linli-cli"), "{text}");
        return;
    }
    let output = console.run(&["demo", "--exit", "--listen", "127.0.0.1:0"]);
    let told = String::from_utf8(output.stdout).unwrap();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}\n{failed}");
    for part in ["没有信号", "连不上服务器", "冲突", "✓"] {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn afterwards_people_may_join_with_codes_of_their_own() {
    let server = std::path::Path::new(env!("CARGO_BIN_EXE_linli-server"));
    let linli = server.with_file_name("linli");
    if !linli.exists() {
        return;
    }
    let console = Console::new();
    let mut demo = console.command(&["demo", "--listen", "127.0.0.1:0"]);
    let mut demo = demo.stdout(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(demo.stdout.take().unwrap()).lines();
    let offered = told
        .map(Result::unwrap)
        .find(|line| line.contains("wang.linli join"));
    let offered = offered.expect("the secretary is invited");
    let arguments = offered.split(' ').skip(1);
    let join = Command::new(linli)
        .args(arguments)
        .current_dir(console.data.path())
        .output();
    let join = join.unwrap();
    assert!(
        join.status.success(),
        "{}",
        String::from_utf8_lossy(&join.stderr)
    );
    assert!(String::from_utf8_lossy(&join.stdout).contains("王书记"));
    let id = demo.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", "INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(demo.wait().unwrap().code(), Some(0));
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let text = Console::new().failed(&["demo", "--exit", "--linli", "no-such-program"]);
    assert!(
        text.contains("no-such-program") && text.contains("--linli"),
        "{text}"
    );
}
