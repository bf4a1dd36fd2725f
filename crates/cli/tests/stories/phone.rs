//! A replica, driven by the real `linli` as a process of its own for each command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) replica: PathBuf,
    /// How the replica is named on the command line.
    named: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
}

/// What a process said and how it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Phone {
    pub(crate) fn new(replica: &Path) -> Self {
        Self {
            replica: replica.to_owned(),
            named: vec!["--replica".into(), replica.into()],
            variables: Vec::new(),
        }
    }

    /// Somebody's own, of several people on one machine.
    pub(crate) fn of(data: &Path, person: &str) -> Self {
        let replica = data.join("linli/people").join(person).join("replica.db");
        Self {
            named: vec!["--as".into(), person.into()],
            variables: vec![("XDG_DATA_HOME", data.into())],
            ..Self::new(&replica)
        }
    }

    /// With a PIN or a code at hand.
    pub(crate) fn knowing(&self, variable: &'static str, text: &str) -> Self {
        let mut phone = self.clone();
        phone.variables.retain(|(name, _)| *name != variable);
        phone.variables.push((variable, text.into()));
        phone
    }

    /// Runs a command, whatever becomes of it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_linli"))
            .args(&self.named)
            .args(arguments)
            .env_remove("LINLI_KEY_FILE")
            .env_remove("LINLI_LANG")
            .env_remove("LINLI_PROFILE")
            .env_remove("LINLI_REPLICA")
            .envs(self.variables.iter().map(|(name, text)| (name, text)))
            .output()
            .unwrap();
        Said {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A command that must succeed, and what it says.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}\n{}{}", said.out, said.err);
        said.out
    }

    /// The same as fields.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Value {
        let text = self.ok(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{text}"))
    }

    /// A command that must fail: its exit code and the error as fields.
    pub(crate) fn fail(&self, arguments: &[&str]) -> (i32, Value) {
        let said = self.run(&[arguments, &["--json"]].concat());
        assert_ne!(said.code, 0, "{arguments:?}\n{}", said.out);
        // One line, and nothing beside it.
        let error = serde_json::from_str(&said.err)
            .unwrap_or_else(|_| panic!("{arguments:?}\n{}", said.err));
        (said.code, error)
    }

    /// The exit code and the code of the error.
    pub(crate) fn fails_with(&self, arguments: &[&str]) -> (i32, String) {
        let (exit, error) = self.fail(arguments);
        (exit, error["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Joins with a code, and syncs once.
    pub(crate) fn join(&self, server: &str, code: &str) {
        self.ok(&["join", "--server", server, "--code", code]);
        self.ok(&["sync"]);
    }

    /// A visit at which somebody was met.
    pub(crate) fn visit(&self, door: &str, note: &str) -> Value {
        let met = ["visit", "record", door, "--outcome", "met"];
        self.ask(&[&met[..], &["--note", note]].concat())
    }

    /// A file beside the replica.
    pub(crate) fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.replica.as_os_str().to_owned();
        name.push(end);
        name.into()
    }
}

/// One after the other.
pub(crate) fn sync(phones: &[&Phone]) {
    for phone in phones {
        phone.ok(&["sync"]);
    }
}
