//! Everybody else: they record and sync, and wait for it.

use std::thread;
use std::time::Duration;

use serde::Serialize;

use super::attack::Progress;
use crate::clock::Stopwatch;
use crate::random::Random;
use crate::rush::device::Device;
use crate::switch::Switch;
use crate::{Failure, Result};

/// Between two syncs of one device, at most: nobody is in step with others.
const PAUSE: Duration = Duration::from_millis(300);

/// Time of a sync with one visit, as somebody waits for it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Latency {
    pub syncs: usize,
    pub p50_ms: f64,
    pub p95_ms: f64,
}

/// Every device records and syncs so many `times`.
pub(super) fn work(devices: &mut [Device], times: usize, random: &Random) -> Result<Latency> {
    let took = thread::scope(|scope| {
        let threads: Vec<_> = devices
            .iter_mut()
            .zip(0..)
            .map(|(device, number)| {
                let mut random = Random::of(random.clone().next(), "pause", number);
                scope.spawn(move || one(device, times, &mut random))
            })
            .collect();
        let took = threads.into_iter().map(|it| {
            it.join()
                .unwrap_or_else(|_| Err(Failure::broken("an honest device panicked")))
        });
        took.collect::<Result<Vec<_>>>()
    })?;
    let mut took: Vec<Duration> = took.into_iter().flatten().collect();
    took.sort_unstable();
    let at = |percent: usize| {
        let place = (took.len().saturating_sub(1)) * percent / 100;
        took.get(place).map_or(0.0, Duration::as_secs_f64) * 1_000.0
    };
    Ok(Latency {
        syncs: took.len(),
        p50_ms: at(50),
        p95_ms: at(95),
    })
}

fn one(device: &mut Device, times: usize, random: &mut Random) -> Result<Vec<Duration>> {
    let pause = Switch::default();
    let mut took = Vec::new();
    for _ in 0..times {
        device.record(1)?;
        let watch = Stopwatch::start();
        device.sync()?;
        took.push(watch.elapsed());
        pause.wait(random.duration(PAUSE));
    }
    Ok(took)
}

/// The server's memory at each tenth of the attack, in MiB. Fewer where the system does not say.
pub(super) fn watch(
    memory: impl Fn() -> Option<f64>,
    requests: u64,
    progress: &Progress,
) -> Vec<f64> {
    const LOOK: Duration = Duration::from_millis(50);
    let mut seen = Vec::new();
    while !progress.over.wait(LOOK) {
        let sent = progress.sent.load(std::sync::atomic::Ordering::Relaxed);
        if sent * 10 >= requests * (seen.len() as u64 + 1) && seen.len() < 9 {
            seen.extend(memory());
        }
    }
    seen.extend(memory());
    seen
}
