//! A plan from a seed.

use super::{Harm, Months, Network, Plan, Step};
use crate::random::Random;

/// Steps of a usual plan.
const STEPS: usize = 80;

impl Plan {
    pub fn from_seed(seed: u64) -> Self {
        let mut random = Random::new(seed);
        // Some seeds have a calm network and clocks that are right, and in some nothing goes from hand to hand, so
        // that other things get room.
        let rough = random.below(4) > 0;
        let lone = random.below(2) == 0;
        let steps = (0..STEPS)
            .map(|_| match step(&mut random, rough) {
                step if lone && step.takes_two() => alone(&mut random, rough),
                step => step,
            })
            .collect();
        Self { seed, steps }
    }
}

fn step(random: &mut Random, rough: bool) -> Step {
    let phone = random.next() as u8;
    let choice = random.next();
    let days = random.below(60) as u8;
    match random.below(if rough { 143 } else { 113 }) {
        0..=39 => Step::Act { phone, choice },
        40..=66 => sync(random, phone, rough),
        67..=69 => Step::SyncAndAct { phone, choice },
        70..=71 => Step::Console { choice },
        72 => Step::Decide { choice },
        73..=75 => Step::Appoint {
            person: choice as u8,
            building: random.next() as u8,
            role: random.next() as u8,
            days: if random.below(2) == 0 { days } else { 0 },
        },
        76..=77 => Step::EndAppointment {
            number: choice as u8,
        },
        78 => Step::Rebuild { phone },
        79 => Step::MakePacks,
        80..=81 => Step::Pass {
            minutes: random.below(3_000) as u16,
        },
        82 => Step::Restart { phone },
        83 => Step::RestartServer,
        84..=86 => Step::Hand {
            trick: random.next() as u8,
            choice,
        },
        87..=88 => Step::Deliver {
            letter: random.next() as u8,
        },
        89 | 112 => Step::PassDays {
            days: random.below(140) as u8,
        },
        90..=97 => handed(random, phone),
        98 => Step::SuspendDevice { phone },
        99 if random.below(2) == 0 => Step::SuspendPerson { person: phone },
        99 => Step::Lose { phone },
        100 => Step::LetIn {
            person: phone,
            choice,
        },
        101..=102 => Step::HandOver {
            phone,
            person: random.next() as u8,
            choice,
        },
        103..=106 => Step::Accept { phone, choice },
        107..=108 => Step::Erase { choice },
        109..=111 => Step::KeepToTerms {
            months: Months {
                close: 1 + random.below(3) as u8,
                archive: 1 + random.below(2) as u8,
                longer: random.below(3) as u8,
            },
            days: random.below(90) as u8,
            entries: (random.below(4) == 0).then(|| random.below(8) as u8),
        },
        _ => fault(random, phone, choice),
    }
}

/// Instead of a step that takes two.
fn alone(random: &mut Random, rough: bool) -> Step {
    let phone = random.next() as u8;
    let choice = random.next();
    if rough {
        fault(random, phone, choice)
    } else {
        Step::SyncAndAct { phone, choice }
    }
}

impl Step {
    /// Whether work, a post or a device goes from one to another.
    const fn takes_two(&self) -> bool {
        matches!(
            self,
            Self::Seal { .. }
                | Self::Carry { .. }
                | Self::SuspendDevice { .. }
                | Self::SuspendPerson { .. }
                | Self::Lose { .. }
                | Self::LetIn { .. }
                | Self::HandOver { .. }
                | Self::Accept { .. }
        )
    }
}

/// Work that goes from hand to hand.
fn handed(random: &mut Random, phone: u8) -> Step {
    if random.below(8) < 3 {
        return Step::Seal { phone };
    }
    let harm = (random.below(5) == 0).then(|| Harm {
        permille: random.below(1_000) as u16,
        bits: 1 + random.below(255) as u8,
    });
    Step::Carry {
        phone,
        parcel: random.next() as u8,
        harm,
    }
}

/// What only rough lives meet.
fn fault(random: &mut Random, phone: u8, choice: u64) -> Step {
    match random.below(30) {
        0..=2 => Step::ActAndDie { phone, choice },
        3..=6 => Step::ActTorn {
            phone,
            choice,
            permille: random.below(1_001) as u16,
        },
        7..=8 => Step::SetClock {
            phone,
            days: random.below(8_000) as i32 - 4_000,
        },
        9..=11 => Step::BackUp { phone },
        12..=13 => Step::Restore { phone },
        14..=15 => Step::Clone { phone },
        16..=18 => Step::BackUpServer,
        19..=20 => Step::RestoreServer,
        21..=23 => Step::FillDisk { phone },
        24..=25 => Step::FreeDisk { phone },
        26 => Step::Rot { phone, choice },
        _ => sync(random, phone, true),
    }
}

fn sync(random: &mut Random, phone: u8, rough: bool) -> Step {
    let permille = random.below(1_001) as u16;
    let network = match random.below(if rough { 22 } else { 1 }) {
        10 => Network::LoseRequest,
        11 => Network::LoseAnswer,
        12..=13 => Network::Cut {
            permille: permille.min(999),
            piece: 1 + random.below(4_000) as u16,
        },
        14 => Network::Twice,
        15 => Network::Late,
        16 => Network::Foreign {
            answer: random.next() as u8,
        },
        17 => Network::ServerFails,
        18 => Network::ServerDies { permille },
        20..=21 => Network::PhoneDies { permille },
        19 if random.below(2) == 0 => Network::Truncated {
            permille: permille.min(999),
        },
        19 => Network::Garbled {
            permille: permille.min(999),
            bits: 1 + random.below(255) as u8,
        },
        _ => Network::Fine,
    };
    Step::Sync { phone, network }
}
