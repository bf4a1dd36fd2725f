//! Recording a visit at the door, until it is safe.

use linli_bench::workload;

use super::super::clock::Stopwatch;
use super::super::failure::{Result, verify};
use super::super::figures::Times;
use super::super::fleet::{Device, record_visit};
use super::super::median::{median, quantile};
use super::super::server::Server;
use super::super::stage::{SEED, Stage};

/// As many days' visits as there are runs, one after the other, in a replica that holds a building.
pub(crate) fn recording(stage: &Stage) -> Result<Times> {
    let console = stage.fresh()?;
    let code = console.invite(&stage.heads[0])?;
    let server = Server::start(&console)?;
    let file = stage.room("recording")?.join("1.linli");
    let mut device = Device::join(&file, server.address, &code)?;
    device.sync()?;
    let before = device.replica.status()?.visits;
    let mut times = Vec::new();
    for run in 0..stage.runs as u64 {
        let day = workload::working_day(SEED + run, &stage.workload, stage.building());
        for draft in &day.visits {
            let watch = Stopwatch::start();
            record_visit(&mut device.replica, draft)?;
            times.push(watch.ms());
        }
    }
    let recorded = (device.replica.status()?.visits - before) as usize;
    verify(recorded == times.len(), || {
        format!("{recorded} of {} visits are there", times.len())
    })?;
    Ok(Times {
        p50_ms: median(times.iter().copied()),
        p95_ms: quantile(times, 0.95),
    })
}
