//! The evening moment: everybody has recorded offline, all push at once, and the server dies meanwhile.

pub(crate) mod device;
mod http;
mod push;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use linli_bench::workload::Workload;
use linli_client_core::domain::VisitId;
use serde::Serialize;

use crate::estate::{Estate, NAME};
use crate::failure::none;
use crate::random::Random;
use crate::server::{Log, Server, free_address};
use crate::switch::Switch;
use crate::{Failure, Programs, Result};

use device::Device;
use push::{all_sync_again, push_and_kill};
use seen::{not_once, recorded, settled, times};

#[derive(Debug, Clone)]
pub struct Rush {
    pub programs: Programs,
    /// Decides the delays before the kills.
    pub seed: u64,
    /// Replicas in this process, each with a thread and a connection of its own.
    pub devices: usize,
    pub visits_each: usize,
    /// The server is killed once in each.
    pub rounds: usize,
}

/// One push of all.
#[derive(Debug, Clone, Serialize)]
pub struct Round {
    pub killed_after_ms: u64,
    pub visits: usize,
    /// Verdicts that devices had when the server was dead.
    pub settled: usize,
    /// Visits that were in its store then; the difference are verdicts that got lost on their way.
    pub stored: usize,
}

impl Rush {
    pub fn run(&self, interrupted: &Switch) -> Result<Vec<Round>> {
        let estate = Estate::found(&self.programs, self.seed)?;
        let log = Arc::new(Log::default());
        let address = free_address()?;
        let start = || Server::start(&estate.console, address, &log);
        let mut server = start()?;
        let mut devices = self.join(&estate, address)?;
        let mut random = Random::of(self.seed, "rush", 0);
        self.record(&mut devices)?;
        let mut usual = all_sync_again(&mut devices)?;
        let mut rounds = Vec::new();
        for number in 0..self.rounds {
            if interrupted.is_on() {
                return Err(Failure::Interrupted);
            }
            let before = recorded(&devices);
            self.record(&mut devices)?;
            let delay = random.duration(usual * 9 / 8);
            push_and_kill(&mut devices, server, delay)?;
            let left_behind = estate
                .console
                .export(NAME, &estate.path(&format!("round-{number}")))?;
            rounds.push(judge(&devices, &before, &left_behind, delay)?);
            server = start()?;
            usual = usual.max(all_sync_again(&mut devices)?);
        }
        let late = self.latecomer(&estate, address)?;
        let rows = estate.console.export(NAME, &estate.path("after"))?;
        let all = recorded(&devices);
        for (view, times) in [("the server", times(&rows)), ("a late replica", late)] {
            let missing = not_once(&all, &times);
            none(
                missing
                    .map(|id| format!("visit {id} is not there once on {view}"))
                    .collect(),
            )?;
        }
        drop(server);
        estate.console.check()?;
        none(log.broken())?;
        Ok(rounds)
    }

    fn join(&self, estate: &Estate, address: SocketAddr) -> Result<Vec<Device>> {
        let mut devices = Vec::new();
        for number in 0..self.devices {
            let code = estate.console.invite(&estate.head(number).1)?;
            let file = estate.path(&format!("device-{number}.db"));
            let mut device = Device::join(&file, address, &code)?;
            device.sync()?;
            devices.push(device);
        }
        Ok(devices)
    }

    fn record(&self, devices: &mut [Device]) -> Result<()> {
        devices
            .iter_mut()
            .try_for_each(|device| device.record(self.visits_each))
    }

    fn latecomer(&self, estate: &Estate, address: SocketAddr) -> Result<BTreeMap<VisitId, u64>> {
        let code = estate.console.invite(&estate.secretary)?;
        let mut device = Device::join(&estate.path("late.db"), address, &code)?;
        device.sync()?;
        device.visits()
    }
}

/// What the dead server left behind is compared with the verdicts that were heard.
fn judge(
    devices: &[Device],
    before: &BTreeSet<VisitId>,
    left_behind: &Workload,
    delay: Duration,
) -> Result<Round> {
    let new: BTreeSet<VisitId> = recorded(devices).difference(before).copied().collect();
    let settled: BTreeSet<VisitId> = settled(devices)?.intersection(&new).copied().collect();
    let stored = times(left_behind);
    let lost = not_once(&settled, &stored);
    none(
        lost.map(|id| format!("the verdict on visit {id} was heard, and it is not stored once"))
            .collect(),
    )?;
    Ok(Round {
        killed_after_ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
        visits: new.len(),
        settled: settled.len(),
        stored: new.iter().filter(|id| stored.contains_key(id)).count(),
    })
}
