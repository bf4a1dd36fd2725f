//! A gzip stream for peers that can't read zstd.

use std::io::Write;

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{Stream, StreamExt, stream};

/// Compresses piece by piece; what a piece completes leaves with it.
pub fn gzip<E: Send + 'static>(
    plain: impl Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
) -> impl Stream<Item = Result<Bytes, E>> + Send {
    let encoder = GzEncoder::new(Vec::new(), Compression::default());
    stream::unfold(Some((plain, encoder)), async |state| {
        let (mut plain, mut encoder) = state?;
        loop {
            match plain.next().await {
                Some(Ok(piece)) => {
                    let ready = write(&mut encoder, &piece);
                    if !ready.is_empty() {
                        return Some((Ok(ready.into()), Some((plain, encoder))));
                    }
                }
                Some(Err(error)) => return Some((Err(error), None)),
                None => {
                    // Memory takes every byte, so the end can't fail.
                    let last = encoder.finish().unwrap_or_default();
                    return Some((Ok(last.into()), None));
                }
            }
        }
    })
}

fn write(encoder: &mut GzEncoder<Vec<u8>>, piece: &[u8]) -> Vec<u8> {
    // Memory takes every byte, so this can't fail.
    let _ = encoder.write_all(piece).and_then(|()| encoder.flush());
    std::mem::take(encoder.get_mut())
}
