//! The server: the real core on a real file.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use futures_util::StreamExt;
use linli_domain::{DeviceId, EstateId, PersonId, Seq};
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_server::store::{ConsoleCommand, Device, NewInvitation, Redemption, Store, TokenKey};
use linli_server::sync::{SyncProblem, SyncRequest, answer};
use linli_wire::ServerEpoch;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::estate::{ANOTHER, ESTATE, HEAD, beginning, now};

/// Of the tokens' signatures.
pub(crate) const TOKEN_SEED: [u8; 32] = [0x70; 32];
pub(crate) const TOKEN_KID: &str = "fuzz";

pub(crate) struct Office {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) runtime: Runtime,
    /// Of the head's device.
    pub(crate) key: SigningKey,
    pub(crate) device: Device,
    pub(crate) seq_at_first: Seq,
    /// Goes last, after all that has files in it.
    _folder: TempDir,
}

impl Office {
    /// With the estate in it, and the head's device enrolled.
    pub(crate) fn open() -> Self {
        Self::with_key(SigningKey::from_bytes(&[0x17; 32]))
    }

    /// The same, with a device key that a phone made.
    pub(crate) fn with_key(key: SigningKey) -> Self {
        let (folder, runtime, store) = empty();
        let device = runtime.block_on(async {
            for estate in [ESTATE, ANOTHER] {
                let made = store.create_estate(estate, "小区".to_owned()).await;
                assert!(made.expect("a new store takes an estate"));
            }
            let token_key = TokenKey {
                kid: TOKEN_KID.to_owned(),
                seed: TOKEN_SEED,
                created_at: now(),
            };
            let added = store.add_token_key(token_key).await;
            added.expect("a new store takes a key");
            enrol(store.as_ref(), HEAD, key.verifying_key().to_bytes()).await
        });
        let mut office = Self {
            store,
            runtime,
            key,
            device,
            seq_at_first: 0,
            _folder: folder,
        };
        office.console(beginning());
        office.seq_at_first = office.seq(ESTATE);
        office
    }

    pub(crate) fn console(&self, commands: Vec<ConsoleCommand>) {
        let answers = self.runtime.block_on(self.store.console(commands, now()));
        for answer in answers.expect("the store works") {
            answer.expect("the estate's own commands are legal");
        }
    }

    pub(crate) fn seq(&self, estate: EstateId) -> Seq {
        let seq = self.runtime.block_on(self.store.estate_seq(estate));
        seq.expect("the store works").expect("the estate exists")
    }

    pub(crate) fn device_id(&self) -> DeviceId {
        self.device.id
    }

    /// The answer to a sync request of the head's device.
    pub(crate) fn answer(&self, frames: Vec<u8>, zstd: bool) -> Result<Vec<u8>, SyncProblem> {
        let request = SyncRequest {
            device: self.device.clone(),
            server_key: Arc::new(SigningKey::from_bytes(&[0x5e; 32])),
            now: now(),
            frames,
            zstd,
        };
        self.runtime.block_on(async {
            let mut pieces = answer(Arc::clone(&self.store), request).await?;
            let mut body = Vec::new();
            while let Some(piece) = pieces.next().await {
                body.extend_from_slice(&piece.expect("the store does not fail half-way"));
            }
            Ok(body)
        })
    }
}

/// A store without anything in it.
pub(crate) fn empty() -> (TempDir, Runtime, Arc<dyn Store>) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .expect("a runtime without I/O can be made");
    let fresh = Fresh {
        server_epoch: ServerEpoch([1; 8]),
        console_nonce: [2; 16],
    };
    let store = SqliteStore::open_or_create(&folder.path().join("server.db"), fresh);
    let store = Arc::new(store.expect("a new store can be made"));
    (folder, runtime, store)
}

async fn enrol(store: &dyn Store, person: PersonId, public_key: [u8; 32]) -> Device {
    let code_hash = [0xc0; 32];
    let invitation = NewInvitation {
        code_hash,
        person,
        created_at: now(),
        expires_at: now().plus_seconds(3_600),
    };
    let invited = store.invite(invitation).await;
    invited.expect("a new store takes an invitation");
    let redeemed = store
        .redeem(code_hash, public_key, "手机".into(), now())
        .await;
    match redeemed.expect("the store works") {
        Redemption::Enrolled(device) => device,
        Redemption::Invalid => panic!("a fresh invitation is valid"),
    }
}
