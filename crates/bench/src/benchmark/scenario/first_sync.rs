//! S1b and S1: from a device that has just joined to one on which everything is found.

use std::collections::BTreeSet;

use linli_client_core::Replica;
use uuid::Uuid;

use super::super::failure::{Result, verify};
use super::super::figures::FirstSync;
use super::super::fleet::{Device, Trip};
use super::super::median::median;
use super::super::server::{Server, Usage};
use super::super::stage::Stage;

/// The secretary's first sync.
pub(crate) fn whole_estate(stage: &Stage) -> Result<FirstSync> {
    measure(stage, &stage.secretary, None)
}

/// A building head's first sync.
pub(crate) fn one_building(stage: &Stage) -> Result<FirstSync> {
    measure(stage, &stage.heads[0], Some(stage.building()))
}

fn measure(stage: &Stage, person: &str, building: Option<&str>) -> Result<FirstSync> {
    let console = stage.fresh()?;
    let codes: Vec<String> = (0..stage.runs)
        .map(|_| console.invite(person))
        .collect::<Result<_>>()?;
    let server = Server::start(&console)?;
    let folder = stage.room("first-sync")?;
    let mut trips = Vec::new();
    let mut server_cpu_ms = Vec::new();
    let mut device_cpu_ms = Vec::new();
    for (run, code) in codes.iter().enumerate() {
        let mut device = Device::join(&folder.join(format!("{run}.linli")), server.address, code)?;
        let before = (server.usage()?, Usage::of_this_process()?);
        trips.push(device.sync()?);
        server_cpu_ms.push(server.usage()?.cpu_ms - before.0.cpu_ms);
        device_cpu_ms.push(Usage::of_this_process()?.cpu_ms - before.1.cpu_ms);
        verify_complete(stage, building, &device.replica)?;
    }
    server.stop()?;
    let of = |figure: fn(&Trip) -> f64| median(trips.iter().map(figure));
    Ok(FirstSync {
        ms: of(|trip| trip.ms),
        bytes_down: of(|trip| trip.traffic.down as f64) as u64,
        bytes_up: of(|trip| trip.traffic.up as f64) as u64,
        requests: of(|trip| trip.requests as f64) as u64,
        documents: of(|trip| trip.report.documents as f64) as u64,
        waited_ms: of(|trip| trip.waited_ms),
        applied_ms: of(|trip| trip.applied_ms),
        server_cpu_ms: median(server_cpu_ms),
        device_cpu_ms: median(device_cpu_ms),
        runs_ms: trips.iter().map(|trip| trip.ms).collect(),
    })
}

/// Every row that was imported is there, and people are found.
fn verify_complete(stage: &Stage, building: Option<&str>, replica: &Replica) -> Result<()> {
    let here = |name: &str| building.is_none_or(|building| building == name);
    let homes: Vec<_> = (stage.workload.households.iter())
        .filter(|row| here(&row.building))
        .collect();
    let ids: BTreeSet<Uuid> = homes.iter().map(|row| row.id).collect();
    let residents: usize = homes.iter().map(|row| row.residents.len()).sum();
    let visits = (stage.workload.visits.iter()).filter(|row| ids.contains(&row.household_id));
    let open_cases =
        (stage.workload.cases.iter()).filter(|row| here(&row.building) && row.status == "open");
    let expected = [homes.len(), residents, visits.count(), open_cases.count()];
    let status = replica.status()?;
    let found = [
        status.households,
        status.residents,
        status.visits,
        status.open_cases,
    ];
    verify(found.map(|count| count as usize) == expected, || {
        format!("households, residents, visits, open cases: {found:?} instead of {expected:?}")
    })?;
    for resident in homes.iter().step_by(37).flat_map(|row| &row.residents) {
        let found = replica.search(&resident.name, 50)?;
        let there = found
            .iter()
            .any(|it| it.name.as_ref() == Some(&resident.name));
        verify(there, || format!("{} is not found", resident.id))?;
    }
    Ok(())
}
