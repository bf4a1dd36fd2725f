//! Devices with valid keys and programs of their own, which keep to nothing, against a real server.

mod attack;
mod attempt;
mod bodies;
mod books;
mod chains;
mod device;
mod honest;
mod judge;
mod knowledge;
mod line;
mod trick;
mod verify;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use linli_client_core::domain::{HouseholdId, PersonId};
use linli_wire::compression::compress;
use linli_wire::{Envelope, RequestItem};
use serde::Serialize;

use attack::{Attacker, Progress, ROUND_TRIP, attack};
use attempt::Materials;
pub(crate) use bodies::request;
pub(crate) use books::Books;
pub(crate) use chains::entry;
pub(crate) use device::Device;
pub use honest::Latency;
pub(crate) use knowledge::Knowledge;
pub(crate) use line::{Line, Raw};

use crate::estate::Estate;
use crate::failure::none;
use crate::random::Random;
use crate::rush::device::Device as Phone;
use crate::server::{Log, Server, free_address, memory_mib};
use crate::switch::Switch;
use crate::{Failure, Programs, Result};

/// Devices of the hostile person.
const ATTACKERS: u64 = 4;
/// Devices of everybody else. With those, a device at usual rates has enough for all its syncs.
const PHONES: usize = 8;
/// Of the requests, one in so many is sent while the server has its usual rates.
const LIMITED: u64 = 10;
const BOMB_BYTES: usize = 64 * 1024 * 1024;
/// What a server may hold more at the end than at a fifth of the attack, in MiB: the allocator's leftovers,
/// and the documents in memory, which grow by what is written, up to a bound of their own.
const GROWTH_MIB: f64 = 16.0;
const GROWTH_MIB_PER_ENTRY: f64 = 8.0 / 1_024.0;

#[derive(Debug, Clone)]
pub struct Hostile {
    pub programs: Programs,
    /// Decides every request.
    pub seed: u64,
    pub requests: u64,
    /// Syncs of each honest device in each part, 40 at most: more would meet its own rate.
    pub syncs: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    pub requests: u64,
    pub by_status: BTreeMap<u16, u64>,
    pub by_trick: BTreeMap<String, u64>,
    /// Commands of the hostile person that the log has: all within their rights.
    pub taken: u64,
    /// Rows that were added to each table that may grow.
    pub rows: BTreeMap<&'static str, u64>,
    /// Of honest devices: without an attack, under it at usual rates, under it without any.
    pub before: Latency,
    pub limited: Latency,
    pub unlimited: Latency,
    /// Of the server's own, in MiB, at each tenth of the part without rates.
    pub memory_mib: Vec<f64>,
}

impl Hostile {
    pub fn run(&self, interrupted: &Switch) -> Result<Outcome> {
        let estate = Estate::found(&self.programs, self.seed)?;
        estate.add_neighbours(self.seed)?;
        let log = Arc::new(Log::default());
        let address = free_address()?;
        let mut server = Server::start(&estate.console, address, &log)?;
        let mut phones = self.phones(&estate, address)?;
        let books = Books::open(&estate.console.database())?;
        let (mut attackers, materials) = self.attackers(&estate, address, &phones, &books)?;
        let before = books.count()?;
        server.kill()?;

        estate.console.with_usual_rates()?;
        server = Server::start(&estate.console, address, &log)?;
        let random = Random::of(self.seed, "honest", 0);
        let calm = honest::work(&mut phones, self.syncs, &random)?;
        let limited = self.requests / LIMITED;
        let mut part = |phones: &mut [Phone], server: &Server, requests: u64, pause: Duration| {
            let progress = Progress::default();
            let process = server.process();
            thread::scope(|scope| {
                let watched =
                    scope.spawn(|| honest::watch(|| memory_mib(process), requests, &progress));
                let honest = scope.spawn(|| honest::work(phones, self.syncs, &random));
                let attack = attack(
                    &mut attackers,
                    &materials,
                    requests,
                    pause,
                    &progress,
                    interrupted,
                );
                let latency = honest.join();
                attack?;
                let latency =
                    latency.unwrap_or(Err(Failure::broken("an honest device panicked")))?;
                Ok::<_, Failure>((latency, watched.join().unwrap_or_default()))
            })
        };
        let (under_rates, _) = part(&mut phones, &server, limited, ROUND_TRIP)?;
        server.kill()?;

        estate.console.without_rates()?;
        server = Server::start(&estate.console, address, &log)?;
        let (without_rates, memory_mib) = part(
            &mut phones,
            &server,
            self.requests - limited,
            Duration::ZERO,
        )?;
        let outcome = verify::outcome(
            &attackers,
            &before,
            &books.count()?,
            [calm, under_rates, without_rates],
            memory_mib,
        );
        let recorded: usize = phones.iter().map(|phone| phone.recorded.len()).sum();
        verify::kept(
            &attackers,
            &materials.known,
            &before,
            &books.count()?,
            recorded,
        )?;
        verify::unharmed(&mut phones)?;
        server.kill()?;
        estate.console.check()?;
        none(log.broken())?;
        Ok(outcome)
    }

