//! Actors that never write: Automerge draws a random one wherever it makes a document, and nothing
//! that is random may stay in one.

use automerge::{Automerge, AutomergeError, ChangeHash};
use linli_domain::ActorId;

use crate::convert::actor_in;

/// Stands in the random actor's place between commands.
pub(crate) const IDLE: ActorId = ActorId([0; 16]);

/// An Automerge document with nothing in it.
#[expect(
    clippy::disallowed_methods,
    reason = "the actor is set in the same expression"
)]
pub(crate) fn empty() -> Automerge {
    Automerge::new().with_actor(actor_in(IDLE))
}

/// The document as it was at `heads`, with no actor of its own.
#[expect(
    clippy::disallowed_methods,
    reason = "the actor is set in the same expression"
)]
pub(crate) fn fork_at(
    automerge: &Automerge,
    heads: &[ChangeHash],
) -> Result<Automerge, AutomergeError> {
    Ok(automerge.fork_at(heads)?.with_actor(actor_in(IDLE)))
}

/// Reads a document, computes every change's hash and compares the heads.
pub(crate) fn load(bytes: &[u8]) -> Result<Automerge, AutomergeError> {
    Ok(Automerge::load(bytes)?.with_actor(actor_in(IDLE)))
}
