//! S2: a day's work recorded offline, one sync, and a second device that asks right after it.

use linli_bench::workload;

use super::super::clock::Stopwatch;
use super::super::failure::{Result, verify};
use super::super::figures::Day;
use super::super::fleet::{Device, Doings};
use super::super::median::median;
use super::super::server::Server;
use super::super::stage::{SEED, Stage};

struct Run {
    requests: usize,
    bytes_up: u64,
    commands: usize,
    pushed_ms: f64,
    ms: f64,
}

pub(crate) fn working_day(stage: &Stage) -> Result<Day> {
    let runs: Vec<Run> = (0..stage.runs).map(|_| run(stage)).collect::<Result<_>>()?;
    let of = |figure: fn(&Run) -> f64| median(runs.iter().map(figure));
    Ok(Day {
        requests: of(|run| run.requests as f64) as u64,
        bytes_up: of(|run| run.bytes_up as f64) as u64,
        ms: of(|run| run.ms),
        pushed_ms: of(|run| run.pushed_ms),
        commands: of(|run| run.commands as f64) as u64,
    })
}

fn run(stage: &Stage) -> Result<Run> {
    let console = stage.fresh()?;
    let codes = [
        console.invite(&stage.heads[0])?,
        console.invite(&stage.heads[1])?,
    ];
    let server = Server::start(&console)?;
    let folder = stage.room("day")?;
    let mut first = Device::join(&folder.join("1.linli"), server.address, &codes[0])?;
    let mut second = Device::join(&folder.join("2.linli"), server.address, &codes[1])?;
    for device in [&mut first, &mut second] {
        device.sync()?;
        device.hang_up();
    }
    let day = workload::working_day(SEED, &stage.workload, stage.building());
    let doings = Doings::of_day(&mut first.replica, &day)?;

    let watch = Stopwatch::start();
    let pushed = first.sync()?;
    let pushed_ms = watch.ms();
    second.sync()?;
    let ms = watch.ms();

    let accepted = pushed.report.accepted;
    verify(accepted == doings.commands(), || {
        format!("{accepted} of {} commands accepted", doings.commands())
    })?;
    verify(first.replica.status()?.synced, || {
        "something waits on the device after its sync".to_owned()
    })?;
    doings.verify_seen_by(&second.replica)?;
    server.stop()?;
    Ok(Run {
        requests: pushed.requests,
        bytes_up: pushed.traffic.up,
        commands: doings.commands(),
        pushed_ms,
        ms,
    })
}