    /// Everybody else: heads of all buildings, a colleague of the hostile person among them.
    fn phones(&self, estate: &Estate, address: SocketAddr) -> Result<Vec<Phone>> {
        let colleague =
            estate
                .console
                .appoint(crate::estate::NAME, "副楼长", Some(&estate.head(0).0))?;
        let mut phones = Vec::new();
        for number in 0..PHONES {
            let person = match number {
                0 => &colleague,
                // The first head is the hostile one.
                _ => &estate.head(1 + number % (estate.heads.len() - 1)).1,
            };
            let code = estate.console.invite(person)?;
            let file = estate.path(&format!("honest-{number}.db"));
            let mut phone = Phone::join(&file, address, &code)?;
            phone.sync()?;
            phones.push(phone);
        }
        Ok(phones)
    }

    fn attackers(
        &self,
        estate: &Estate,
        address: SocketAddr,
        phones: &[Phone],
        books: &Books,
    ) -> Result<(Vec<Attacker>, Materials)> {
        let person = &estate.head(0).1;
        let mut attackers = Vec::new();
        for number in 0..ATTACKERS {
            let mut random = Random::of(self.seed, "hostile", number);
            let code = estate.console.invite(person)?;
            attackers.push(Attacker {
                device: Device::join(Line::to(address), &code, &mut random)?,
                random,
                heard: judge::Heard::default(),
            });
        }
        let person: PersonId = person
            .parse()
            .map_err(|_| Failure::broken("a person's id is none"))?;
        let homes = phones[0].homes()?;
        let home: HouseholdId = *homes
            .first()
            .ok_or_else(|| Failure::broken("the hostile person's building is empty"))?;
        let mut known = Knowledge::of(person, home, books)?;
        let Attacker { device, random, .. } = &mut attackers[0];
        let chain = chains::visit(&known, device, random);
        let payload = device.payload(vec![chain]);
        let envelope = RequestItem::Envelope(Envelope::seal(&payload, &device.key));
        let greedy = bodies::greedy(&known, random);
        known.bodies = vec![
            bodies::request(&[envelope]),
            bodies::request(&greedy),
            bodies::request(&bodies::knowing(&known, random)),
        ];
        device.begin_anew(random);
        let seeds = linli_fuzzing::seeds::all().into_iter();
        let seeds = seeds
            .filter(|seed| ["sync_request", "wire"].contains(&seed.target))
            // The first byte is the fuzzer's own choice.
            .map(|seed| seed.bytes[1..].to_vec());
        let materials = Materials {
            known,
            seeds: seeds.collect(),
            bomb: compress(&vec![0; BOMB_BYTES]),
        };
        Ok((attackers, materials))
    }
}
