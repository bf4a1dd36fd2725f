//! The server: the real core on a real file, and what the simulator does to it.

mod appointments;
mod console;
mod devices;
mod escrow;
mod life;
mod retention;
pub(crate) mod roster;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use futures_util::StreamExt;
use linli_client_core::domain::{DeviceId, Timestamp};
use linli_server::store::Store;
use linli_server::store::sqlite::SqliteStore;
use linli_server::sync::{SyncRequest, answer};
use linli_wire::{ProblemCode, compression, limits};
use rusqlite::{Connection, OpenFlags};
use tokio::runtime::Runtime;

use self::appointments::Memory;
use self::life::Backup;
pub(crate) use self::retention::Terms;
pub(crate) use self::roster::Held;
use crate::delivery::{Answer, Letter, Parcels};
use crate::random::Random;
use crate::verify::{self, Broken};

/// The server's own key, in all its lives.
pub(crate) fn server_key() -> SigningKey {
    SigningKey::from_bytes(&[0x5e; 32])
}

pub(crate) struct Office {
    pub(crate) runtime: Runtime,
    folder: PathBuf,
    /// Numbered, since a restored file never replaces one.
    pub(crate) life: u32,
    pub(crate) store: Arc<dyn Store>,
    memory: RefCell<Memory>,
    /// Devices that this life of the server knows as suspended.
    suspended: BTreeSet<DeviceId>,
    /// Devices of which a phone is gone, locked for good or lost: what is given back to one of them reaches nobody.
    pub(crate) gone: BTreeSet<DeviceId>,
    backup: Option<Backup>,
    random: Random,
    /// What is sealed, and what of it the server said to have.
    pub(crate) parcels: RefCell<Parcels>,
}

impl Office {
    pub(crate) fn new(folder: &Path, seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .expect("a runtime without I/O can be made");
        let mut random = Random::new(seed ^ 0x0ff1ce);
        let file = folder.join("server-0.db");
        let store = SqliteStore::open_or_create(&file, life::fresh(&mut random));
        let store = store.expect("a new store can be made");
        // What packs are sealed with.
        let seed = runtime.block_on(store.server_key(server_key().to_bytes()));
        assert_eq!(seed.expect("the store works"), server_key().to_bytes());
        Self {
            runtime,
            folder: folder.to_owned(),
            life: 0,
            store: Arc::new(store),
            memory: RefCell::default(),
            suspended: BTreeSet::new(),
            gone: BTreeSet::new(),
            backup: None,
            random,
            parcels: RefCell::default(),
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(format!("server-{}.db", self.life))
    }

    /// The server's part of an exchange, as the route does it. Broken if the answer tells more than its
    /// receiver may read.
    pub(crate) fn deliver(&self, letter: &Letter, now: Timestamp) -> Result<Answer, Broken> {
        let answer = self.runtime.block_on(self.answer(letter, now));
        self.look_at_the_roster();
        let held = match self.suspended(letter.device) {
            true => Vec::new(),
            false => self.held(),
        };
        verify::tells_only(&answer, &held, letter.person, now.date())?;
        self.parcels.borrow_mut().hear(&answer)?;
        Ok(answer)
    }

    async fn answer(&self, letter: &Letter, now: Timestamp) -> Answer {
        let device = self.store.device(letter.device).await;
        let Some(device) = device.expect("the store works") else {
            return Answer::problem(ProblemCode::Unauthenticated);
        };
        let Ok(frames) = compression::frames(&letter.body, limits::REQUEST_PLAIN_BYTES) else {
            return Answer::problem(ProblemCode::MalformedBody);
        };
        let request = SyncRequest {
            device,
            server_key: Arc::new(server_key()),
            now,
            frames,
            zstd: true,
        };
        match answer(Arc::clone(&self.store), request).await {
            Err(found) => Answer::problem(found.code()),
            Ok(mut stream) => {
                let mut body = Vec::new();
                while let Some(piece) = stream.next().await {
                    body.extend_from_slice(&piece.expect("the store works"));
                }
                let encoding = compression::is_zstd(&body).then_some("zstd");
                Answer::of_the_server(encoding, body)
            }
        }
    }

    /// What the simulator looks up behind the server's back.
    pub(crate) fn peek(&self) -> Connection {
        Connection::open_with_flags(self.file(), OpenFlags::SQLITE_OPEN_READ_ONLY)
            .expect("the server's file can be read")
    }

    /// How much has been written of what requests can cause: log, refusals, envelopes.
    pub(crate) fn written(&self) -> [i64; 3] {
        let server = self.peek();
        ["log", "refusals", "envelopes"].map(|table| {
            let sql = format!("SELECT count(*) FROM {table}");
            let count = server.query_row(&sql, [], |row| row.get(0));
            count.expect("the server's file can be read")
        })
    }
}
