//! The answer's body as it is being written.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use futures_util::Stream;
use linli_domain::{EstateId, Seq};
use tokio::sync::mpsc;

/// Pieces that may wait for a slow peer. Each is at most a pack or a page of the log.
pub(super) const PIECES_WAITING: usize = 2;

/// Yields the body's pieces. Dropping it stops the writing.
#[derive(Debug)]
pub struct ResponseStream {
    /// The newest seq of each estate that got entries by this request: others may be poked.
    pub advanced: Vec<(EstateId, Seq)>,
    pub(super) pieces: mpsc::Receiver<io::Result<Bytes>>,
}

impl Stream for ResponseStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_recv(context)
    }
}
