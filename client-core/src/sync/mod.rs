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
mod deposit;
mod desk;
mod errand;
mod http;
mod inbox;
mod join;
mod request;
mod session;
mod token;

pub use deposit::{Deposited, release_request, release_response};
pub use desk::{
    Answered, AuditRow, AuditRows, DispatchedCase, DispatchedCases, DispatchedEvent,
    DispatchedStory,
};
pub use errand::{ERRAND_BYTES, Errand, ErrandStep};
pub use http::{HttpRequest, Method};
pub use inbox::{Decision, Given, Inbox, Named, Outcome, Waiting};
pub use session::{Progress, Step, SyncReport, SyncSession};

#[cfg(test)]
pub(crate) mod tests_support {
    use linli_domain::EstateId;
    use linli_wire::{FrameReader, Position, RequestHello, RequestItem, compression, limits};

    use crate::Replica;

    /// What the next request would say first.
    pub(crate) fn hello_of(replica: &mut Replica) -> RequestHello {
        let (request, _) = replica.sync_request("token", true).unwrap();
        let plain = if compression::is_zstd(&request.body) {
            compression::frames(&request.body, 1 << 26).unwrap()
        } else {
            request.body
        };
        let mut frames = FrameReader::new(limits::REQUEST_FRAME_BYTES);
        frames.push(&plain);
        let first = frames.next_frame().unwrap().expect("a frame");
        match minicbor::decode(first).unwrap() {
            RequestItem::Hello(hello) => hello,
            other => panic!("{other:?}"),
        }
    }

    /// What the next request would say of where the replica stands.
    pub(crate) fn position_of(replica: &Replica, estate: EstateId) -> Position {
        super::request::next_position(replica, estate).unwrap()
    }
}
