//! Everybody at once.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::server::Server;
use crate::switch::Switch;
use crate::{Failure, Result};

use super::device::Device;

/// Syncs in peace until a device must have everything on the server: one, unless it has to ask for more.
const SYNCS_MAX: usize = 3;

/// Returns when every device has given up or got its answer.
pub(super) fn push_and_kill(devices: &mut [Device], server: Server, delay: Duration) -> Result<()> {
    let together = Barrier::new(devices.len() + 1);
    thread::scope(|scope| {
        let pushes: Vec<_> = devices
            .iter_mut()
            .map(|device| {
                scope.spawn(|| {
                    together.wait();
                    device.sync()
                })
            })
            .collect();
        together.wait();
        Switch::default().wait(delay);
        server.kill()?;
        for push in pushes {
            match push.join() {
                Ok(Ok(()) | Err(Failure::Io { .. })) => {}
                Ok(Err(failure)) => return Err(failure),
                Err(_) => return Err(Failure::broken("a push panicked")),
            }
        }
        Ok(())
    })
}

/// Until nothing waits anywhere. How long the first push of all took.
pub(super) fn all_sync_again(devices: &mut [Device]) -> Result<Duration> {
    let watch = Stopwatch::start();
    let mut took = Duration::ZERO;
    for attempt in 0..SYNCS_MAX {
        thread::scope(|scope| {
            let syncs: Vec<_> = devices
                .iter_mut()
                .map(|device| scope.spawn(|| device.sync()))
                .collect();
            let done = syncs.into_iter().map(|sync| {
                sync.join()
                    .unwrap_or_else(|_| Err(Failure::broken("a sync panicked")))
            });
            done.collect::<Result<()>>()
        })?;
        if attempt == 0 {
            took = watch.elapsed();
        }
        if devices.iter().map(Device::unsent).sum::<Result<usize>>()? == 0 {
            return Ok(took);
        }
    }
    Err(Failure::broken(format!(
        "something is unsent after {SYNCS_MAX} syncs of all devices"
    )))
}
