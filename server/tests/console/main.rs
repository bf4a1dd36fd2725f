//! `linli-server` as an operator runs it: the real program, its exit codes and its words.

mod audit;
mod demo;
mod duplicates;
mod maintenance;
mod mediation;
mod operator;
mod people;
mod privacy;
mod retention;
mod serving;

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A data folder, and the program working on it.
struct Console {
    data: TempDir,
}

impl Console {
    fn new() -> Self {
        Self {
            data: tempfile::tempdir().unwrap(),
        }
    }

    /// With `init` done and the estate of the demonstration in it.
    fn with_estate() -> Self {
        let console = Self::new();
        console.done(&["init"]);
        console.done(&["estate", "import", &fixture("estate.json")]);
        console
    }

    /// With its register as well.
    fn with_register() -> Self {
        let console = Self::with_estate();
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
        console
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linli-server"));
        command
            .args(arguments)
            .arg("--data")
            .arg(self.data.path().join("store"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What it prints as JSON when it succeeds.
    fn done(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        let failed = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {failed}");
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    /// What it says when it fails.
    fn failed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

fn fixture(name: &str) -> String {
    format!(
        "{}/../fixtures/estates/demo/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}
