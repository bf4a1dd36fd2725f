//! The secretary's decisions on what waits for one.

use linli_client_core::domain::{PersonId, Timestamp};
use linli_server::store::{Decided, Escrowed};

use super::Office;
use crate::places::ESTATES;

/// Who decides.
const SECRETARY: PersonId = PersonId::from_bytes([4; 16]);

impl Office {
    pub(crate) fn waits(&self) -> bool {
        !self.escrowed().is_empty()
    }

    fn escrowed(&self) -> Vec<Escrowed> {
        let mut waiting = Vec::new();
        for estate in ESTATES {
            let found = self.runtime.block_on(self.store.escrow(estate));
            waiting.extend(found.expect("the store works"));
        }
        waiting
    }

    /// Adopts one chain, or gives it back; also where it cannot be adopted.
    pub(crate) fn decide(&self, choice: u64, now: Timestamp) {
        let waiting = self.escrowed();
        let Some(one) = waiting.get(choice as usize % waiting.len().max(1)) else {
            return;
        };
        self.runtime.block_on(async {
            let adopted = if !choice.is_multiple_of(3) {
                self.store.adopt(one.id, SECRETARY, now).await
            } else {
                Ok(Decided::Waits)
            };
            if !matches!(adopted.expect("the store works"), Decided::Done { .. }) {
                let note = "请重新核对".to_owned();
                let returned = self.store.give_back(one.id, SECRETARY, note, now).await;
                assert!(matches!(
                    returned.expect("the store works"),
                    Decided::Done { .. }
                ));
            }
        });
        self.look_at_the_roster();
    }
}
