//! The word that the server is about to stop.

use tokio::sync::watch;

/// Says it. Dropping it says it too.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

/// Hears it; as many as needed.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>);

pub fn stopping() -> (Stop, Stopping) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopping(receiver))
}

impl Stop {
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

impl Stopping {
    /// Returns once the server is to stop. Cancel-safe.
    pub async fn requested(&mut self) {
        // A sender that is gone can't take it back either.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }
}
