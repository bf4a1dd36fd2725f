//! What a replica needs from the world: this machine's clock and randomness.

use linli_client_core::Surroundings;
use linli_domain::Timestamp;

use super::clock;

pub(crate) struct World;

impl Surroundings for World {
    fn now(&self) -> Timestamp {
        clock::time_of_day()
    }

    fn fill(&self, bytes: &mut [u8]) {
        random(bytes);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the place that draws randomness"
)]
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}
