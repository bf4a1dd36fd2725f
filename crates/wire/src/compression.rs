//! Bounded zstd: a small body never becomes a large one unnoticed.

use std::io::{Read, Write};

/// zstd's default: requests are small, phones are slow.
const LEVEL: i32 = 3;

#[derive(Debug, thiserror::Error)]
pub enum CompressionError {
    #[error("the body is not valid zstd")]
    Invalid(#[source] std::io::Error),
    #[error("the body is over {limit} bytes when decompressed")]
    TooLong { limit: usize },
}

pub fn compress(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, LEVEL).expect("compressing memory to memory does not fail")
}

/// Compresses at a level that costs the sender more, for bytes that are made once and sent often.
pub fn compress_once(bytes: &[u8], level: i32) -> Vec<u8> {
    zstd::bulk::compress(bytes, level).expect("compressing memory to memory does not fail")
}

/// Takes one or several concatenated zstd frames.
pub fn decompress(bytes: &[u8], limit: usize) -> Result<Vec<u8>, CompressionError> {
    let decoder = zstd::stream::read::Decoder::new(bytes).map_err(CompressionError::Invalid)?;
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

/// Decompresses a stream piece by piece, as it arrives.
pub struct Decompressor(zstd::stream::write::Decoder<'static, Vec<u8>>);

impl std::fmt::Debug for Decompressor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decompressor")
    }
}

impl Decompressor {
    pub fn new() -> Result<Self, CompressionError> {
        zstd::stream::write::Decoder::new(Vec::new())
            .map(Self)
            .map_err(CompressionError::Invalid)
    }

    /// The plain bytes that `bytes` completes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, CompressionError> {
        self.0.write_all(bytes).map_err(CompressionError::Invalid)?;
        self.0.flush().map_err(CompressionError::Invalid)?;
        Ok(std::mem::take(self.0.get_mut()))
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
        let body = [compress(b"one "), compress_once(b"two", 19)].concat();
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
