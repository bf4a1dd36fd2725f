//! The order in which the events of a case or a dispute count.

use linli_domain::{ActorId, Seq};

/// Knows which number the server gave to a change.
///
/// Phones' clocks lie, and replicas see changes in different orders; the server's numbers are what all
/// of them agree on.
pub trait EventOrder {
    /// `None`: not accepted yet. Such changes count after all accepted ones, in the order in which
    /// they were written.
    fn seq_of(&self, actor: &ActorId, actor_seq: u64) -> Option<Seq>;
}

/// No number is known: everything counts in the order in which it was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsWritten;

impl EventOrder for AsWritten {
    fn seq_of(&self, _: &ActorId, _: u64) -> Option<Seq> {
        None
    }
}

impl<F: Fn(&ActorId, u64) -> Option<Seq>> EventOrder for F {
    fn seq_of(&self, actor: &ActorId, actor_seq: u64) -> Option<Seq> {
        self(actor, actor_seq)
    }
}
