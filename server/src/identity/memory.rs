//! What was found out about a caller, so that a sync with nothing new costs neither a signature check
//! nor a look into the database.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linli_domain::{DeviceId, Timestamp};
use lru::LruCache;
use sha2::{Digest, Sha256};

use super::access_token::Verified;
use crate::store::Device;

/// Tokens and devices remembered, each; about 200 bytes a pair.
const MOST: NonZeroUsize = NonZeroUsize::new(16_384).unwrap(); // decided when it is compiled
/// Seconds after which a device is looked up again even if nothing is known to have changed.
const DEVICE_FRESH_S: i64 = 60;

type TokenHash = [u8; 32];

#[derive(Debug)]
pub(super) struct Memory {
    tokens: Mutex<LruCache<TokenHash, Verified>>,
    devices: Mutex<LruCache<DeviceId, (Arc<Device>, Timestamp)>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            tokens: Mutex::new(LruCache::new(MOST)),
            devices: Mutex::new(LruCache::new(MOST)),
        }
    }
}

impl Memory {
    /// What a token says that was verified before and has not expired.
    pub(super) fn token(&self, token: &str, now: Timestamp) -> Option<Verified> {
        let hash = hash(token);
        let mut tokens = lock(&self.tokens);
        let verified = *tokens.get(&hash)?;
        if verified.expires_at > now {
            return Some(verified);
        }
        tokens.pop(&hash);
        None
    }

    pub(super) fn remember_token(&self, token: &str, verified: Verified) {
        lock(&self.tokens).put(hash(token), verified);
    }

    pub(super) fn device(&self, id: DeviceId, now: Timestamp) -> Option<Arc<Device>> {
        let mut devices = lock(&self.devices);
        let (device, read_at) = devices.get(&id)?;
        let fresh = now.seconds() - read_at.seconds() < DEVICE_FRESH_S;
        fresh.then(|| Arc::clone(device))
    }

    pub(super) fn remember_device(&self, device: Device, now: Timestamp) -> Arc<Device> {
        let device = Arc::new(device);
        lock(&self.devices).put(device.id, (Arc::clone(&device), now));
        device
    }

    /// Tokens too: the key that signed them may have been withdrawn.
    pub(super) fn forget(&self) {
        lock(&self.tokens).clear();
        lock(&self.devices).clear();
    }
}

fn hash(token: &str) -> TokenHash {
    Sha256::digest(token).into()
}

/// Nothing in here is left half done by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
