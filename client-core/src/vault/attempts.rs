//! How often a wrong PIN may be tried, and how soon.

use linli_domain::Timestamp;

use super::VaultError;
use crate::lease::SeenTime;

/// Wrong PINs after which the PIN opens nothing any more.
pub const ATTEMPTS_MAX: u8 = 10;

/// Seconds to wait after so many wrong PINs, from the first on. The last one has nothing to wait for.
const DELAYS: [i64; ATTEMPTS_MAX as usize] =
    [0, 0, 0, 30, 60, 5 * 60, 15 * 60, 60 * 60, 60 * 60, 0];

/// Times are the device's own: a PIN must work where no server ever answered. A clock that is set back makes
/// nobody wait longer and lets nobody in sooner; one that is set forward shortens a delay, but not the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attempts {
    pub(super) wrong: u8,
    pub(super) not_before: Timestamp,
    pub(super) seen: SeenTime,
}

impl Attempts {
    pub(super) fn fresh(now: Timestamp) -> Self {
        Self {
            wrong: 0,
            not_before: now,
            seen: SeenTime {
                device: now,
                time: now,
            },
        }
    }

    pub(super) fn are_spent(&self) -> bool {
        self.wrong >= ATTEMPTS_MAX
    }

    /// Counts an attempt as wrong, before it is made.
    pub(super) fn count(&mut self, now: Timestamp) -> Result<(), VaultError> {
        self.seen = self.seen.at(now);
        if self.are_spent() {
            return Err(VaultError::PinSpent);
        }
        let seconds = self.wait_seconds();
        if seconds > 0 {
            return Err(VaultError::Wait { seconds });
        }
        let delay = DELAYS[usize::from(self.wrong)];
        self.wrong += 1;
        self.not_before = self.seen.time.plus_seconds(delay);
        Ok(())
    }

    /// What to say to somebody whose PIN was wrong.
    pub(super) fn after_a_wrong_one(&self) -> VaultError {
        if self.are_spent() {
            return VaultError::PinSpent;
        }
        VaultError::WrongPin {
            left: ATTEMPTS_MAX - self.wrong,
            wait_seconds: self.wait_seconds(),
        }
    }

    fn wait_seconds(&self) -> u64 {
        let seconds = self.not_before.seconds() - self.seen.time.seconds();
        u64::try_from(seconds).unwrap_or(0)
    }
}
