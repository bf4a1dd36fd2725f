//! How dear it is to try a PIN.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::{DeviceSecret, Pin};

/// What argon2id spends on one PIN, on one lane: a wasm worker has no second one, and many cheap phones have little
/// to gain from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// What a file may ask for: one that was tampered with must not take a phone's memory away.
const MEMORY_KIB: std::ops::RangeInclusive<u32> = 8..=256 * 1024;
const PASSES: std::ops::RangeInclusive<u32> = 1..=16;

impl Cost {
    /// 32 MiB, which a phone of 2 GB can spare for a second.
    pub(super) const PHONE: Self = Self {
        memory_kib: 32 * 1024,
        passes: 3,
    };

    /// `None` out of bounds.
    pub(super) fn new(memory_kib: u32, passes: u32) -> Option<Self> {
        let bearable = MEMORY_KIB.contains(&memory_kib) && PASSES.contains(&passes);
        bearable.then_some(Self { memory_kib, passes })
    }

    pub(super) fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    pub(super) fn passes(self) -> u32 {
        self.passes
    }

    /// The key under which the PIN wraps. The device's secret goes in as argon2's own secret.
    pub(super) fn derive(
        self,
        pin: &Pin,
        device: &DeviceSecret,
        salt: &[u8; 16],
    ) -> Zeroizing<[u8; 32]> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32))
            .expect("both are within argon2's own bounds");
        let argon2 = Argon2::new_with_secret(
            device.as_bytes(),
            Algorithm::Argon2id,
            Version::V0x13,
            params,
        )
        .expect("a secret of 32 bytes is within argon2's bounds");
        let mut key = Zeroizing::new([0; 32]);
        argon2
            .hash_password_into(pin.as_bytes(), salt, &mut *key)
            .expect("PIN, salt and key are within argon2's bounds");
        key
    }
}
