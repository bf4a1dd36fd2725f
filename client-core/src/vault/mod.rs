//! The wrapped key: a replica's key, locked by a PIN, in a small file that the host keeps beside the replica.
//!
//! The key is wrapped twice, each time by authenticated encryption: under what argon2id makes of the PIN, a salt
//! and a secret of the device; and under a recovery secret, which is handed out once and deposited elsewhere.
//! Wrong PINs cost time, and the tenth costs the PIN. The recovery wrapping stays, so that no unsent work
//! is lost to a forgotten PIN.
//!
//! ```text
//! let (mut vault, recovery) = Vault::seal(&key, &pin, &device_secret, surroundings);
//! keep(&vault.to_bytes())?;                                   // durable; then erase the bare key
//! let key = vault.unlock(&pin, &device_secret, surroundings, &mut keep)?;
//! let key = vault.unlock_with_recovery(&recovery)?;           // then `change_pin` and `renew_recovery`
//! ```

mod attempts;
mod cost;
mod error;
mod file;
mod pin;
mod recovery;
mod secret;
#[cfg(test)]
mod tests;
mod wrapping;

use std::io;

pub use attempts::ATTEMPTS_MAX;
pub use error::VaultError;
pub use pin::{Pin, PinError};
pub use recovery::RecoverySecret;
pub use secret::{DeviceSecret, ReplicaKey};

use attempts::Attempts;
use cost::Cost;
use wrapping::{ByPin, Wrapped};

use crate::surroundings::Surroundings;

/// Names a vault, so that a deposited secret can be told from that of another vault.
pub type VaultId = [u8; 16];

/// A wrapped key, and what is known of wrong PINs. Of secrets it holds only wrappings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vault {
    id: VaultId,
    /// `None`: too many wrong PINs; the recovery secret alone opens it.
    by_pin: Option<ByPin>,
    by_recovery: Wrapped,
    attempts: Attempts,
}

impl Vault {
    /// Locks a replica's key by a PIN. The recovery secret is given out this once: hand it to the person or
    /// deposit it, and keep the vault durably before the bare key is erased.
    pub fn seal(
        key: &ReplicaKey,
        pin: &Pin,
        device: &DeviceSecret,
        surroundings: &dyn Surroundings,
    ) -> (Self, RecoverySecret) {
        Self::seal_at(Cost::PHONE, key, pin, device, surroundings)
    }

    fn seal_at(
        cost: Cost,
        key: &ReplicaKey,
        pin: &Pin,
        device: &DeviceSecret,
        surroundings: &dyn Surroundings,
    ) -> (Self, RecoverySecret) {
        let mut id = VaultId::default();
        surroundings.fill(&mut id);
        let recovery = RecoverySecret::draw(surroundings);
        let vault = Self {
            id,
            by_pin: Some(ByPin::wrap(&id, cost, key, pin, device, surroundings)),
            by_recovery: recovery.wrap(&id, key, surroundings),
            attempts: Attempts::fresh(surroundings.now()),
        };
        (vault, recovery)
    }

    pub fn id(&self) -> &VaultId {
        &self.id
    }

    /// Whether a PIN can open it: not after too many wrong ones.
    pub fn takes_pin(&self) -> bool {
        self.by_pin.is_some() && !self.attempts.are_spent()
    }

    /// The key, by the PIN.
    ///
    /// The attempt is counted, and `keep` has made that durable, before the PIN is looked at: whoever kills the
    /// process in between has used the attempt up. `keep` gets the whole file; it must be on the disk, under
    /// its name, when it returns.
    ///
    /// # Errors
    /// `Wait`, `WrongPin`, `PinSpent`; `NotKept` when the attempt could not be counted, and then the PIN was
    /// not looked at.
    pub fn unlock(
        &mut self,
        pin: &Pin,
        device: &DeviceSecret,
        surroundings: &dyn Surroundings,
        keep: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<ReplicaKey, VaultError> {
        let counted = self.attempts.count(surroundings.now());
        keep(&self.to_bytes()).map_err(VaultError::NotKept)?;
        counted?;
        let wrapping = self.by_pin.as_ref().ok_or(VaultError::PinSpent)?;
        let Some(key) = wrapping.unwrap(&self.id, pin, device) else {
            if self.attempts.are_spent() {
                self.by_pin = None;
            }
            keep(&self.to_bytes()).map_err(VaultError::NotKept)?;
            return Err(self.attempts.after_a_wrong_one());
        };
        self.attempts = Attempts::fresh(surroundings.now());
        // If this one fails, a right PIN counts as one attempt more. It opens all the same.
        drop(keep(&self.to_bytes()));
        Ok(key)
    }

    /// The key, by the recovery secret: after a forgotten PIN, and where the device's secret was lost. The secret
    /// was seen by others now, so `change_pin` and `renew_recovery` come next.
    ///
    /// # Errors
    /// `WrongRecovery`
    pub fn unlock_with_recovery(&self, secret: &RecoverySecret) -> Result<ReplicaKey, VaultError> {
        let key = secret.unwrap(&self.id, &self.by_recovery);
        key.ok_or(VaultError::WrongRecovery)
    }

    /// Wraps the key under another PIN; wrong ones are forgotten. `key` is the one that this vault gave.
    pub fn change_pin(
        &mut self,
        key: &ReplicaKey,
        pin: &Pin,
        device: &DeviceSecret,
        surroundings: &dyn Surroundings,
    ) {
        let cost = self
            .by_pin
            .as_ref()
            .map_or(Cost::PHONE, |wrapping| wrapping.cost());
        self.by_pin = Some(ByPin::wrap(&self.id, cost, key, pin, device, surroundings));
        self.attempts = Attempts::fresh(surroundings.now());
    }

    /// Another recovery secret; the one before opens this vault no more. Copies of the file that were made
    /// before still open by it.
    pub fn renew_recovery(
        &mut self,
        key: &ReplicaKey,
        surroundings: &dyn Surroundings,
    ) -> RecoverySecret {
        let recovery = RecoverySecret::draw(surroundings);
        self.by_recovery = recovery.wrap(&self.id, key, surroundings);
        recovery
    }
}
