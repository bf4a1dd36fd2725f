//! A server at the most talkative level of its log.

use std::fs::{self, File};
use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::server::{Console, free_address};
use crate::switch::Switch;
use crate::{Failure, Result};

const LOOK: Duration = Duration::from_millis(20);
const LOOKS_MAX: usize = 3_000;

pub(super) struct Talkative {
    child: Child,
    pub(super) address: SocketAddr,
    metrics: SocketAddr,
    log: PathBuf,
}

/// Everything that any module has to say.
pub(super) fn talk(command: &mut Command, format: &str) {
    command
        .env("LINLI_SERVER_LOG__FILTER", "trace")
        .env("LINLI_SERVER_LOG__FORMAT", format)
        .env("RUST_BACKTRACE", "full");
}

impl Talkative {
    pub(super) fn start(
        console: &Console,
        address: SocketAddr,
        format: &str,
        folder: &Path,
    ) -> Result<Self> {
        let log = folder.join("server.log");
        let file = File::create(&log).map_err(Failure::io("making a log"))?;
        let mut command = console.command();
        talk(&mut command, format);
        let mut metrics = free_address()?;
        // The first free one, and nobody listens there yet.
        metrics.set_port(address.port() + 1);
        let child = command
            .args(["serve", "--listen", &address.to_string()])
            .args(["--metrics-listen", &metrics.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .map_err(Failure::io("starting the server"))?;
        let server = Self {
            child,
            address,
            metrics,
            log,
        };
        let pause = Switch::default();
        for _ in 0..LOOKS_MAX {
            if TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            pause.wait(LOOK);
        }
        Err(Failure::NotStarted(server.said()?))
    }

    /// What a machine that watches it reads.
    pub(super) fn metrics(&self) -> Result<String> {
        let agent = ureq::Agent::config_builder()
            .proxy(None)
            .build()
            .new_agent();
        let answer = agent.get(format!("http://{}/metrics", self.metrics)).call();
        let body = answer.map_err(|error| Failure::io("asking for metrics")(error.into_io()))?;
        let mut text = String::new();
        let mut body = body.into_body().into_reader();
        body.read_to_string(&mut text)
            .map_err(Failure::io("reading metrics"))?;
        Ok(text)
    }

    /// Ends it as a service manager does. What it has said.
    pub(super) fn stop(&mut self) -> Result<String> {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-s", "TERM", &id]).status();
        told.map_err(Failure::io("stopping the server"))?;
        self.child
            .wait()
            .map_err(Failure::io("stopping the server"))?;
        self.said()
    }

    fn said(&self) -> Result<String> {
        let bytes = fs::read(&self.log).map_err(Failure::io("reading a log"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Talkative {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
