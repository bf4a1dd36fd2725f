//! Telling idle devices that an estate has advanced.
//!
//! Each subscriber has a mailbox with one place per estate: a newer seq overwrites an unread older one,
//! so that a slow phone costs no memory and hears the newest state when it reads. What was missed says
//! nothing that the next sync does not say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linli_domain::{EstateId, Seq};
use tokio::sync::Notify;

/// The hub: who listens to which estate, and where each of those estates stands.
#[derive(Debug, Default, Clone)]
pub struct Pokes(Arc<Mutex<BTreeMap<EstateId, Listeners>>>);

#[derive(Debug, Default)]
struct Listeners {
    /// The newest seq that was announced.
    seq: Seq,
    mailboxes: Vec<Arc<Mailbox>>,
}

#[derive(Debug, Default)]
struct Mailbox {
    unread: Mutex<Vec<(EstateId, Seq)>>,
    arrived: Notify,
}

/// One subscriber. Dropping it unsubscribes.
#[derive(Debug)]
pub struct Subscription {
    hub: Pokes,
    mailbox: Arc<Mailbox>,
    estates: Box<[EstateId]>,
}

impl Pokes {
    /// `estates`: with their present seqs, which are the first pokes.
    pub fn subscribe(&self, estates: &[(EstateId, Seq)]) -> Subscription {
        let mailbox = Arc::new(Mailbox::default());
        let mut hub = lock(&self.0);
        for (estate, seq) in estates {
            let listeners = hub.entry(*estate).or_default();
            listeners.seq = listeners.seq.max(*seq);
            listeners.mailboxes.push(Arc::clone(&mailbox));
            mailbox.put(*estate, listeners.seq);
        }
        drop(hub);
        Subscription {
            hub: self.clone(),
            mailbox,
            estates: estates.iter().map(|(estate, _)| *estate).collect(),
        }
    }

    /// An estate has reached `seq`. Older news than known is none.
    pub fn advance(&self, estate: EstateId, seq: Seq) {
        let mut hub = lock(&self.0);
        let Some(listeners) = hub.get_mut(&estate) else {
            return;
        };
        if seq > listeners.seq {
            listeners.seq = seq;
            for mailbox in &listeners.mailboxes {
                mailbox.put(estate, seq);
            }
        }
    }

    /// The estates that somebody listens to.
    pub fn estates(&self) -> Vec<EstateId> {
        lock(&self.0).keys().copied().collect()
    }
}

impl Mailbox {
    fn put(&self, estate: EstateId, seq: Seq) {
        let mut unread = lock(&self.unread);
        match unread.iter_mut().find(|(known, _)| *known == estate) {
            Some((_, known)) => *known = seq,
            None => unread.push((estate, seq)),
        }
        self.arrived.notify_one();
    }
}

impl Subscription {
    /// Waits until there is something unread, and takes all of it. Cancel-safe.
    pub async fn next(&self) -> Vec<(EstateId, Seq)> {
        loop {
            let unread = std::mem::take(&mut *lock(&self.mailbox.unread));
            if !unread.is_empty() {
                return unread;
            }
            self.mailbox.arrived.notified().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut hub = lock(&self.hub.0);
        for estate in &self.estates {
            let Some(listeners) = hub.get_mut(estate) else {
                continue;
            };
            listeners
                .mailboxes
                .retain(|mailbox| !Arc::ptr_eq(mailbox, &self.mailbox));
            if listeners.mailboxes.is_empty() {
                hub.remove(estate);
            }
        }
    }
}

/// Nothing in here is left half done by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEST: EstateId = EstateId::from_bytes([1; 16]);
    const EAST: EstateId = EstateId::from_bytes([2; 16]);

    #[tokio::test]
    async fn a_slow_reader_hears_the_newest_only() {
        let pokes = Pokes::default();
        let subscription = pokes.subscribe(&[(WEST, 3)]);
        assert_eq!(subscription.next().await, [(WEST, 3)]);
        pokes.advance(WEST, 4);
        pokes.advance(EAST, 9);
        pokes.advance(WEST, 6);
        pokes.advance(WEST, 5);
        assert_eq!(subscription.next().await, [(WEST, 6)]);
    }

    #[tokio::test]
    async fn who_comes_later_does_not_fall_behind_what_was_announced() {
        let pokes = Pokes::default();
        let first = pokes.subscribe(&[(WEST, 3)]);
        pokes.advance(WEST, 8);
        // Its seq was read from the store before the advance.
        let second = pokes.subscribe(&[(WEST, 7), (EAST, 1)]);
        assert_eq!(second.next().await, [(WEST, 8), (EAST, 1)]);
        drop(first);
        drop(second);
        assert!(pokes.estates().is_empty());
    }
}
