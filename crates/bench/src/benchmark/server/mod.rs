//! A real server process on a data folder, on a port of its own.

mod console;
mod usage;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

use serde_json::Value;

use super::failure::{Failure, Result};
pub(crate) use console::{Console, Role};
pub(crate) use usage::Usage;

/// Ends with its owner.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    log: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Returns once it accepts requests.
    pub(crate) fn start(console: &Console) -> Result<Self> {
        let mut child = console
            .command()
            .args(["--log-format", "json", "serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Failure::io("starting the server"))?;
        let stderr = child.stderr.take().expect("it was asked for");
        let mut log = BufReader::new(stderr);
        match address(&mut log) {
            Ok(address) => Ok(Self {
                child,
                address,
                log: Some(thread::spawn(move || drain(log))),
            }),
            Err(failure) => {
                drop(child.kill());
                drop(child.wait());
                Err(failure)
            }
        }
    }

    pub(crate) fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id())
    }

    /// As an operator stops it: what it has in memory goes to its file.
    pub(crate) fn stop(mut self) -> Result<()> {
        let id = self.child.id().to_string();
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .map_err(Failure::io("stopping the server"))?;
        self.child
            .wait()
            .map_err(Failure::io("stopping the server"))?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
        if let Some(log) = self.log.take() {
            drop(log.join());
        }
    }
}

/// From the log line in which the server says where it listens.
fn address(log: &mut BufReader<ChildStderr>) -> Result<SocketAddr> {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        let count = log
            .read_line(&mut line)
            .map_err(Failure::io("reading the server's log"))?;
        if count == 0 {
            return Err(Failure::NotStarted(said));
        }
        let fields: Value = serde_json::from_str(&line).unwrap_or_default();
        let found = fields["listen.address"].as_str();
        if let Some(address) = found.and_then(|text| text.parse().ok()) {
            return Ok(address);
        }
        said += &line;
    }
}

/// Warnings and errors are for whoever reads the figures; a pipe that nobody reads would stop the server.
fn drain(log: BufReader<ChildStderr>) {
    for line in log.lines().map_while(std::result::Result::ok) {
        let fields: Value = serde_json::from_str(&line).unwrap_or_default();
        if fields["level"] != "INFO" {
            eprintln!("server: {line}");
        }
    }
}
