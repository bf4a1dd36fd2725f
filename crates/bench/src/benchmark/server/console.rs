//! `linli-server` as an operator types it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{Failure, Result};

/// Rates are for the open internet: one device that asks 500 times in a second is what is measured here.
/// The limiter runs all the same. Tokens last, for preparing a fleet may take longer than an hour.
const CONFIGURATION: &str = "\
[rates]
device = { burst = 1000000, per_minute = 1000000 }
enrolment = { burst = 1000000, per_minute = 1000000 }
token = { burst = 1000000, per_minute = 1000000 }

[tokens]
lifetime_s = 86400
";

/// The roles that the benchmark appoints.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role<'a> {
    /// Reads the whole estate.
    Secretary,
    /// Reads and writes one building, given by its name.
    HeadOf(&'a str),
}

/// A server's folder and the program that works on it.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    program: PathBuf,
    folder: PathBuf,
}

impl Console {
    /// `folder`: holds the data folder and the configuration file.
    pub(crate) fn new(program: &Path, folder: &Path) -> Result<Self> {
        if !program.is_file() {
            return Err(Failure::NoServer(program.to_owned()));
        }
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(folder.join("server.toml"), CONFIGURATION))
            .map_err(Failure::io("preparing the server's folder"))?;
        Ok(Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server's file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("data").join("linli.db")
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--config")
            .arg(self.folder.join("server.toml"))
            .arg("--data")
            .arg(self.folder.join("data"));
        command
    }

    pub(crate) fn init(&self) -> Result<()> {
        self.run(&["init"]).map(drop)
    }

    pub(crate) fn import(&self, estate: &str, rows: &Path) -> Result<()> {
        let file = |name: &str| rows.join(name).display().to_string();
        self.run(&[
            "import",
            "--estate",
            estate,
            "--households",
            &file(linli_bench::workload::HOUSEHOLDS),
            "--visits",
            &file(linli_bench::workload::VISITS),
            "--cases",
            &file(linli_bench::workload::CASES),
        ])
        .map(drop)
    }

    /// The new person's id.
    pub(crate) fn appoint(&self, estate: &str, name: &str, role: Role<'_>) -> Result<String> {
        let mut arguments = vec!["person", "add", "--estate", estate, "--name", name];
        match role {
            Role::Secretary => arguments.extend(["--role", "secretary"]),
            Role::HeadOf(building) => {
                arguments.extend(["--role", "building_head", "--building", building]);
            }
        }
        self.text(&arguments, "person")
    }

    /// A code with which one device joins.
    pub(crate) fn invite(&self, person: &str) -> Result<String> {
        self.text(&["person", "invite", person], "code")
    }

    /// Derives everything again from the commands. Fails unless it is what is stored.
    pub(crate) fn check(&self) -> Result<()> {
        self.run(&["check"]).map(drop)
    }

    fn text(&self, arguments: &[&str], field: &str) -> Result<String> {
        let said = self.run(arguments)?;
        said[field]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::Console {
                command: arguments.join(" "),
                said: format!("its result has no {field}"),
            })
    }

    fn run(&self, arguments: &[&str]) -> Result<Value> {
        let output = self
            .command()
            .arg("--json")
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(Failure::io("running linli-server"))?;
        if !output.status.success() {
            return Err(Failure::Console {
                command: arguments.join(" "),
                said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            });
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
    }
}
