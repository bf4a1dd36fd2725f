//! What happens to one direction of a connection, and after how many bytes.

use std::time::Duration;

use crate::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing passes for a while; then all goes on.
    Stall(Duration),
    /// The connection ends as if a cable was pulled by somebody who says so.
    Reset,
    /// The connection ends in order, in the middle of what was said.
    Truncate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) after_bytes: u64,
}

/// Within a head of HTTP; within a day's push; within a pack; far into a first sync.
const REACHES: [u64; 4] = [300, 3_000, 30_000, 200_000];
const LONGEST_STALL: Duration = Duration::from_millis(2_500);

impl Fault {
    /// For the way up and the way down. Half of all connections are left alone.
    pub(super) fn of_connection(random: &mut Random) -> (Option<Self>, Option<Self>) {
        if random.percent(50) {
            return (None, None);
        }
        let fault = Some(Self::new(random));
        if random.percent(50) {
            (fault, None)
        } else {
            (None, fault)
        }
    }

    fn new(random: &mut Random) -> Self {
        let kind = match random.below(3) {
            0 => Kind::Stall(random.duration(LONGEST_STALL)),
            1 => Kind::Reset,
            _ => Kind::Truncate,
        };
        let reach = *random.pick(&REACHES).unwrap_or(&0);
        Self {
            kind,
            after_bytes: random.below(reach),
        }
    }
}
