//! The recovery secret at the server: deposited while the replica is open, released to whoever stands before a locked
//! one with a code from the office.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::errand::Errand;
use super::http::{HttpRequest, Method, ok};
use super::token::{base64url, base64url_bytes};
use crate::replica::{Meta, Replica};
use crate::vault::{RecoverySecret, VaultId};
use crate::{Error, Result};

const HELD: &str = "deposit";
/// Which secret is at which server's life.
const DEPOSITED: &str = "deposited";

/// The server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Deposited {
    /// Seconds since 1970.
    pub deposited_at: i64,
}

#[derive(Serialize, Deserialize)]
struct Body {
    deposit: String,
}

impl Replica {
    /// Keeps what the vault gave in the encrypted file, until the server has it and for servers that lose it again.
    pub fn hold_deposit(&mut self, secret: &RecoverySecret, vault: &VaultId) -> Result<()> {
        let deposit = secret.deposit(vault);
        self.transact(|work| Meta(work.tx).set(HELD, &deposit))
    }

    /// The PIN was taken away: there is nothing to recover.
    pub fn forget_deposit(&mut self) -> Result<()> {
        self.transact(|work| Meta(work.tx).remove(HELD))
    }

    /// What is to be deposited now; `None` when the server has it. Call `deposited` when it is done.
    pub fn deposit_due(&self) -> Result<Option<Errand<Deposited>>> {
        let meta = Meta(self.past_the_lease());
        let Some(deposit) = meta.get(HELD)?.map(Zeroizing::new) else {
            return Ok(None);
        };
        if meta.get(DEPOSITED)? == Some(self.place_of(&deposit)?) {
            return Ok(None);
        }
        let body = Body {
            deposit: base64url(&deposit),
        };
        let body =
            serde_json::to_vec(&body).map_err(|error| Error::BadAnswer(error.to_string()))?;
        let path = "/v1/recovery".to_owned();
        Ok(Some(Errand::new(Method::Post, path, Some(body))))
    }

    pub fn deposited(&mut self) -> Result<()> {
        let Some(deposit) = Meta(self.past_the_lease()).get(HELD)?.map(Zeroizing::new) else {
            return Ok(());
        };
        let place = self.place_of(&deposit)?;
        self.transact(|work| Meta(work.tx).set(DEPOSITED, &place))
    }

    /// A server that came back from a backup is another one.
    fn place_of(&self, deposit: &[u8]) -> Result<Vec<u8>> {
        let epoch = Meta(self.past_the_lease()).server_epoch()?;
        let digest = Sha256::new()
            .chain_update(epoch.map_or([0; 8], |epoch| epoch.0))
            .chain_update(deposit);
        Ok(digest.finalize().to_vec())
    }
}

/// Asks for the deposit of a locked replica's vault. `code` is from the office, and good once.
pub fn release_request(vault: &VaultId, code: &str) -> HttpRequest {
    let body = serde_json::json!({ "code": code, "vault": base64url(vault) });
    HttpRequest {
        method: Method::Post,
        path: "/v1/recovery/release".into(),
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    }
}

/// The secret that opens the vault.
///
/// # Errors
/// `Problem(invitation_invalid)` for a code that is not good for this vault, whatever the reason.
pub fn release_response(vault: &VaultId, status: u16, body: &[u8]) -> Result<RecoverySecret> {
    ok(status, body)?;
    let released: Body =
        serde_json::from_slice(body).map_err(|_| Error::BadAnswer("not a deposit".into()))?;
    let deposit = base64url_bytes(&released.deposit).map(Zeroizing::new);
    let secret = deposit.and_then(|bytes: Zeroizing<[u8; 33]>| {
        RecoverySecret::from_deposit(bytes.as_slice(), vault).ok()
    });
    secret.ok_or_else(|| Error::BadAnswer("not this vault's deposit".into()))
}
