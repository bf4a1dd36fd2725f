//! The vault as a file: 191 bytes, numbers big-endian.
//!
//! | bytes | |
//! | --- | --- |
//! | 4 | `LLva` |
//! | 1 | version, 1 |
//! | 16 | the vault's id |
//! | 1 | 1 if a PIN opens it; 0 after too many wrong ones, and the next 84 are zero |
//! | 4, 4 | argon2id: memory in KiB, passes |
//! | 16 | salt |
//! | 12, 48 | nonce, and the key wrapped under the PIN |
//! | 12, 48 | nonce, and the key wrapped under the recovery secret |
//! | 1 | wrong PINs in a row, the one being tried among them |
//! | 8 | no PIN is taken before: seconds of time seen |
//! | 8, 8 | the device's clock when it was last looked at; time seen then: seconds |

use linli_domain::Timestamp;

use super::attempts::Attempts;
use super::cost::Cost;
use super::wrapping::{ByPin, Wrapped};
use super::{Vault, VaultError};
use crate::lease::SeenTime;

const MAGIC: [u8; 4] = *b"LLva";
const VERSION: u8 = 1;
const BY_PIN_BYTES: usize = 4 + 4 + 16 + 12 + 48;

impl Vault {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(191);
        bytes.extend(MAGIC);
        bytes.push(VERSION);
        bytes.extend(self.id);
        match &self.by_pin {
            Some(by_pin) => {
                bytes.push(1);
                bytes.extend(by_pin.cost.memory_kib().to_be_bytes());
                bytes.extend(by_pin.cost.passes().to_be_bytes());
                bytes.extend(by_pin.salt);
                put(&mut bytes, &by_pin.wrapped);
            }
            None => bytes.extend([0; 1 + BY_PIN_BYTES]),
        }
        put(&mut bytes, &self.by_recovery);
        bytes.push(self.attempts.wrong);
        bytes.extend(self.attempts.not_before.seconds().to_be_bytes());
        bytes.extend(self.attempts.seen.to_bytes());
        bytes
    }

    /// Total: any bytes give a vault or an error.
    ///
    /// # Errors
    /// `NewerVersion`, `Malformed`
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let mut rest = Rest(bytes);
        if rest.take()? != MAGIC {
            return Err(VaultError::Malformed);
        }
        match rest.take()? {
            [VERSION] => {}
            [0] => return Err(VaultError::Malformed),
            [found] => return Err(VaultError::NewerVersion { found }),
        }
        let id = rest.take()?;
        let by_pin = match rest.take()? {
            [0] => {
                rest.take::<BY_PIN_BYTES>()?;
                None
            }
            [1] => Some(rest.by_pin()?),
            _ => return Err(VaultError::Malformed),
        };
        let by_recovery = rest.wrapped()?;
        let [wrong] = rest.take()?;
        let attempts = Attempts {
            wrong,
            not_before: Timestamp::clamped(i64::from_be_bytes(rest.take()?)),
            seen: SeenTime::from_bytes(&rest.take()?),
        };
        if !rest.0.is_empty() {
            return Err(VaultError::Malformed);
        }
        Ok(Self {
            id,
            by_pin,
            by_recovery,
            attempts,
        })
    }
}

fn put(bytes: &mut Vec<u8>, wrapped: &Wrapped) {
    bytes.extend(wrapped.nonce);
    bytes.extend(wrapped.sealed);
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], VaultError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(VaultError::Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn by_pin(&mut self) -> Result<ByPin, VaultError> {
        let memory_kib = u32::from_be_bytes(self.take()?);
        let passes = u32::from_be_bytes(self.take()?);
        Ok(ByPin {
            cost: Cost::new(memory_kib, passes).ok_or(VaultError::Malformed)?,
            salt: self.take()?,
            wrapped: self.wrapped()?,
        })
    }

    fn wrapped(&mut self) -> Result<Wrapped, VaultError> {
        Ok(Wrapped {
            nonce: self.take()?,
            sealed: self.take()?,
        })
    }
}
