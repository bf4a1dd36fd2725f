use linli_domain::Timestamp;

/// Time that only moves forward, whatever becomes of the device's clock: what the clock shows more than when it
/// was last looked at counts as passed, and a clock that was set back goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeenTime {
    /// The device's clock when it was last looked at.
    pub(crate) device: Timestamp,
    /// What time it was then.
    pub(crate) time: Timestamp,
}

impl SeenTime {
    /// As it is when the device's clock shows `now`.
    pub(crate) fn at(self, now: Timestamp) -> Self {
        let passed = now.seconds().saturating_sub(self.device.seconds()).max(0);
        Self {
            device: now,
            time: self.time.plus_seconds(passed),
        }
    }

    /// Seconds of both, big-endian.
    pub(crate) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.device.seconds().to_be_bytes());
        bytes[8..].copy_from_slice(&self.time.seconds().to_be_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; 16]) -> Self {
        let both = u128::from_be_bytes(*bytes);
        let seconds = |half: u64| Timestamp::clamped(half.cast_signed());
        Self {
            device: seconds((both >> 64) as u64),
            time: seconds(both as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::clamped(seconds)
    }

    #[test]
    fn a_clock_set_back_stops_nothing_and_wins_nothing() {
        let noon = SeenTime {
            device: at(1_000),
            time: at(5_000),
        };
        let later = noon.at(at(1_600));
        assert_eq!(later.time, at(5_600));
        let set_back = later.at(at(100));
        assert_eq!(set_back.time, at(5_600));
        assert_eq!(set_back.at(at(130)).time, at(5_630));
    }

    proptest! {
        #[test]
        fn it_never_goes_back_and_survives_its_bytes(
            device in any::<i64>(), time in any::<i64>(), nows in proptest::collection::vec(any::<i64>(), 1..8)
        ) {
            let mut seen = SeenTime { device: at(device), time: at(time) };
            for now in nows {
                let next = seen.at(at(now));
                prop_assert!(next.time >= seen.time);
                prop_assert_eq!(SeenTime::from_bytes(&next.to_bytes()), next);
                seen = next;
            }
        }
    }
}
