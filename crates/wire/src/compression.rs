//! Bounded zstd: a small body never becomes a large one unnoticed.

use std::io::{Read, Write};

use crate::limits;

/// zstd's default: a server answers many.
const LEVEL: i32 = 3;

/// Bodies shorter than this travel as they are: the header that says `zstd` would cost what is saved.
pub const WORTHWHILE_BYTES: usize = 128;

/// Memory that a frame may ask for, as a power of two: 8 MiB, what RFC 9659 allows in HTTP.
const WINDOW_LOG: u32 = 23;

/// Plain bytes that one push may give: a whole response and the frame with which it went over its limit.
const PUSH_BYTES: usize = limits::RESPONSE_BYTES as usize + limits::RESPONSE_FRAME_BYTES;

#[derive(Debug, thiserror::Error)]
pub enum CompressionError {
    #[error("the body is not valid zstd")]
    Invalid(#[source] std::io::Error),
    #[error("the body is over {limit} bytes when decompressed")]
    TooLong { limit: usize },
}

pub fn compress(bytes: &[u8]) -> Vec<u8> {
    compress_at(bytes, LEVEL)
}

/// Whether a body is zstd, as its first bytes tell. Frames begin with a CBOR byte string, whose head is none
/// of zstd's magic number.
pub fn is_zstd(body: &[u8]) -> bool {
    body.starts_with(&zstd::zstd_safe::MAGICNUMBER.to_le_bytes())
}

/// Compresses at a level that costs the sender more: what is made once and sent often, or over a dear connection.
pub fn compress_at(bytes: &[u8], level: i32) -> Vec<u8> {
    zstd::bulk::compress(bytes, level).expect("compressing memory to memory does not fail")
}

/// Takes one or several concatenated zstd frames.
pub fn decompress(bytes: &[u8], limit: usize) -> Result<Vec<u8>, CompressionError> {
    let mut decoder = zstd::stream::read::Decoder::new(bytes).map_err(CompressionError::Invalid)?;
    decoder
        .window_log_max(WINDOW_LOG)
        .map_err(CompressionError::Invalid)?;
    let mut plain = Vec::new();
    decoder
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(CompressionError::Invalid)?;
    if plain.len() > limit {
        Err(CompressionError::TooLong { limit })
    } else {
        Ok(plain)
    }
}

/// The frames of a body that came without its header: compressed or not, as its first bytes tell.
pub fn frames(body: &[u8], limit: usize) -> Result<Vec<u8>, CompressionError> {
    if is_zstd(body) {
        decompress(body, limit)
    } else if body.len() > limit {
        Err(CompressionError::TooLong { limit })
    } else {
        Ok(body.to_vec())
    }
}

/// Decompresses a stream piece by piece, as it arrives.
pub struct Decompressor(zstd::stream::write::Decoder<'static, Bounded>);

impl std::fmt::Debug for Decompressor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decompressor")
    }
}

impl Decompressor {
    pub fn new() -> Result<Self, CompressionError> {
        let mut decoder = zstd::stream::write::Decoder::new(Bounded::default())
            .map_err(CompressionError::Invalid)?;
        decoder
            .window_log_max(WINDOW_LOG)
            .map_err(CompressionError::Invalid)?;
        Ok(Self(decoder))
    }

    /// The plain bytes that `bytes` completes. After an error the stream can't be read on.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, CompressionError> {
        let written = self.0.write_all(bytes).and_then(|()| self.0.flush());
        let plain = self.0.get_mut();
        match written {
            Ok(()) => Ok(std::mem::take(&mut plain.bytes)),
            Err(_) if plain.full => Err(CompressionError::TooLong { limit: PUSH_BYTES }),
            Err(error) => Err(CompressionError::Invalid(error)),
        }
    }
}

/// Takes what fits into [`PUSH_BYTES`].
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + more.len() > PUSH_BYTES {
            self.full = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_refused() {
        let bomb = compress(&vec![0; 1_000_000]);
        assert!(bomb.len() < 1_000);
        assert!(matches!(
            decompress(&bomb, 10_000),
            Err(CompressionError::TooLong { .. })
        ));
    }

    #[test]
    fn concatenated_frames_are_one_stream() {
        let body = [compress(b"one "), compress_at(b"two", 19)].concat();
        assert_eq!(decompress(&body, 100).unwrap(), b"one two");
        let mut decompressor = Decompressor::new().unwrap();
        let mut plain = Vec::new();
        for piece in body.chunks(3) {
            plain.extend(decompressor.push(piece).unwrap());
        }
        assert_eq!(plain, b"one two");
    }

    #[test]
    fn noise_is_an_error() {
        assert!(matches!(
            decompress(b"not zstd", 100),
            Err(CompressionError::Invalid(_))
        ));
    }
}
