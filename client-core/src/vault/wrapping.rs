//! A key within authenticated encryption.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use zeroize::Zeroizing;

use super::cost::Cost;
use super::{DeviceSecret, Pin, ReplicaKey, VaultId};
use crate::surroundings::Surroundings;

/// 32 bytes and a tag of 16.
pub(super) const SEALED_BYTES: usize = 48;

/// A wrapped key. Whoever wraps says what else it belongs to: opened under anything else, it does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrapped {
    pub(super) nonce: [u8; 12],
    pub(super) sealed: [u8; SEALED_BYTES],
}

impl Wrapped {
    pub(super) fn wrap(
        under: &[u8; 32],
        belongs_to: &[u8],
        key: &ReplicaKey,
        surroundings: &dyn Surroundings,
    ) -> Self {
        let mut nonce = [0; 12];
        surroundings.fill(&mut nonce);
        let payload = Payload {
            msg: key.as_bytes(),
            aad: belongs_to,
        };
        let sealed = ChaCha20Poly1305::new(&Key::from(*under))
            .encrypt(&Nonce::from(nonce), payload)
            .ok()
            .and_then(|sealed| sealed.try_into().ok())
            .expect("32 bytes are sealed in 48");
        Self { nonce, sealed }
    }

    pub(super) fn unwrap(&self, under: &[u8; 32], belongs_to: &[u8]) -> Option<ReplicaKey> {
        let payload = Payload {
            msg: &self.sealed,
            aad: belongs_to,
        };
        let opened = ChaCha20Poly1305::new(&Key::from(*under))
            .decrypt(&Nonce::from(self.nonce), payload)
            .ok()?;
        let opened = Zeroizing::new(opened);
        let key: [u8; 32] = opened.as_slice().try_into().ok()?;
        Some(key.into())
    }
}

/// A key wrapped under a PIN and the device's secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ByPin {
    pub(super) cost: Cost,
    pub(super) salt: [u8; 16],
    pub(super) wrapped: Wrapped,
}

impl ByPin {
    pub(super) fn wrap(
        vault: &VaultId,
        cost: Cost,
        key: &ReplicaKey,
        pin: &Pin,
        device: &DeviceSecret,
        surroundings: &dyn Surroundings,
    ) -> Self {
        let mut salt = [0; 16];
        surroundings.fill(&mut salt);
        let under = cost.derive(pin, device, &salt);
        let belongs_to = belongs_to(vault, cost, &salt);
        Self {
            cost,
            salt,
            wrapped: Wrapped::wrap(&under, &belongs_to, key, surroundings),
        }
    }

    pub(super) fn unwrap(
        &self,
        vault: &VaultId,
        pin: &Pin,
        device: &DeviceSecret,
    ) -> Option<ReplicaKey> {
        let under = self.cost.derive(pin, device, &self.salt);
        self.wrapped
            .unwrap(&under, &belongs_to(vault, self.cost, &self.salt))
    }

    pub(super) fn cost(&self) -> Cost {
        self.cost
    }
}

fn belongs_to(vault: &VaultId, cost: Cost, salt: &[u8; 16]) -> Vec<u8> {
    [
        b"linli pin 1".as_slice(),
        vault,
        &cost.memory_kib().to_be_bytes(),
        &cost.passes().to_be_bytes(),
        salt,
    ]
    .concat()
}
