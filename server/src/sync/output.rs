//! Writing the answer: items are gathered into pieces, each a whole zstd frame where the peer takes zstd. An
//! answer that is too short to gain by that is left plain as a whole.

use std::io;

use axum::body::Bytes;
use linli_wire::{ResponseItem, compression, frame, limits};
use tokio::sync::mpsc;

use crate::store::Pack;

/// Plain bytes after which a piece is sent.
const PIECE_BYTES: usize = 256 * 1024;

/// The peer has gone: there is nobody to write for.
#[derive(Debug)]
pub(super) struct Gone;

pub(super) struct Output {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    zstd: bool,
    plain: Vec<u8>,
    /// Plain bytes that may still be written before the answer should end.
    left: usize,
    /// Whether any content has been written: an answer brings at least some, however little is wanted.
    begun: bool,
    /// Whether a piece has left already.
    sent: bool,
}

impl Output {
    /// `limit`: plain bytes, as the replica asks for it.
    pub(super) fn new(
        pieces: mpsc::Sender<io::Result<Bytes>>,
        zstd: bool,
        limit: Option<u32>,
    ) -> Self {
        let limit = limit
            .unwrap_or(limits::RESPONSE_BYTES)
            .min(limits::RESPONSE_BYTES);
        Self {
            pieces,
            zstd,
            plain: Vec::new(),
            left: usize::try_from(limit).unwrap_or(usize::MAX),
            begun: false,
            sent: false,
        }
    }

    /// Plain bytes that the replica still wants.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Whether the answer should come to an end.
    pub(super) fn is_full(&self) -> bool {
        self.begun && self.left == 0
    }

    /// Content has been written.
    pub(super) fn begin(&mut self) {
        self.begun = true;
    }

    pub(super) async fn item(&mut self, item: &ResponseItem) -> Result<(), Gone> {
        let before = self.plain.len();
        frame::write_item(&mut self.plain, item);
        self.left = self.left.saturating_sub(self.plain.len() - before);
        if self.plain.len() < PIECE_BYTES {
            return Ok(());
        }
        self.flush().await
    }

    /// A pack goes out as it is stored, or decompressed for a peer without zstd.
    pub(super) async fn pack(&mut self, pack: Pack) -> Result<(), Gone> {
        self.flush().await?;
        self.sent = true;
        self.begun = true;
        self.left = self.left.saturating_sub(pack.plain_bytes);
        if self.zstd {
            return self.send(Ok(pack.frame.into())).await;
        }
        let plain = compression::decompress(&pack.frame, pack.plain_bytes);
        let failed = plain.is_err();
        self.send(plain.map(Bytes::from).map_err(io::Error::other))
            .await?;
        if failed { Err(Gone) } else { Ok(()) }
    }

    /// Sends the rest.
    pub(super) async fn finish(&mut self) -> Result<(), Gone> {
        let short = self.plain.len() < compression::WORTHWHILE_BYTES;
        self.zstd &= self.sent || !short;
        self.flush().await
    }

    /// Sends what is gathered.
    async fn flush(&mut self) -> Result<(), Gone> {
        let plain = std::mem::take(&mut self.plain);
        if plain.is_empty() {
            return Ok(());
        }
        self.sent = true;
        let piece = if self.zstd {
            compression::compress(&plain)
        } else {
            plain
        };
        self.send(Ok(piece.into())).await
    }

    /// The store failed: the body breaks off, and the replica sees no `End`.
    pub(super) async fn fail(&mut self, error: impl std::error::Error + Send + Sync + 'static) {
        let _: Result<(), Gone> = self.send(Err(io::Error::other(error))).await;
    }

    async fn send(&self, piece: io::Result<Bytes>) -> Result<(), Gone> {
        self.pieces.send(piece).await.map_err(|_| Gone)
    }
}
