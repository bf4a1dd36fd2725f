//! Stories at the boundary between a replica and what the server answers: effects go in, and what the
//! person sees, what waits and what is kept comes out. The server's part is played by real documents.

mod carried;
mod disputes;
mod errors;
mod estate;
mod feeds;
mod frozen;
mod lease;
mod likeness;
mod offline;
mod referrals;
mod verdicts;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use linli_domain::Timestamp;

use crate::Surroundings;

/// A clock that stands still unless told otherwise, and numbers that look random and can be repeated.
#[derive(Clone, Debug)]
pub(crate) struct TestSurroundings {
    seconds: Arc<AtomicU64>,
    state: Arc<AtomicU64>,
}

impl TestSurroundings {
    pub(crate) fn seeded(seed: u64) -> Self {
        // 2026-11-24 08:00 in China.
        Self {
            seconds: Arc::new(AtomicU64::new(1_795_478_400)),
            state: Arc::new(AtomicU64::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))),
        }
    }
}

impl TestSurroundings {
    /// Moves the clock, also backwards.
    pub(crate) fn pass(&self, seconds: i64) {
        self.seconds
            .fetch_add(seconds.cast_unsigned(), Ordering::Relaxed);
    }
}

impl Surroundings for TestSurroundings {
    fn now(&self) -> Timestamp {
        Timestamp::clamped(self.seconds.load(Ordering::Relaxed) as i64)
    }

    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // SplitMix64.
            let mut z = self
                .state
                .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)) as u8;
        }
    }
}
