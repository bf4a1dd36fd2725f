//! A sync as a state machine. The replica opens no socket: the host performs the HTTP requests that the
//! session asks for and feeds it what comes back.
//!
//! ```text
//! let mut session = replica.begin_sync()?;
//! loop {
//!     match session.next(&mut replica)? {
//!         Step::Send(request) => {
//!             // perform it; then
//!             session.head(status, content_encoding)?;
//!             while let Some(bytes) = body.read() { session.body(&mut replica, bytes)?; }
//!             session.end(&mut replica)?;
//!         }
//!         Step::Done(report) => break,
//!     }
//! }
//! ```
//!
//! A session may be dropped at any moment, and the network may fail at any byte: the replica stands where
//! its last transaction left it, and the next session goes on from there. While a session is under way the
//! replica can be used; what is recorded meanwhile goes with the next request.

mod apply;
mod http;
mod join;
mod request;
mod session;
mod token;

pub use http::{HttpRequest, Method};
pub use session::{Progress, Step, SyncReport, SyncSession};

#[cfg(test)]
pub(crate) mod tests_support {
    use linli_domain::EstateId;
    use linli_wire::Position;

    use crate::Replica;

    /// What the next request would say of where the replica stands.
    pub(crate) fn position_of(replica: &Replica, estate: EstateId) -> Position {
        super::request::next_position(replica, estate).unwrap()
    }
}
