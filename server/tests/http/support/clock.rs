//! Time stands still until a test turns it; randomness is the system's.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linli_domain::Timestamp;
use linli_server::environment::{Environment, NoRandomness, SystemEnvironment};

#[derive(Debug)]
pub(crate) struct TestClock {
    seconds: AtomicI64,
    system: SystemEnvironment,
}

impl TestClock {
    /// It is noon in China on the 24th of November, 2026.
    pub(crate) fn new() -> Self {
        Self {
            seconds: AtomicI64::new(1_795_492_800),
            system: SystemEnvironment::new(),
        }
    }

    pub(crate) fn turn(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Environment for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamped(self.seconds.load(Ordering::SeqCst))
    }

    fn uptime(&self) -> Duration {
        Duration::ZERO
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.system.fill(bytes)
    }
}
