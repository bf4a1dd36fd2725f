//! How every world begins.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linli_client_core::domain::{PersonId, Role, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::World;
use crate::delivery::Mail;
use crate::hand::Hand;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::phone::Phone;
use crate::places::{ESTATES, TERRITORIES};
use crate::plan::Network;
use crate::verify::{Audit, Broken, Retired, Said};

/// Everybody who has a phone.
pub(super) const PEOPLE: [PersonId; 4] = [
    PersonId::from_bytes([1; 16]),
    PersonId::from_bytes([2; 16]),
    PersonId::from_bytes([3; 16]),
    PersonId::from_bytes([4; 16]),
];

/// Works at the office, and is never shut out.
pub(super) const SECRETARY: PersonId = PEOPLE[3];

/// Which of `PEOPLE` holds which of `TERRITORIES` to begin with: heads, one of them of two buildings and one
/// of buildings in two estates, who mediates in the first, and a secretary.
const APPOINTMENTS: [(usize, Role, usize); 7] = [
    (0, Role::BuildingHead, 0),
    (1, Role::BuildingHead, 0),
    (1, Role::BuildingHead, 1),
    (2, Role::BuildingHead, 1),
    (2, Role::BuildingHead, 3),
    (2, Role::MediationHead, 2),
    (3, Role::Secretary, 2),
];

/// 2026-11-24 08:00 in China.
const BEGINNING: i64 = 1_795_478_400;

impl World {
    pub(super) fn new(seed: u64) -> Result<Self, Broken> {
        let folder = scratch();
        let now = Timestamp::clamped(BEGINNING);
        let mut office = Office::new(folder.path(), seed);
        office.found_estates(now);
        for (person, role, territory) in APPOINTMENTS {
            office.appoint(PEOPLE[person], role, TERRITORIES[territory], None, now);
        }
        let hand = Hand::new(&office, PEOPLE[0], seed, now);
        let mut world = Self {
            folder,
            seed,
            time: Arc::new(AtomicI64::new(BEGINNING)),
            office,
            phones_ever: 0,
            phones: Vec::new(),
            hand,
            ledger: Ledger::default(),
            mail: Mail::default(),
            audit: Audit::default(),
            rotten: false,
            restored: None,
            said: Said::default(),
            retired: Retired::default(),
            trace: Sha256::new(),
            told: Vec::new(),
        };
        for person in PEOPLE {
            world.give_phone(person)?;
        }
        Ok(world)
    }

    /// A new phone, which joins and syncs.
    pub(super) fn give_phone(&mut self, person: PersonId) -> Result<(), Broken> {
        let (number, time) = (self.number_a_phone(), Arc::clone(&self.time));
        let mut phone = Phone::new(number, person, self.folder.path(), self.seed, time);
        let request = phone.with(|replica| replica.join_request("SIMULATED", "手机"));
        let body = request.expect("a new replica can ask to join").body;
        phone.public_key = public_key(&body);
        phone.device = self.office.enrol(person, phone.public_key, self.now());
        let answer = json!({
            "device_id": phone.device,
            "person": { "id": person, "name": "某人" },
            "estates": [{ "id": ESTATES[0], "name": "幸福里" }],
        });
        let answer = answer.to_string().into_bytes();
        let joined = phone.with(|replica| replica.join_response("http://server", 201, &answer));
        joined.expect("joining works");
        self.phones.push(phone);
        self.sync(self.phones.len() - 1, Network::Fine, None)
    }

    pub(super) fn number_a_phone(&mut self) -> usize {
        self.phones_ever += 1;
        self.phones_ever - 1
    }
}

fn public_key(body: &[u8]) -> [u8; 32] {
    let body: Value = serde_json::from_slice(body).expect("the request is JSON");
    let key = body["public_key"].as_str().expect("a key is text");
    let key = URL_SAFE_NO_PAD.decode(key).expect("a key is base64");
    key.try_into().expect("a public key is 32 bytes")
}

/// In memory where the machine has such a place: the simulator forces nothing to a disk.
fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        TempDir::new_in(memory)
    } else {
        TempDir::new()
    };
    folder.expect("a scratch folder can be made")
}
