//! What happens, as data: a plan can be kept, replayed and made smaller.

mod seed;

use serde::{Deserialize, Serialize};

/// A whole story: a seed for all chance outside the steps (ids, keys, nonces), and what happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub seed: u64,
    pub steps: Vec<Step>,
}

/// One thing that happens. Numbers are taken modulo what there is, so that any step fits any world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody records, corrects, merges, decides; `choice` says what.
    Act {
        phone: u8,
        choice: u64,
    },
    /// As `Act`, but the phone dies right after the commit, before the person hears "saved".
    ActAndDie {
        phone: u8,
        choice: u64,
    },
    /// As `Act`, but power fails in the middle of writing: only `permille` of the new bytes reach the disk.
    ActTorn {
        phone: u8,
        choice: u64,
        permille: u16,
    },
    Sync {
        phone: u8,
        network: Network,
    },
    /// The person goes on working between request and answer.
    SyncAndAct {
        phone: u8,
        choice: u64,
    },
    /// A request sent before, or never arrived, comes (again), out of order.
    Deliver {
        letter: u8,
    },
    /// Somebody with a program of their own speaks to the server; see `hand`.
    Hand {
        trick: u8,
        choice: u64,
    },
    /// The phone seals what waits on it, for a colleague's phone.
    Seal {
        phone: u8,
    },
    /// A phone takes a sealed file along, whoever sealed it, and sends it with its next sync.
    Carry {
        phone: u8,
        parcel: u8,
        #[serde(default)]
        harm: Option<Harm>,
    },
    /// The office suspends the phone's device, ...
    SuspendDevice {
        phone: u8,
    },
    /// ... or all devices of a person, ...
    SuspendPerson {
        person: u8,
    },
    /// ... and lets a person in again, with a new device where no other is left.
    LetIn {
        person: u8,
        choice: u64,
    },
    /// The phone is never seen again.
    Lose {
        phone: u8,
    },
    /// The phone's clock is set `days` off.
    SetClock {
        phone: u8,
        days: i32,
    },
    /// The phone's file may not grow any more, ...
    FillDisk {
        phone: u8,
    },
    /// ... until it may again.
    FreeDisk {
        phone: u8,
    },
    /// The app is closed and opened again.
    Restart {
        phone: u8,
    },
    /// The phone's file is copied away, ...
    BackUp {
        phone: u8,
    },
    /// ... and put back, on an installation with a nonce of its own.
    Restore {
        phone: u8,
    },
    /// A second phone starts as a copy of the file, nonce and all.
    Clone {
        phone: u8,
    },
    /// A record in the phone's file is empty, by a fault of its disk or of an older version.
    Rot {
        phone: u8,
        choice: u64,
    },
    /// Projections are made anew.
    Rebuild {
        phone: u8,
    },
    /// A person gets a building or an estate, for `days`; 0: without an end.
    Appoint {
        person: u8,
        building: u8,
        role: u8,
        #[serde(default)]
        days: u8,
    },
    /// One that holds ends with yesterday.
    EndAppointment {
        number: u8,
    },
    /// The secretary erases somebody, whoever is writing about them meanwhile.
    Erase {
        choice: u64,
    },
    /// A head's post is handed over to a person, ...
    HandOver {
        phone: u8,
        person: u8,
        choice: u64,
    },
    /// ... who accepts it on a phone that has heard of it, the first from this one on.
    Accept {
        phone: u8,
        choice: u64,
    },
    /// The secretary adopts or returns something that waits for a decision.
    Decide {
        choice: u64,
    },
    /// The office writes something itself.
    Console {
        choice: u64,
    },
    /// The server dies without warning, and comes up on what is on its disk.
    RestartServer,
    BackUpServer,
    RestoreServer,
    MakePacks,
    /// The operator closes, archives and erases what is due, as of a day that is `days` ahead. `entries`: so many of
    /// each estate find room on the disk, and nothing after them.
    KeepToTerms {
        months: Months,
        days: u8,
        #[serde(default)]
        entries: Option<u8>,
    },
    Pass {
        minutes: u16,
    },
    PassDays {
        days: u8,
    },
}

/// Terms: of what stands still, of what is at hand, and for how much longer it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Months {
    pub close: u8,
    pub archive: u8,
    pub longer: u8,
}

/// Bits of one byte are turned, `permille` of the way into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harm {
    pub permille: u16,
    pub bits: u8,
}

/// What becomes of one exchange. The first request of a sync meets it, if nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    Fine,
    /// The request never arrives.
    LoseRequest,
    /// The server does its work; the answer never arrives.
    LoseAnswer,
    /// The answer breaks off after `permille` of its bytes, in pieces of `piece` bytes.
    Cut {
        permille: u16,
        piece: u16,
    },
    /// The answer (to the second request, if `permille` is odd) arrives, and the phone loses power when
    /// `permille` of what it writes have reached the disk.
    PhoneDies {
        permille: u16,
    },
    /// The request arrives twice; the second answer counts.
    Twice,
    /// The request arrives when some later step delivers it, or when everything else is over.
    Late,
    /// The request breaks off after `permille` of its bytes.
    Truncated {
        permille: u16,
    },
    /// Bits of one byte of the request are turned.
    Garbled {
        permille: u16,
        bits: u8,
    },
    /// Somebody else answers: a proxy, a captive portal, a server that does not know the token any more.
    Foreign {
        answer: u8,
    },
    /// The server's disk fails before the commit; it says so.
    ServerFails,
    /// The server loses power when `permille` of what it writes have reached the disk; nobody hears of it.
    ServerDies {
        permille: u16,
    },
}
