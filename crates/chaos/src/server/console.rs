//! `linli-server` as an operator types it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use linli_bench::workload::{CASES, HOUSEHOLDS, VISITS, Workload};
use serde_json::Value;

use crate::process::{How, run};
use crate::{Failure, Result};

/// Rates are for the open internet; here everybody comes from one address, and again at once.
const CONFIGURATION: &str = "\
[rates]
device = { burst = 1000000, per_minute = 1000000 }
enrolment = { burst = 1000000, per_minute = 1000000 }
token = { burst = 1000000, per_minute = 1000000 }
";

#[derive(Debug, Clone)]
pub(crate) struct Console {
    program: PathBuf,
    configuration: PathBuf,
    data: PathBuf,
}

impl Console {
    /// `folder`: for the configuration, apart from the `data`, whose disk may be full.
    pub(crate) fn new(program: &Path, folder: &Path, data: &Path) -> Result<Self> {
        let console = Self {
            program: program.to_owned(),
            configuration: folder.join("server.toml"),
            data: data.to_owned(),
        };
        console.without_rates()?;
        Ok(console)
    }

    /// Rates as an operator has them who changed nothing, from the next start on.
    pub(crate) fn with_usual_rates(&self) -> Result<()> {
        self.configure("")
    }

    /// No rates to speak of, from the next start on.
    pub(crate) fn without_rates(&self) -> Result<()> {
        self.configure(CONFIGURATION)
    }

    fn configure(&self, text: &str) -> Result<()> {
        fs::write(&self.configuration, text).map_err(Failure::io("preparing the server"))
    }

    /// The server's file.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("linli.db")
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--config")
            .arg(&self.configuration)
            .arg("--data")
            .arg(&self.data);
        command
    }

    pub(crate) fn init(&self) -> Result<()> {
        self.say(&["init"]).map(drop)
    }

    /// Takes over the rows in `folder`.
    pub(crate) fn import(&self, estate: &str, folder: &Path) -> Result<()> {
        let file = |name: &str| folder.join(name).display().to_string();
        let [households, visits, cases] = [file(HOUSEHOLDS), file(VISITS), file(CASES)];
        self.say(&[
            "import",
            "--estate",
            estate,
            "--households",
            &households,
            "--visits",
            &visits,
            "--cases",
            &cases,
        ])
        .map(drop)
    }

    /// The new person's id. `building` unset: a secretary, who reads the whole estate.
    pub(crate) fn appoint(
        &self,
        estate: &str,
        name: &str,
        building: Option<&str>,
    ) -> Result<String> {
        let mut arguments = vec![
            "person", "add", "--estate", estate, "--name", name, "--role",
        ];
        match building {
            Some(building) => arguments.extend(["building_head", "--building", building]),
            None => arguments.push("secretary"),
        }
        self.text(&arguments, "person")
    }

    /// A code with which one device joins.
    pub(crate) fn invite(&self, person: &str) -> Result<String> {
        self.text(&["person", "invite", person], "code")
    }

    /// What the server holds, read past it. `folder` is made.
    pub(crate) fn export(&self, estate: &str, folder: &Path) -> Result<Workload> {
        let to = folder.display().to_string();
        self.say(&["export", "--estate", estate, "--to", &to])?;
        Ok(Workload::read(folder)?)
    }

    /// Commands in the log of a store in which everything follows from them.
    pub(crate) fn check(&self) -> Result<u64> {
        let report = self.say(&["check"]).map_err(|failure| match failure {
            Failure::Console { said, .. } => Failure::broken(format!("the check: {said}")),
            other => other,
        })?;
        report["commands"]
            .as_u64()
            .ok_or_else(|| Failure::broken("the check counted nothing"))
    }

    fn text(&self, arguments: &[&str], field: &str) -> Result<String> {
        let said = self.say(arguments)?;
        said[field]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::Console {
                command: arguments.join(" "),
                said: format!("its result has no {field}"),
            })
    }

    fn say(&self, arguments: &[&str]) -> Result<Value> {
        let ended = run(self.command().arg("--json").args(arguments), None)?;
        if ended.how == How::Exit(0) {
            return Ok(serde_json::from_str(&ended.stdout).unwrap_or_default());
        }
        Err(Failure::Console {
            command: arguments.join(" "),
            said: ended.stderr.trim().to_owned(),
        })
    }
}
