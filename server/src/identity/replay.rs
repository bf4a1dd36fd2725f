//! Which assertions were shown already: each is good once. The memory is bounded and is not written
//! down; after a restart an assertion that is still fresh, five minutes at most, could be shown again
//! by who has read it inside the TLS connection, and then the token beside it is as good.

use std::collections::BTreeSet;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use linli_domain::Timestamp;
use sha2::{Digest, Sha256};

use super::SKEW_S;
use super::assertion::Assertion;

/// Assertions remembered; at 2 * 24 bytes and some each, about 6 MB.
const MOST: usize = 65_536;

/// Half a SHA-256 of device and jti: nothing but equality is asked of it.
type Fingerprint = [u8; 16];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    SeenBefore,
    /// More devices ask for tokens than can be remembered.
    Full,
}

#[derive(Debug, Default)]
pub(super) struct Replays(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    known: HashSet<Fingerprint>,
    by_expiry: BTreeSet<(Timestamp, Fingerprint)>,
}

impl Replays {
    /// Takes a verified assertion the first time.
    pub(super) fn admit(&self, assertion: &Assertion, now: Timestamp) -> Result<(), Refused> {
        let fingerprint = fingerprint(assertion);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.forget_until(now);
        if seen.known.contains(&fingerprint) {
            return Err(Refused::SeenBefore);
        }
        if seen.known.len() >= MOST {
            return Err(Refused::Full);
        }
        seen.known.insert(fingerprint);
        let refused_from = assertion.expires_at.plus_seconds(SKEW_S);
        seen.by_expiry.insert((refused_from, fingerprint));
        Ok(())
    }
}

impl Seen {
    fn forget_until(&mut self, now: Timestamp) {
        while let Some((expires_at, fingerprint)) = self.by_expiry.first().copied() {
            if expires_at > now {
                break;
            }
            self.by_expiry.pop_first();
            self.known.remove(&fingerprint);
        }
    }
}

fn fingerprint(assertion: &Assertion) -> Fingerprint {
    let digest = Sha256::new()
        .chain_update(assertion.device.as_bytes())
        .chain_update(assertion.jti.as_bytes())
        .finalize();
    std::array::from_fn(|i| digest[i])
}

#[cfg(test)]
mod tests {
    use linli_domain::DeviceId;

    use super::*;

    fn assertion(device: u8, jti: &str) -> Assertion {
        Assertion {
            device: DeviceId::from_bytes([device; 16]),
            jti: jti.to_owned(),
            expires_at: Timestamp::clamped(1_000),
        }
    }

    #[test]
    fn an_assertion_passes_once_as_long_as_it_is_fresh() {
        let replays = Replays::default();
        let at = Timestamp::clamped;
        assert_eq!(replays.admit(&assertion(1, "a"), at(900)), Ok(()));
        assert_eq!(
            replays.admit(&assertion(1, "a"), at(1_059)),
            Err(Refused::SeenBefore)
        );
        assert_eq!(replays.admit(&assertion(2, "a"), at(900)), Ok(()));
        assert_eq!(replays.admit(&assertion(1, "b"), at(900)), Ok(()));
    }

    #[test]
    fn the_memory_is_bounded_and_empties_itself() {
        let replays = Replays::default();
        for n in 0..MOST {
            let one = assertion(1, &n.to_string());
            assert_eq!(replays.admit(&one, Timestamp::clamped(900)), Ok(()));
        }
        let one_more = assertion(1, "one more");
        assert_eq!(
            replays.admit(&one_more, Timestamp::clamped(900)),
            Err(Refused::Full)
        );
        assert_eq!(replays.admit(&one_more, Timestamp::clamped(1_060)), Ok(()));
    }
}
