//! Who attacks the server: kills it, starts it again, fills its disk.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::estate::Estate;
use crate::random::Random;
use crate::server::{Log, Server};
use crate::switch::Switch;
use crate::tally::{Counts, Tally};
use crate::{Failure, Result};

use super::Siege;

const LONGEST_LIFE: Duration = Duration::from_millis(2_000);
const LONGEST_ABSENCE: Duration = Duration::from_millis(500);
/// Within the start of the server, and after a piece of a request.
const MOMENT: Duration = Duration::from_millis(60);
/// Clients come again within a second or two, also through this network.
const CLIENTS_COME_AGAIN: Duration = Duration::from_secs(120);
/// A store may go on for a while in files that are long enough already.
const PUSHES_IN_OLD_ROOM: u64 = 50;
/// One life in so many meets a full disk.
const LIVES_PER_FULL_DISK: u64 = 10;

pub(super) struct General<'a> {
    pub(super) siege: &'a Siege,
    pub(super) estate: &'a Estate,
    pub(super) address: SocketAddr,
    pub(super) tally: &'a Tally,
    pub(super) log: &'a Arc<Log>,
    pub(super) interrupted: &'a Switch,
}

impl General<'_> {
    /// Gives back a server that lives.
    pub(super) fn attack(&self, mut server: Server) -> Result<Server> {
        let mut random = Random::of(self.siege.seed, "general", 0);
        let watch = Stopwatch::start();
        let kills = || self.tally.now().server_kills;
        // Under load: the first kills would else meet clients that have nothing to push yet.
        self.await_a_push("before the attack")?;
        while kills() < self.siege.server_kills
            && watch.elapsed() < self.siege.longest
            && !self.interrupted.is_on()
        {
            self.live(&mut random, watch);
            // From the third life on, so that short runs see one as well.
            if self.estate.disk.is_small && (kills() % LIVES_PER_FULL_DISK) == 2 {
                server = self.fill_the_disk(server, &mut random)?;
            }
            self.kill(server)?;
            server = self.start_again(&mut random)?;
            (self.siege.tell)(&self.tally.now());
        }
        if !self.interrupted.is_on() {
            self.await_a_push("after the last kill")?;
        }
        Ok(server)
    }

    /// Any length of time, and half of all times until something arrives.
    fn live(&self, random: &mut Random, watch: Stopwatch) {
        let life = random
            .duration(LONGEST_LIFE)
            .min(watch.left_of(self.siege.longest));
        self.interrupted.wait(life);
        if random.percent(50) {
            let before = self.tally.now().pieces_up;
            self.tally
                .wait(LONGEST_LIFE, |counts| counts.pieces_up > before);
            self.interrupted.wait(random.duration(MOMENT));
        }
    }

    fn kill(&self, server: Server) -> Result<()> {
        server.kill()?;
        self.tally.note(|counts| counts.server_kills += 1);
        Ok(())
    }

    fn start_again(&self, random: &mut Random) -> Result<Server> {
        if random.percent(50) {
            self.interrupted.wait(random.duration(LONGEST_ABSENCE));
        }
        let spawn = || Server::spawn(&self.estate.console, self.address, self.log);
        if random.percent(10) {
            let early = spawn()?;
            self.interrupted.wait(random.duration(MOMENT));
            self.kill(early)?;
            self.tally.note(|counts| counts.server_kills_at_start += 1);
        }
        spawn()?.listening()
    }

    /// Nothing fits any more, for a while; sometimes the server dies meanwhile.
    fn fill_the_disk(&self, mut server: Server, random: &mut Random) -> Result<Server> {
        let told = |counts: &Counts| counts.syncs_failed.get("unavailable").copied().unwrap_or(0);
        let before = self.tally.now();
        let ballast = self.estate.disk.fill()?;
        self.tally.note(|counts| counts.disk_full_episodes += 1);
        let felt = self.tally.wait(CLIENTS_COME_AGAIN, |now| {
            told(now) > told(&before) || now.pushes_done > before.pushes_done + PUSHES_IN_OLD_ROOM
        });
        if !felt {
            return Err(Failure::broken(
                "the disk is full: no push was taken, and no client was told that the server is unavailable",
            ));
        }
        if told(&self.tally.now()) > told(&before) {
            self.tally.note(|counts| counts.disk_full_felt += 1);
        }
        self.interrupted.wait(random.duration(LONGEST_LIFE));
        if random.percent(33) {
            self.kill(server)?;
            let started = Server::start(&self.estate.console, self.address, self.log);
            drop(ballast);
            server = match started {
                Ok(server) => server,
                Err(Failure::NotStarted(_)) => {
                    self.tally.note(|counts| counts.starts_without_disk += 1);
                    Server::start(&self.estate.console, self.address, self.log)?
                }
                Err(failure) => return Err(failure),
            };
        } else {
            drop(ballast);
        }
        self.await_a_push("after the disk had room again")?;
        Ok(server)
    }

    /// The server takes work, as it is.
    fn await_a_push(&self, when: &str) -> Result<()> {
        let before = self.tally.now().pushes_done;
        if self
            .tally
            .wait(CLIENTS_COME_AGAIN, |counts| counts.pushes_done > before)
        {
            Ok(())
        } else {
            Err(Failure::broken(format!(
                "{when}, no client got its work to the server"
            )))
        }
    }
}
