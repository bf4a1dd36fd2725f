//! The key behind a PIN: the vault beside the replica, and the device's secret that its PIN needs.

use std::io::Write;
use std::path::Path;

use linli_client_core::vault::{DeviceSecret, Pin, RecoverySecret, ReplicaKey, Vault, VaultId};

use super::private::{create_private, persist_name, replace_private};
use super::{Files, from_hex, key, read_text, to_hex};
use crate::error::Error;
use crate::surroundings::Machine;

impl Files {
    /// Whether a PIN, or after too many wrong ones a recovery code, is needed.
    pub(crate) fn has_vault(&self) -> bool {
        self.vault.exists()
    }

    /// The key by a PIN. A bare key that a power cut left beside the vault is erased now.
    pub(crate) fn unlock(&self, pin: &Pin) -> Result<ReplicaKey, Error> {
        let mut vault = self.read_vault()?;
        let device = self.device_secret()?;
        let mut keep = |bytes: &[u8]| replace_private(&self.vault, bytes);
        let key = vault.unlock(pin, &device, &Machine, &mut keep)?;
        if key::read(&self.key).is_ok_and(|bare| bare == key) {
            key::erase(&self.key)?;
        }
        Ok(key)
    }

    /// The key by the recovery code.
    pub(crate) fn unlock_with_recovery(
        &self,
        secret: &RecoverySecret,
    ) -> Result<ReplicaKey, Error> {
        Ok(self.read_vault()?.unlock_with_recovery(secret)?)
    }

    /// Locks the key by a PIN for the first time. The vault is on the disk before the bare key is erased.
    pub(crate) fn lock(&self, key: &ReplicaKey, pin: &Pin) -> Result<RecoverySecret, Error> {
        make_device_secret_if_missing(&self.device)?;
        let (vault, recovery) = Vault::seal(key, pin, &self.device_secret()?, &Machine);
        self.keep_vault(&vault)?;
        key::erase(&self.key)?;
        Ok(recovery)
    }

    /// Locks the key by another PIN, and with `renew` gives another recovery code.
    pub(crate) fn lock_anew(
        &self,
        key: &ReplicaKey,
        pin: Option<&Pin>,
        renew: bool,
    ) -> Result<Option<RecoverySecret>, Error> {
        make_device_secret_if_missing(&self.device)?;
        let mut vault = self.read_vault()?;
        if let Some(pin) = pin {
            vault.change_pin(key, pin, &self.device_secret()?, &Machine);
        }
        let recovery = renew.then(|| vault.renew_recovery(key, &Machine));
        self.keep_vault(&vault)?;
        Ok(recovery)
    }

    /// Leaves the key bare again, beside the replica. It is on the disk before the vault goes.
    pub(crate) fn unlock_for_good(&self, key: &ReplicaKey) -> Result<(), Error> {
        key::write(&self.key, key)?;
        remove(&self.vault)?;
        remove(&self.device)
    }

    pub(super) fn forget_vault(&self) -> Result<(), Error> {
        remove(&self.vault)?;
        remove(&self.device)
    }

    pub(crate) fn vault_id(&self) -> Result<VaultId, Error> {
        Ok(*self.read_vault()?.id())
    }

    fn read_vault(&self) -> Result<Vault, Error> {
        let bytes = std::fs::read(&self.vault).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::NoPin,
            _ => Error::file(&self.vault)(error),
        })?;
        Ok(Vault::from_bytes(&bytes)?)
    }

    fn keep_vault(&self, vault: &Vault) -> Result<(), Error> {
        replace_private(&self.vault, &vault.to_bytes()).map_err(Error::file(&self.vault))
    }

    fn device_secret(&self) -> Result<DeviceSecret, Error> {
        let missing = || Error::DeviceSecretMissing(self.device.clone());
        let text = read_text(&self.device)?.ok_or_else(missing)?;
        from_hex(text.trim())
            .map(|bytes: [u8; 32]| bytes.into())
            .ok_or_else(missing)
    }
}

/// Phones keep it in their key store, where no copy of files takes it along.
fn make_device_secret_if_missing(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return Ok(());
    }
    let secret = DeviceSecret::draw(&Machine);
    let mut file = create_private(path, false)?;
    writeln!(file, "{}", *to_hex(secret.as_bytes()))
        .and_then(|()| file.sync_all())
        .map_err(Error::file(path))?;
    persist_name(path)
}

fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(path)(error)),
        _ => persist_name(path),
    }
}
