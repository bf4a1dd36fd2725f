//! The end: everything is repaired, and everybody syncs until nothing moves.

use linli_client_core::domain::limits;

use super::World;
use crate::plan::Network;
use crate::verify::Broken;

/// Rounds of syncing after which everything must have come to rest.
const ROUNDS: usize = 12;
/// Longer than all rounds take.
const QUARTER_SECONDS: i64 = 900;

impl World {
    pub(super) fn rest(&mut self) -> Result<(), Broken> {
        // Rights end with a day: no day may end before all have synced.
        if self.now().plus_seconds(QUARTER_SECONDS).date() != self.now().date() {
            self.pass(QUARTER_SECONDS);
        }
        for letter in self.mail.late() {
            self.office.deliver(&letter, self.now())?;
        }
        for phone in &self.phones {
            phone.clock.set(0);
            phone.fill_disk(false);
        }
        let mut rests = self.comes_to_rest()?;
        if self.restored.is_some() {
            // Who lacks a right that nobody brings back waits and keeps what is held: by and by it is refused, and left.
            self.pass(i64::from(limits::HEALING_DAYS) * 24 * 3_600);
            rests = self.comes_to_rest()?;
        }
        if rests {
            Ok(())
        } else {
            Err("the phones and the server never come to rest".to_owned())
        }
    }

    /// Everybody syncs in turn; whether nothing moves any more.
    fn comes_to_rest(&mut self) -> Result<bool, Broken> {
        let mut last = Vec::new();
        for _ in 0..ROUNDS {
            // From the last on, since those that were told to lock themselves are gone afterwards.
            for phone in (0..self.phones.len()).rev() {
                self.pass(5);
                self.sync(phone, Network::Fine, None)?;
                self.listen()?;
            }
            // Whatever waits for a secretary's decision gets one.
            while self.office.waits() {
                self.office
                    .decide(self.now().seconds().unsigned_abs(), self.now());
            }
            let state = self.state();
            if state == last {
                return Ok(true);
            }
            last = state;
        }
        Ok(false)
    }

    /// Numbers that stay the same once nothing moves.
    pub(super) fn state(&self) -> Vec<i64> {
        let mut state = self.office.written().to_vec();
        for phone in &self.phones {
            let status = phone.with(|replica| replica.status());
            let status = status.expect("the replica can be read");
            state.push(i64::from(status.unsent) << 32 | i64::from(status.drafts));
            state.push(i64::from(status.visits) << 32 | i64::from(status.residents));
        }
        state
    }
}
