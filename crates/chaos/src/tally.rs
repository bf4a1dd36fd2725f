//! What happened so far, counted by everybody, and waited for by whoever attacks.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// Commands of which a person was told that they are saved.
    pub acknowledged: u64,
    /// Recordings killed before they said so: each may be there once, or not at all.
    pub unanswered: u64,
    pub server_kills: u64,
    /// Of these, before it accepted requests.
    pub server_kills_at_start: u64,
    pub client_kills_recording: u64,
    pub client_kills_syncing: u64,
    pub connections: u64,
    pub connections_reset: u64,
    pub connections_stalled: u64,
    pub connections_truncated: u64,
    /// Pieces of requests that went on to the server.
    pub pieces_up: u64,
    pub disk_full_episodes: u64,
    /// Of these, those in which a client was told so.
    pub disk_full_felt: u64,
    /// Starts of the server that a full disk stopped.
    pub starts_without_disk: u64,
    pub syncs_done: u64,
    /// Of these, those in which the server took something.
    pub pushes_done: u64,
    /// By the code that `linli` gave.
    pub syncs_failed: BTreeMap<String, u64>,
    pub rounds_to_drain: u64,
    pub seconds: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: Mutex<Counts>,
    moved: Condvar,
}

impl Tally {
    pub(crate) fn note(&self, what: impl FnOnce(&mut Counts)) {
        what(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        self.moved.notify_all();
    }

    pub(crate) fn now(&self) -> Counts {
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits until the counts are as wanted, `longest` at most. Whether they are.
    pub(crate) fn wait(&self, longest: Duration, wanted: impl Fn(&Counts) -> bool) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .moved
            .wait_timeout_while(counts, longest, |counts| !wanted(counts));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}
