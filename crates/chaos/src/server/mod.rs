//! The server as a process: its console, its log, its disk.

mod console;
mod disk;
mod log;

use std::io::BufReader;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub(crate) use console::Console;
pub(crate) use disk::Disk;
pub(crate) use log::Log;

use crate::{Failure, Result};

const START_PATIENCE: Duration = Duration::from_secs(60);

/// A running process. It dies with its owner.
pub(crate) struct Server {
    child: Child,
    listens: Receiver<()>,
    reader: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts the process and does not wait for it.
    pub(crate) fn spawn(console: &Console, address: SocketAddr, log: &Arc<Log>) -> Result<Self> {
        let mut child = console
            .command()
            .args([
                "--log-format",
                "json",
                "serve",
                "--listen",
                &address.to_string(),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(Failure::io("starting the server"))?;
        let stderr = BufReader::new(child.stderr.take().expect("it was asked for"));
        let (say, listens) = mpsc::channel();
        let log = Arc::clone(log);
        let reader = thread::spawn(move || log.read(stderr, &say));
        Ok(Self {
            child,
            listens,
            reader: Some(reader),
        })
    }

    pub(crate) fn start(console: &Console, address: SocketAddr, log: &Arc<Log>) -> Result<Self> {
        Self::spawn(console, address, log)?.listening()
    }

    /// Once it accepts requests.
    pub(crate) fn listening(mut self) -> Result<Self> {
        match self.listens.recv_timeout(START_PATIENCE) {
            Ok(()) => Ok(self),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Hung("linli-server serve".to_owned())),
            Err(RecvTimeoutError::Disconnected) => {
                drop(self.child.wait());
                let said = self.reader.take().map(JoinHandle::join);
                Err(Failure::NotStarted(
                    said.and_then(std::result::Result::ok).unwrap_or_default(),
                ))
            }
        }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// kill -9, at once. An end of its own before that is a crash.
    pub(crate) fn kill(mut self) -> Result<()> {
        if let Ok(Some(status)) = self.child.try_wait() {
            return Err(Failure::broken(format!(
                "the server ended by itself: {status}"
            )));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
        if let Some(reader) = self.reader.take() {
            drop(reader.join());
        }
    }
}

/// A port for a server that comes and goes. Below those that the system gives to outgoing connections:
/// while the server is down, one of these could take its place.
pub(crate) fn free_address() -> Result<SocketAddr> {
    const LOWEST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    let first = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap_or(0);
    (0..COUNT)
        .map(|step| SocketAddr::from((Ipv4Addr::LOCALHOST, LOWEST + (first + step) % COUNT)))
        .find(|address| TcpListener::bind(address).is_ok())
        .ok_or(Failure::NotStarted("no port is free".to_owned()))
}

/// Memory of a process's own, in MiB, without what it maps of files. `None` where the kernel does not say.
pub(crate) fn memory_mib(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1_024.0)
}
