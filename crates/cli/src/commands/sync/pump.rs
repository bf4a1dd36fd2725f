use linli_client_core::Replica;
use linli_client_core::sync::{Step, SyncReport};

use super::progress::Progress;
use crate::error::Error;
use crate::http::Http;

/// Bytes taken from the network at a time; what they complete is stored before more are taken.
const CHUNK_BYTES: usize = 64 * 1024;

/// Performs what the session asks for and feeds it what comes back, until it is done. If the network
/// fails, what had come is stored and everything that was not acknowledged stays in the outbox.
pub(super) fn pump(
    replica: &mut Replica,
    http: &Http,
    progress: &mut Progress,
) -> Result<SyncReport, Error> {
    let mut session = replica.begin_sync()?;
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let request = match session.next(replica)? {
            Step::Done(report) => return Ok(report),
            Step::Send(request) => request,
        };
        progress.sending(&request, replica.status()?.unsent);
        let mut answer = http.send(&request)?;
        session.head(answer.status, answer.content_encoding.as_deref())?;
        loop {
            match answer.read(&mut buffer)? {
                [] => break,
                bytes => session.body(replica, bytes)?,
            }
            progress.receiving(session.progress());
        }
        session.end(replica)?;
    }
}
