//! A clock that lies, and the randomness of one device.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use linli_client_core::Surroundings;
use linli_client_core::domain::Timestamp;

use crate::random::Random;

/// The world's true time, and how far off a phone's clock is. Shared with the replica.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) true_seconds: Arc<AtomicI64>,
    offset_seconds: Arc<AtomicI64>,
}

impl Clock {
    pub(crate) fn new(true_seconds: Arc<AtomicI64>) -> Self {
        Self {
            true_seconds,
            offset_seconds: Arc::default(),
        }
    }

    /// Sets the clock this far off.
    pub(crate) fn set(&self, offset_seconds: i64) {
        self.offset_seconds.store(offset_seconds, Ordering::Relaxed);
    }
}

/// What the replica gets of the world.
pub(super) struct Around {
    pub(super) clock: Clock,
    pub(super) random: Arc<Mutex<Random>>,
}

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        let true_seconds = self.clock.true_seconds.load(Ordering::Relaxed);
        Timestamp::clamped(true_seconds + self.clock.offset_seconds.load(Ordering::Relaxed))
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(bytes);
    }
}
