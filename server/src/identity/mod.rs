//! Who asks: invitations, devices, assertions and tokens.
//!
//! A secretary's invitation binds a device's key to a person (`invitation_code`). The key signs an
//! assertion (`assertion`), which the server changes for a short-lived access token (`access_token`,
//! signed by `keys`). Every other request shows that token (`caller`), whose signature is checked once
//! and then remembered (`memory`), as is the device that it names. A device that the server has forgotten, since it
//! came back from a backup, shows the server's own word that it was enrolled (`enrolment`).

pub mod access_token;
pub mod assertion;
pub mod caller;
pub mod enrolment;
pub mod invitation_code;
pub mod jwt;
pub mod keys;
mod memory;
mod replay;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use linli_domain::{DeviceId, Timestamp};
use linli_wire::ProblemCode;
use tokio::sync::OnceCell;

use crate::environment::Environment;
use crate::http::Rejection;
use crate::http::problem;
use crate::store::{Device, Store, StoreError};

use access_token::Verified;
use assertion::Assertion;
use keys::KeyRing;
use memory::Memory;
use replay::Replays;

/// Seconds by which clocks may differ.
pub const SKEW_S: i64 = 60;

pub struct Identity {
    store: Arc<dyn Store>,
    token_lifetime_s: u32,
    keys: keys::Cache,
    server_key: OnceCell<Arc<SigningKey>>,
    memory: Memory,
    replays: Replays,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

impl Identity {
    /// `token_lifetime_s`: how long an access token is good.
    pub fn new(store: Arc<dyn Store>, token_lifetime_s: u32) -> Self {
        Self {
            store,
            token_lifetime_s,
            keys: keys::Cache::default(),
            server_key: OnceCell::new(),
            memory: Memory::default(),
            replays: Replays::default(),
        }
    }

    /// The device that shows this access token, suspended or not, and until when it may go on showing it.
    pub async fn caller(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<(Arc<Device>, Timestamp), Rejection> {
        let verified = match self.memory.token(token, now) {
            Some(verified) => verified,
            None => {
                let ring = self.ring(now).await?;
                let verified = access_token::verify(&ring, token, now, self.token_lifetime_s)
                    .map_err(|fault| Rejection::unauthenticated().because(fault))?;
                self.memory.remember_token(token, verified);
                verified
            }
        };
        let Verified { device, expires_at } = verified;
        Ok((self.device(device, now).await?, expires_at))
    }

    /// The device, unless it is unknown or suspended.
    pub async fn active_device(
        &self,
        id: DeviceId,
        now: Timestamp,
    ) -> Result<Arc<Device>, Rejection> {
        let device = self.device(id, now).await?;
        if device.suspended_at.is_some() {
            return Err(Rejection::new(ProblemCode::DeviceSuspended));
        }
        Ok(device)
    }

    async fn device(&self, id: DeviceId, now: Timestamp) -> Result<Arc<Device>, Rejection> {
        if let Some(device) = self.memory.device(id, now) {
            return Ok(device);
        }
        let found = self.store.device(id).await?;
        let device = found.ok_or_else(Rejection::unauthenticated)?;
        Ok(self.memory.remember_device(device, now))
    }

    /// What the server signs with, made when it is first needed.
    pub async fn server_key(
        &self,
        environment: &dyn Environment,
    ) -> Result<Arc<SigningKey>, Rejection> {
        let made = self.server_key.get_or_try_init(async || {
            let mut candidate = [0; 32];
            environment
                .fill(&mut candidate)
                .map_err(Rejection::internal)?;
            let seed = self.store.server_key(candidate).await?;
            Ok::<_, Rejection>(Arc::new(SigningKey::from_bytes(&seed)))
        });
        made.await.cloned()
    }

    /// Changes an assertion for an access token (RFC 7523). With it comes a certificate of the device's enrolment,
    /// unless it is the one that was shown.
    ///
    /// `certificate`: as shown, by which a device that is unknown is enrolled again.
    pub async fn access_token(
        &self,
        assertion: &str,
        certificate: Option<&str>,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<(String, Option<String>), Rejection> {
        let refuse =
            |fault: assertion::AssertionFault| Rejection::bad_assertion(now).because(fault);
        let claimed = Assertion::claimed_device(assertion).map_err(refuse)?;
        let known = self.store.device(claimed).await?;
        let forgotten = known.is_none();
        let certified = || certificate.and_then(|text| enrolment::read(key, text).ok());
        let device = known
            .or_else(certified)
            .ok_or_else(|| refuse(assertion::AssertionFault::UnknownDevice))?;
        // A suspended device gets a token as well: with it, it hands over what it has, and is told to lock.
        let verified = Assertion::verify(assertion, &device, now).map_err(refuse)?;
        self.replays
            .admit(&verified, now)
            .map_err(|fault| match fault {
                replay::Refused::SeenBefore => refuse(assertion::AssertionFault::Replayed),
                replay::Refused::Full => Rejection::rate_limited(SKEW_S.unsigned_abs()),
            })?;
        let device = if forgotten {
            tracing::info!(device.id = %device.id, "A device that a restored server had forgotten is enrolled again.");
            self.store.enrol_again(device, now).await?
        } else {
            device
        };
        let ring = self.ring(now).await?;
        let token = access_token::issue(&ring, device.id, now, self.token_lifetime_s)
            .map_err(Rejection::internal)?;
        if certified().is_some_and(|shown| enrolment::same(&shown, &device)) {
            return Ok((token, None));
        }
        let certificate = enrolment::certificate(key, &device).map_err(Rejection::internal)?;
        Ok((token, Some(certificate)))
    }

    pub fn token_lifetime_s(&self) -> u32 {
        self.token_lifetime_s
    }

    /// The keys that verify access tokens now.
    pub async fn ring(&self, now: Timestamp) -> Result<Arc<KeyRing>, StoreError> {
        self.keys
            .ring(self.store.as_ref(), now, self.token_lifetime_s)
            .await
    }

    /// Another process wrote to the store: look at it again. A suspended device is out from then on.
    pub fn look_again(&self) {
        self.keys.forget();
        self.memory.forget();
        tracing::debug!("Another process changed the store; devices and keys are read anew.");
    }
}

impl From<keys::KeyError> for Rejection {
    fn from(error: keys::KeyError) -> Self {
        tracing::error!(
            cause = problem::chain(&error),
            "The signing keys can't be used."
        );
        Self::internal(error)
    }
}
