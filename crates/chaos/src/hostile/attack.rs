//! Hostile devices at work, each on a connection of its own, one request after the other.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::attempt::Materials;
use super::device::Device;
use super::judge::Heard;
use crate::random::Random;
use crate::switch::Switch;
use crate::{Failure, Result};

/// A round trip through a network, for which a device waits that is not on the server's own machine.
pub(super) const ROUND_TRIP: Duration = Duration::from_millis(20);

/// A device, what it draws, and what it has heard.
pub(super) struct Attacker {
    pub(super) device: Device,
    pub(super) random: Random,
    pub(super) heard: Heard,
}

/// How far the attack is: for whoever watches the server's memory meanwhile.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) sent: AtomicU64,
    pub(super) over: Switch,
}

/// All of them send until `requests` in all have been sent, each waiting for `pause` in between.
pub(super) fn attack(
    attackers: &mut [Attacker],
    materials: &Materials,
    requests: u64,
    pause: Duration,
    progress: &Progress,
    interrupted: &Switch,
) -> Result<()> {
    let done = thread::scope(|scope| {
        let threads: Vec<_> = attackers
            .iter_mut()
            .map(|attacker| {
                scope.spawn(|| attacker.work(materials, requests, pause, progress, interrupted))
            })
            .collect();
        let done = threads.into_iter().map(|it| {
            it.join()
                .unwrap_or_else(|_| Err(Failure::broken("an attacker panicked")))
        });
        done.collect::<Result<Vec<()>>>()
    });
    progress.over.turn_on();
    done.map(drop)
}

impl Attacker {
    fn work(
        &mut self,
        materials: &Materials,
        requests: u64,
        pause: Duration,
        progress: &Progress,
        interrupted: &Switch,
    ) -> Result<()> {
        while progress.sent.fetch_add(1, Ordering::Relaxed) < requests {
            if interrupted.wait(pause) {
                return Err(Failure::Interrupted);
            }
            let attempt = self.device.attempt(materials, &mut self.random);
            let answer = match self.device.line.send(&attempt.raw) {
                Ok(answer) => answer,
                Err(error) => {
                    let trick = attempt.trick;
                    self.heard
                        .break_off(format!("{trick:?} was not answered: {error}"));
                    continue;
                }
            };
            let known = &materials.known;
            let taken = self.heard.note(known, &attempt, answer.as_ref());
            if !taken && attempt.trick.is_own_log() {
                // What stands on it would be deferred for ever: it goes on beside it.
                self.device.begin_anew(&mut self.random);
            }
        }
        Ok(())
    }
}
