//! Real processes under attack: one server, many clients, a bad network, a small disk.

mod client;
mod drain;
mod general;
mod ledger;
mod verify;
mod worker;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::estate::Estate;
use crate::failure::none;
use crate::proxy::Proxy;
use crate::server::{Log, Server, free_address};
use crate::switch::Switch;
use crate::tally::{Counts, Tally};
use crate::{Failure, Programs, Result};

use client::Client;
use general::General;
use worker::Worker;

#[derive(Debug, Clone)]
pub struct Siege {
    pub programs: Programs,
    /// Decides every delay, fault and deed. Not how threads and processes are scheduled: the same seed
    /// attacks in the same manner, and hits other moments.
    pub seed: u64,
    pub clients: usize,
    pub server_kills: u64,
    /// The attack ends then, with however many kills.
    pub longest: Duration,
    /// Hears how far it is, after each kill of the server.
    pub tell: fn(&Counts),
}

/// What a run leaves behind.
#[derive(Debug)]
pub struct Outcome {
    pub counts: Counts,
    /// What an operator would have read, and how often.
    pub troubles: Vec<(String, u64)>,
    /// Unset where the disk could not be made small: then nobody filled it.
    pub small_disk: bool,
    /// What is wrong, or nothing.
    pub result: Result<()>,
}

impl Siege {
    /// Everything from an empty folder to the verdict. `interrupted` ends it early and in order.
    pub fn run(&self, interrupted: &Switch) -> Result<Outcome> {
        let watch = Stopwatch::start();
        let tally = Arc::new(Tally::default());
        let log = Arc::new(Log::default());
        let estate = Estate::found(&self.programs, self.seed)?;
        let result = self.attack_and_judge(&estate, &tally, &log, interrupted);
        tally.note(|counts| counts.seconds = watch.elapsed().as_secs());
        Ok(Outcome {
            counts: tally.now(),
            troubles: log.troubles().into_iter().collect(),
            small_disk: estate.disk.is_small,
            result,
        })
    }

    fn attack_and_judge(
        &self,
        estate: &Estate,
        tally: &Arc<Tally>,
        log: &Arc<Log>,
        interrupted: &Switch,
    ) -> Result<()> {
        let address = free_address()?;
        let server = Server::start(&estate.console, address, log)?;
        let calm = Arc::new(Switch::default());
        let proxy = Proxy::start(address, self.seed, tally, &calm)?;
        let clients = (0..self.clients)
            .map(|number| Client::join(&self.programs, estate, &proxy, number))
            .collect::<Result<Vec<_>>>()?;
        let general = General {
            siege: self,
            estate,
            address,
            tally,
            log,
            interrupted,
        };
        let stop = Switch::default();
        let (server, ledgers) = thread::scope(|scope| {
            let workers: Vec<_> = clients
                .iter()
                .map(|client| {
                    let worker = Worker::new(client, self.seed, tally, &stop);
                    scope.spawn(|| worker.work())
                })
                .collect();
            let attacked = general.attack(server);
            calm.turn_on();
            stop.turn_on();
            let mut failures = Vec::new();
            let mut ledgers = Vec::new();
            for worker in workers {
                match worker.join() {
                    Ok(Ok(ledger)) => ledgers.push(ledger),
                    Ok(Err(failure)) => failures.push(failure),
                    Err(_) => failures.push(Failure::broken("a worker panicked")),
                }
            }
            let server = attacked.map_err(|failure| failures.push(failure));
            Failure::together(failures)?;
            Ok::<_, Failure>((server.ok(), ledgers))
        })?;
        if interrupted.is_on() {
            return Err(Failure::Interrupted);
        }
        drain::drain(&clients, tally)?;
        let latecomer = Client::join_as_secretary(&self.programs, estate, &proxy)?;
        drain::sync_once(&latecomer)?;
        verify::verify(estate, &clients, &ledgers, &latecomer)?;
        drop(server);
        none(log.broken())
    }
}
