//! Something that happens once, and that everybody can wait for.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

#[derive(Debug, Default)]
pub struct Switch {
    on: Mutex<bool>,
    turned: Condvar,
}

impl Switch {
    pub fn turn_on(&self) {
        *self.on.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.turned.notify_all();
    }

    pub fn is_on(&self) -> bool {
        *self.on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for it, `longest` at most. Whether it is on.
    pub fn wait(&self, longest: Duration) -> bool {
        let on = self.on.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.turned.wait_timeout_while(on, longest, |on| !*on);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
