//! Nothing new: what a phone costs that asks every few minutes.

use super::super::failure::{Result, verify};
use super::super::figures::Idle;
use super::super::fleet::{Device, Trip};
use super::super::median::median;
use super::super::server::Server;
use super::super::stage::Stage;

/// Syncs of one run: enough for processor time that is counted in hundredths of a second.
const SYNCS: usize = 500;

/// The replica holds the whole estate: the cost must not depend on that.
pub(crate) fn idle(stage: &Stage) -> Result<Idle> {
    let console = stage.fresh()?;
    let code = console.invite(&stage.secretary)?;
    let server = Server::start(&console)?;
    let file = stage.room("idle")?.join("1.linli");
    let mut device = Device::join(&file, server.address, &code)?;
    device.sync()?;
    let mut trips: Vec<Trip> = Vec::new();
    let mut server_cpu_ms = Vec::new();
    for _ in 0..stage.runs {
        let before = server.usage()?;
        for _ in 0..SYNCS {
            trips.push(device.sync()?);
        }
        server_cpu_ms.push((server.usage()?.cpu_ms - before.cpu_ms) / SYNCS as f64);
    }
    server.stop()?;
    let quiet = trips
        .iter()
        .all(|trip| trip.requests == 1 && trip.report.changes + trip.report.documents == 0);
    verify(quiet, || {
        "a sync with nothing new brought something".to_owned()
    })?;
    let of = |figure: fn(&Trip) -> f64| median(trips.iter().map(figure));
    Ok(Idle {
        bytes: of(|trip| (trip.traffic.up + trip.traffic.down) as f64) as u64,
        bytes_up: of(|trip| trip.traffic.up as f64) as u64,
        bytes_down: of(|trip| trip.traffic.down as f64) as u64,
        server_cpu_ms: median(server_cpu_ms),
        ms: of(|trip| trip.ms),
    })
}
