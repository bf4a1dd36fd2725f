//! The server's signing keys: the newest signs, those before it verify until the last token that they
//! signed has expired.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use linli_domain::Timestamp;
use sha2::{Digest, Sha256};

use super::SKEW_S;
use crate::environment::{Environment, NoRandomness};
use crate::store::{Store, StoreError, TokenKey};

/// The start of a PKCS#8 document of an Ed25519 key (RFC 8410); the seed follows.
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// An Ed25519 key as a PKCS#8 document.
pub(super) fn pkcs8(seed: &[u8; 32]) -> Vec<u8> {
    [&PKCS8_PREFIX[..], seed].concat()
}

/// No token can be signed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the store has no signing key: run `linli-server init`")]
    None,
    #[error("the token could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

pub struct RingKey {
    pub kid: String,
    /// The public key, base64url.
    pub x: String,
    pub(super) signs: EncodingKey,
    pub(super) verifies: DecodingKey,
    /// Tokens are no longer taken from here on; unset: the newest key.
    pub(super) until: Option<Timestamp>,
}

/// Usable keys, the newest first.
pub struct KeyRing {
    keys: Vec<RingKey>,
}

impl KeyRing {
    /// `keys`: of the store, the newest first.
    fn new(keys: Vec<TokenKey>, token_lifetime_s: u32) -> Self {
        let mut successor: Option<Timestamp> = None;
        let keys = keys
            .into_iter()
            .map(|key| {
                let until =
                    successor.map(|at| at.plus_seconds(i64::from(token_lifetime_s) + SKEW_S));
                successor = Some(key.created_at);
                let public = SigningKey::from_bytes(&key.seed).verifying_key().to_bytes();
                RingKey {
                    x: URL_SAFE_NO_PAD.encode(public),
                    signs: EncodingKey::from_ed_der(&pkcs8(&key.seed)),
                    verifies: DecodingKey::from_ed_der(&public),
                    kid: key.kid,
                    until,
                }
            })
            .collect();
        Self { keys }
    }

    pub(super) fn newest(&self) -> Result<&RingKey, KeyError> {
        self.keys.first().ok_or(KeyError::None)
    }

    pub(super) fn named(&self, kid: &str, now: Timestamp) -> Option<&RingKey> {
        self.verifying(now).find(|key| key.kid == kid)
    }

    /// Those whose tokens are taken now.
    pub fn verifying(&self, now: Timestamp) -> impl Iterator<Item = &RingKey> {
        self.keys
            .iter()
            .filter(move |key| key.until.is_none_or(|until| now < until))
    }
}

/// The ring, as last read from the store.
#[derive(Default)]
pub struct Cache(Mutex<Option<Arc<KeyRing>>>);

impl Cache {
    pub async fn ring(
        &self,
        store: &dyn Store,
        _now: Timestamp,
        token_lifetime_s: u32,
    ) -> Result<Arc<KeyRing>, StoreError> {
        if let Some(ring) = self.held().as_ref() {
            return Ok(Arc::clone(ring));
        }
        let ring = Arc::new(KeyRing::new(store.token_keys().await?, token_lifetime_s));
        // Without keys, look again next time: `init` may run now.
        if !ring.keys.is_empty() {
            *self.held() = Some(Arc::clone(&ring));
        }
        Ok(ring)
    }

    pub fn forget(&self) {
        *self.held() = None;
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Arc<KeyRing>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fresh key. Its name follows from its public half, and is short because every request carries it.
pub fn new_key(environment: &dyn Environment) -> Result<TokenKey, NoRandomness> {
    let mut seed = [0; 32];
    environment.fill(&mut seed)?;
    let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
    let digest = Sha256::digest(public);
    Ok(TokenKey {
        kid: URL_SAFE_NO_PAD.encode(&digest[..3]),
        seed,
        created_at: environment.now(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: &str, created_at: i64) -> TokenKey {
        TokenKey {
            kid: kid.to_owned(),
            seed: [created_at as u8; 32],
            created_at: Timestamp::clamped(created_at),
        }
    }

    #[test]
    fn an_old_key_verifies_until_its_last_token_has_expired() {
        let ring = KeyRing::new(vec![key("new", 1_000), key("old", 10)], 600);
        let named = |kid, at| ring.named(kid, Timestamp::clamped(at)).is_some();
        assert!(named("new", 100_000));
        assert!(named("old", 1_659));
        assert!(!named("old", 1_660));
        assert!(!named("none", 1_000));
        assert_eq!(ring.newest().unwrap().kid, "new");
    }
}
