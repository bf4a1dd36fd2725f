//! One field client: the real `linli` on a replica of its own, a process for each command.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use linli_bench::workload::Workload;
use serde_json::Value;

use crate::estate::Estate;
use crate::process::{Ended, How, run};
use crate::proxy::Proxy;
use crate::{Failure, Programs, Result};

/// `linli` could not reach the server, or the answer broke off.
pub(super) const EXIT_UNREACHABLE: i32 = 4;
/// At least half of all connections are left alone.
const JOINS_MAX: usize = 60;

#[derive(Debug)]
pub(super) struct Client {
    program: PathBuf,
    folder: PathBuf,
    pub(super) number: usize,
    /// Whose head it belongs to; empty for the secretary's.
    pub(super) building: String,
}

impl Client {
    pub(super) fn join(
        programs: &Programs,
        estate: &Estate,
        proxy: &Proxy,
        number: usize,
    ) -> Result<Self> {
        let (building, person) = estate.head(number);
        Self::new(programs, estate, proxy, number, building, person)
    }

    /// The one who was not there.
    pub(super) fn join_as_secretary(
        programs: &Programs,
        estate: &Estate,
        proxy: &Proxy,
    ) -> Result<Self> {
        Self::new(programs, estate, proxy, usize::MAX, "", &estate.secretary)
    }

    fn new(
        programs: &Programs,
        estate: &Estate,
        proxy: &Proxy,
        number: usize,
        building: &str,
        person: &str,
    ) -> Result<Self> {
        let client = Self {
            program: programs.linli.clone(),
            folder: estate.path(&format!("client-{number}")),
            number,
            building: building.to_owned(),
        };
        let code = estate.console.invite(person)?;
        let server = format!("http://{}", proxy.address);
        client.join_somehow(&["join", "--server", &server, "--code", &code])?;
        Ok(client)
    }

    /// Again with the same code while the network breaks: that must not use it up.
    fn join_somehow(&self, arguments: &[&str]) -> Result<()> {
        for _ in 0..JOINS_MAX {
            let ended = self.run(arguments, None)?;
            match ended.how {
                How::Exit(0) => return Ok(()),
                How::Exit(EXIT_UNREACHABLE) => {}
                _ => return Err(self.failed(arguments, &ended)),
            }
        }
        Err(Failure::broken(format!(
            "client {} could not join in {JOINS_MAX} attempts",
            self.number
        )))
    }

    pub(super) fn run(&self, arguments: &[&str], kill_after: Option<Duration>) -> Result<Ended> {
        let mut command = Command::new(&self.program);
        command
            .arg("--replica")
            .arg(self.folder.join("replica.db"))
            .arg("--json")
            .args(arguments);
        run(&mut command, kill_after)
    }

    /// The answer of a command that has no reason to fail.
    pub(super) fn must(&self, arguments: &[&str]) -> Result<Value> {
        let ended = self.run(arguments, None)?;
        match ended.how {
            How::Exit(0) => Ok(serde_json::from_str(&ended.stdout).unwrap_or_default()),
            _ => Err(self.failed(arguments, &ended)),
        }
    }

    pub(super) fn failed(&self, arguments: &[&str], ended: &Ended) -> Failure {
        let code = if let How::Exit(code) = ended.how {
            Some(code)
        } else {
            None
        };
        Failure::Client {
            command: format!("(client {}) {}", self.number, arguments.join(" ")),
            code,
            said: ended.stderr.trim().to_owned(),
        }
    }

    /// Everything that this replica shows, as rows. `name`: of a folder that is not there yet.
    pub(super) fn export(&self, name: &str) -> Result<Workload> {
        let folder = self.folder.join(name);
        self.must(&["export", "--out", &folder.display().to_string()])?;
        Ok(Workload::read(&folder)?)
    }
}
