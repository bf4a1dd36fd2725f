//! What happens, as data: a plan can be kept, replayed and made smaller.

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// One thing that happens. Numbers are taken modulo what there is, so that any step fits any world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody records, corrects, merges, decides; `choice` says what.
    Act { phone: u8, choice: u64 },
    /// As `Act`, but the phone dies right after the commit, before the person hears "saved".
    ActAndDie { phone: u8, choice: u64 },
    /// As `Act`, but power fails in the middle of writing: only `permille` of the new bytes reach the disk.
    ActTorn { phone: u8, choice: u64, permille: u16 },
    Sync { phone: u8, network: Network },
    /// The person goes on working between request and answer.
    SyncAndAct { phone: u8, choice: u64 },
    /// The phone's clock is set `days` off.
    SetClock { phone: u8, days: i32 },
    /// The app is closed and opened again.
    Restart { phone: u8 },
    /// The phone's file is copied away, ...
    BackUp { phone: u8 },
    /// ... and put back, on an installation with a nonce of its own.
    Restore { phone: u8 },
    /// A second phone starts as a copy of the file, nonce and all.
    Clone { phone: u8 },
    /// Projections are made anew.
    Rebuild { phone: u8 },
    /// A person gets, or loses, the building.
    Appoint { person: u8, building: u8, role: u8 },
    EndAppointment { number: u8 },
    /// The office writes something itself.
    Console { choice: u64 },
    RestartServer,
    BackUpServer,
    RestoreServer,
    MakePacks,
    Pass { minutes: u16 },
}

/// What the network does to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    Fine,
    /// The request never arrives.
    LoseRequest,
    /// The server does its work; the answer never arrives.
    LoseAnswer,
    /// The answer breaks off after `permille` of its bytes, in pieces of `piece` bytes.
    Cut { permille: u16, piece: u16 },
    /// The request arrives twice; the second answer counts.
    Twice,
    /// The request arrives, and once more when everything else is over.
    Late,
}

/// A seed's whole story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub seed: u64,
    pub steps: Vec<Step>,
}

/// Steps of a usual plan.
const STEPS: usize = 70;

impl Plan {
    pub fn from_seed(seed: u64) -> Self {
        let mut random = Random::new(seed);
        // Some seeds have a calm network and clocks that are right, so that other faults get room.
        let rough = random.below(4) > 0;
        let steps = (0..STEPS).map(|_| step(&mut random, rough)).collect();
        Self { seed, steps }
    }
}

fn step(random: &mut Random, rough: bool) -> Step {
    let phone = random.next() as u8;
    let choice = random.next();
    match random.below(if rough { 100 } else { 80 }) {
        0..=39 => Step::Act { phone, choice },
        40..=64 => Step::Sync { phone, network: network(random, rough) },
        65..=67 => Step::SyncAndAct { phone, choice },
        68..=70 => Step::Console { choice },
        71..=72 => Step::Appoint { person: choice as u8, building: random.next() as u8, role: random.next() as u8 },
        73 => Step::EndAppointment { number: choice as u8 },
        74 => Step::Rebuild { phone },
        75 => Step::MakePacks,
        76..=77 => Step::Pass { minutes: random.below(3_000) as u16 },
        78 => Step::Restart { phone },
        79 => Step::RestartServer,
        80..=82 => Step::ActAndDie { phone, choice },
        83..=86 => Step::ActTorn { phone, choice, permille: random.below(1_001) as u16 },
        87..=88 => Step::SetClock { phone, days: random.below(8_000) as i32 - 4_000 },
        89..=90 => Step::BackUp { phone },
        91..=92 => Step::Restore { phone },
        93 => Step::Clone { phone },
        94..=95 => Step::BackUpServer,
        96 => Step::RestoreServer,
        _ => Step::Sync { phone, network: network(random, rough) },
    }
}

fn network(random: &mut Random, rough: bool) -> Network {
    match random.below(if rough { 10 } else { 1 }) {
        5 => Network::LoseRequest,
        6 => Network::LoseAnswer,
        7 => Network::Cut { permille: random.below(1_000) as u16, piece: 1 + random.below(4_000) as u16 },
        8 => Network::Twice,
        9 => Network::Late,
        _ => Network::Fine,
    }
}
