//! The one place that looks at the clock and draws randomness that no seed decides.
#![expect(
    clippy::disallowed_methods,
    reason = "real processes live in real time, and their keys are real"
)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use linli_client_core::Surroundings;
use linli_client_core::domain::Timestamp;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of `whole`.
    pub(crate) fn left_of(self, whole: Duration) -> Duration {
        whole.saturating_sub(self.elapsed())
    }
}

/// What a replica in this process needs from the machine.
pub(crate) struct Machine;

impl Surroundings for Machine {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Timestamp::clamped(since.map_or(0, |since| since.as_secs().cast_signed()))
    }

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
