//! One question to the server beside syncing.

use linli_client_core::sync::{ERRAND_BYTES, Errand, ErrandStep};
use serde::de::DeserializeOwned;

use crate::desk::Desk;
use crate::error::Error;
use crate::http::Http;

pub(super) fn run<T: DeserializeOwned>(
    desk: &mut Desk,
    http: &Http,
    mut errand: Errand<T>,
) -> Result<T, Error> {
    loop {
        let request = match errand.next(&mut desk.replica)? {
            ErrandStep::Done(answer) => return Ok(answer),
            ErrandStep::Send(request) => request,
        };
        let answer = http.send(&request)?;
        let (status, body) = (answer.status, answer.whole(ERRAND_BYTES)?);
        errand.answer(&mut desk.replica, status, &body)?;
    }
}
