//! The one place that reads the clock and the system's randomness; everybody else is handed an
//! `Environment`, so that a test decides what time it is.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use linli_domain::Timestamp;
use uuid::Uuid;

/// The system gave no random bytes. Nothing can be made that has to be unguessable.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness(#[source] getrandom::Error);

pub trait Environment: Send + Sync + 'static {
    /// The time of day, to the second.
    fn now(&self) -> Timestamp;
    /// Since some moment in the past; never goes back.
    fn uptime(&self) -> Duration;
    /// Unguessable bytes.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// A fresh id whose order follows its time of making (UUIDv7).
pub fn new_id(environment: &dyn Environment) -> Result<Uuid, NoRandomness> {
    let mut random = [0; 10];
    environment.fill(&mut random)?;
    let millis = environment.now().seconds().unsigned_abs() * 1_000;
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// The machine's own clock and randomness.
#[derive(Debug)]
pub struct SystemEnvironment {
    started: Instant,
}

impl SystemEnvironment {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the place that reads the clock"
    )]
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Default for SystemEnvironment {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that reads the clock and draws random bytes"
)]
impl Environment for SystemEnvironment {
    fn now(&self) -> Timestamp {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        Timestamp::clamped(seconds.cast_signed())
    }

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(NoRandomness)
    }
}
