use linli_bench::workload;

use super::super::super::clock::Stopwatch;
use super::super::super::failure::{Result, verify};
use super::super::super::figures::EstatePoint;
use super::super::super::fleet::{Device, record_visit};
use super::super::super::median::median;
use super::super::super::server::{Server, Usage};
use super::super::super::stage::{SEED, Stage};
use super::super::searching::{queries, search};

/// What one replica of the whole estate costs. Each run has a replica of its own.
pub(super) fn measure(stage: &Stage, times: u32) -> Result<EstatePoint> {
    let console = stage.fresh()?;
    let codes: Vec<String> = (0..stage.runs)
        .map(|_| console.invite(&stage.secretary))
        .collect::<Result<_>>()?;
    let server = Server::start(&console)?;
    let folder = stage.room("growth")?;
    let queries = queries(stage);
    let (mut syncs, mut applied, mut cpu, mut searches, mut records) =
        (vec![], vec![], vec![], vec![], vec![]);
    let (mut bytes_down, mut replica_bytes) = (vec![], vec![]);
    for (run, code) in codes.iter().enumerate() {
        let file = folder.join(format!("{run}.linli"));
        let mut device = Device::join(&file, server.address, code)?;
        let before = Usage::of_this_process()?;
        let trip = device.sync()?;
        cpu.push(Usage::of_this_process()?.cpu_ms - before.cpu_ms);
        syncs.push(trip.ms);
        applied.push(trip.applied_ms);
        bytes_down.push(trip.traffic.down as f64);
        let found = device.replica.status()?.visits as usize;
        verify(found == stage.workload.visits.len(), || {
            format!("{found} visits arrived")
        })?;
        let closed = device.close();
        replica_bytes.push(closed.bytes()? as f64);
        let mut device = closed.open()?;
        for query in &queries {
            searches.push(search(&device.replica, query)?);
        }
        let day = workload::working_day(SEED + run as u64, &stage.workload, stage.building());
        for draft in &day.visits {
            let watch = Stopwatch::start();
            record_visit(&mut device.replica, draft)?;
            records.push(watch.ms());
        }
    }
    server.stop()?;
    Ok(EstatePoint {
        times,
        households: stage.workload.households.len() as u64,
        visits: stage.workload.visits.len() as u64,
        first_sync_ms: median(syncs),
        applied_ms: median(applied),
        device_cpu_ms: median(cpu),
        bytes_down: median(bytes_down) as u64,
        replica_bytes: median(replica_bytes) as u64,
        search_ms: median(searches),
        record_visit_ms: median(records),
    })
}
