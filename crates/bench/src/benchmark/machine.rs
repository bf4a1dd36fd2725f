//! Where the figures were measured.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde::Serialize;

use super::clock::Stopwatch;
use super::failure::{Failure, Result};
use super::median::median;

/// Commits on the disk that are timed.
const COMMITS: usize = 40;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Machine {
    pub(crate) cores: usize,
    pub(crate) cpu_model: String,
    /// What `rustc` on this machine calls itself.
    pub(crate) rustc: String,
    /// `release` or `debug`: figures of a debug build mean nothing.
    pub(crate) build: &'static str,
    /// Time that the disk takes to make 4 KiB durable: every commit waits for it at least once.
    pub(crate) fsync_ms: f64,
    /// Processes that wanted a core in the minute before: above the number of cores, others slow this down.
    pub(crate) load: f64,
}

impl Machine {
    /// `folder`: on the disk that the databases will be on.
    pub(crate) fn look(folder: &Path) -> Result<Self> {
        Ok(Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            cpu_model: cpu_model().unwrap_or_else(|| "unknown".to_owned()),
            rustc: rustc().unwrap_or_else(|| "unknown".to_owned()),
            build: if cfg!(debug_assertions) {
                "debug"
            } else {
                "release"
            },
            load: load().unwrap_or(0.0),
            fsync_ms: fsync_ms(&folder.join("fsync")).map_err(Failure::io("timing the disk"))?,
        })
    }
}

fn cpu_model() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

fn rustc() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    Some(said.trim().to_owned())
}

fn fsync_ms(path: &Path) -> std::io::Result<f64> {
    let mut file = File::create(path)?;
    let mut times = Vec::with_capacity(COMMITS);
    for _ in 0..COMMITS {
        let watch = Stopwatch::start();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(watch.ms());
    }
    fs::remove_file(path)?;
    Ok(median(times))
}
