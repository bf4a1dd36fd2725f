//! Requests on their way: they arrive late, twice, or out of order.

use linli_client_core::domain::{DeviceId, PersonId};

use crate::phone::Phone;

/// A request's body, and who the token says it is from.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    pub(crate) body: Vec<u8>,
}

impl Letter {
    pub(super) fn new(phone: &Phone, body: Vec<u8>) -> Self {
        Self {
            device: phone.device,
            person: phone.person,
            body,
        }
    }
}

/// Letters kept at most: the oldest are forgotten, unless they are still to arrive.
const LETTERS_MAX: usize = 24;

/// What the network holds, and may deliver (again) at any time.
#[derive(Debug, Default)]
pub(crate) struct Mail(Vec<(Letter, Arrived)>);

type Arrived = bool;

impl Mail {
    pub(super) fn keep(&mut self, letter: Letter, arrived: Arrived) {
        self.0.push((letter, arrived));
        if self.0.len() > LETTERS_MAX
            && let Some(oldest) = self.0.iter().position(|(_, arrived)| *arrived)
        {
            self.0.remove(oldest);
        }
    }

    /// One of the letters, by any number; it counts as arrived from now on.
    pub(crate) fn pick(&mut self, number: usize) -> Option<Letter> {
        let count = self.0.len().max(1);
        let (letter, arrived) = self.0.get_mut(number % count)?;
        *arrived = true;
        Some(letter.clone())
    }

    /// Those that never arrived.
    pub(crate) fn late(&mut self) -> Vec<Letter> {
        let late = self.0.drain(..).filter(|(_, arrived)| !arrived);
        late.map(|(letter, _)| letter).collect()
    }
}
