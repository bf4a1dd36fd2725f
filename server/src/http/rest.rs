//! The rest of a body that nobody read.
//!
//! A request may be refused long before its body has arrived (a token has expired, a path is wrong). If
//! the connection closed at once, the client, still sending, would see a reset instead of the problem.
//! So the rest is read and dropped, within bounds.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{Stream, StreamExt};
use tokio::sync::oneshot;

/// After this many bytes the connection is closed on a client that still sends.
const MOST_BYTES: usize = 2 * linli_wire::limits::REQUEST_BYTES;
const LONGEST: Duration = Duration::from_secs(10);

/// Middleware: lends the body to the handler, and reads what it left.
pub async fn read_rest(request: Request, next: Next) -> Response {
    // Who waits for "100 Continue" before sending sends nothing when it does not come.
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let (back, mut left) = oneshot::channel();
    let lent = Lent {
        body: Some(body.into_data_stream()),
        back: Some(back),
    };
    let request = Request::from_parts(parts, Body::from_stream(lent));
    let response = next.run(request).await;
    if let Ok(rest) = left.try_recv() {
        // Past the time limit the connection closes: enough was waited.
        let _ = tokio::time::timeout(LONGEST, drop_all(rest)).await;
    }
    response
}

async fn drop_all(mut rest: BodyDataStream) {
    let mut bytes = 0;
    while let Some(Ok(piece)) = rest.next().await {
        bytes += piece.len();
        if bytes > MOST_BYTES {
            break;
        }
    }
}

/// A body on loan: dropped before its end, it goes back.
struct Lent {
    body: Option<BodyDataStream>,
    back: Option<oneshot::Sender<BodyDataStream>>,
}

impl Stream for Lent {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        let next = body.poll_next_unpin(context);
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        next
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(body), Some(back)) = (self.body.take(), self.back.take()) {
            // Nobody waits for it when the whole request was given up.
            let _ = back.send(body);
        }
    }
}
