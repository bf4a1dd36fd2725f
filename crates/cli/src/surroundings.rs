//! The one place that reads the clock and draws randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use linli_client_core::Surroundings;
use linli_client_core::domain::{Date, Timestamp};

/// This machine's clock and randomness.
pub(crate) struct Machine;

#[expect(
    clippy::disallowed_methods,
    reason = "this is the place from which everybody else is handed time and randomness"
)]
impl Surroundings for Machine {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = since.map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        });
        Timestamp::clamped(seconds)
    }

    /// # Panics
    /// When the system has no randomness: keys and ids without it would be worse than no entry.
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    Machine.fill(&mut bytes);
    bytes
}

/// The date in China.
pub(crate) fn today() -> Date {
    Machine.now().date()
}
