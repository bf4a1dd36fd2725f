//! What a process has used, as the kernel counts it.

use std::fs;

use super::{Failure, Result};

/// Linux counts processor time for user space in hundredths of a second, on every machine.
const MS_PER_TICK: f64 = 10.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Usage {
    /// User and system time since the start, in milliseconds.
    pub(crate) cpu_ms: f64,
    /// The most memory that was resident at any time, in MiB.
    pub(crate) peak_rss_mb: f64,
    /// Memory that is resident now, in MiB.
    pub(crate) rss_mb: f64,
}

impl Usage {
    pub(crate) fn of_this_process() -> Result<Self> {
        Self::of(std::process::id())
    }

    pub(super) fn of(process: u32) -> Result<Self> {
        let read = |file: &str| {
            fs::read_to_string(format!("/proc/{process}/{file}"))
                .map_err(Failure::io("reading what a process used"))
        };
        let status = read("status")?;
        Ok(Self {
            cpu_ms: cpu_ms(&read("stat")?).unwrap_or(0.0),
            peak_rss_mb: mebibytes(&status, "VmHWM:").unwrap_or(0.0),
            rss_mb: mebibytes(&status, "VmRSS:").unwrap_or(0.0),
        })
    }
}

/// Fields 14 and 15; the second may hold blanks and ends with the last bracket.
fn cpu_ms(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * MS_PER_TICK)
}

fn mebibytes(status: &str, field: &str) -> Option<f64> {
    let line = status.lines().find_map(|it| it.strip_prefix(field))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_writes_is_understood() {
        let stat = "412 (a ) b) S 1 412 412 0 -1 4194560 900 0 0 0 37 5 0 0 20 0 4 0 1";
        assert_eq!(cpu_ms(stat), Some(420.0));
        let status = "VmPeak:\t 900 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 512 kB\n";
        assert_eq!(mebibytes(status, "VmHWM:"), Some(2.0));
        assert_eq!(mebibytes(status, "VmRSS:"), Some(0.5));
    }
}
