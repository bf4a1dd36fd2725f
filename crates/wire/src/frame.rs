//! Cutting a byte stream into frames.

/// Why a stream is not a sequence of frames. The stream can't be read on after any of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("a frame starts with byte {0:#04x}, which is no definite-length byte string")]
    NotAByteString(u8),
    #[error("a frame of {bytes} bytes is over the limit of {limit}")]
    TooLong { bytes: u64, limit: usize },
    #[error("the stream ends inside a frame")]
    Truncated,
}

/// Appends `content` as one frame.
pub fn write_frame(out: &mut Vec<u8>, content: &[u8]) {
    let mut encoder = minicbor::Encoder::new(out);
    encoder
        .bytes(content)
        .expect("writing to memory does not fail");
}

/// Encodes `item` and appends it as one frame.
pub fn write_item<T: minicbor::Encode<()>>(out: &mut Vec<u8>, item: &T) {
    let content = minicbor::to_vec(item).expect("writing to memory does not fail");
    write_frame(out, &content);
}

/// Takes bytes as they arrive and gives whole frames back.
#[derive(Debug)]
pub struct FrameReader {
    buffer: Vec<u8>,
    /// Bytes of `buffer` that were given out already.
    consumed: usize,
    limit: usize,
}

impl FrameReader {
    /// `limit`: the longest frame, in bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            consumed: 0,
            limit,
        }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        if self.consumed > 0 && self.consumed >= self.buffer.len() / 2 {
            self.buffer.drain(..self.consumed);
            self.consumed = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame's content; `None` when more bytes are needed.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, FrameError> {
        let rest = &self.buffer[self.consumed..];
        let Some((header, length)) = read_header(rest)? else {
            return Ok(None);
        };
        if length > self.limit as u64 {
            return Err(FrameError::TooLong {
                bytes: length,
                limit: self.limit,
            });
        }
        let end = header + length as usize;
        if rest.len() < end {
            return Ok(None);
        }
        let start = self.consumed + header;
        self.consumed += end;
        Ok(Some(&self.buffer[start..self.consumed]))
    }

    /// Call when the stream has ended: bytes of an unfinished frame are an error.
    pub fn finish(&self) -> Result<(), FrameError> {
        if self.consumed == self.buffer.len() {
            Ok(())
        } else {
            Err(FrameError::Truncated)
        }
    }
}

/// Header length and content length of the byte string at the start of `bytes`.
fn read_header(bytes: &[u8]) -> Result<Option<(usize, u64)>, FrameError> {
    let Some(&first) = bytes.first() else {
        return Ok(None);
    };
    let width = match first {
        0x40..=0x57 => return Ok(Some((1, u64::from(first - 0x40)))),
        0x58 => 1,
        0x59 => 2,
        0x5a => 4,
        0x5b => 8,
        other => return Err(FrameError::NotAByteString(other)),
    };
    Ok(bytes.get(1..1 + width).map(|digits| {
        (
            1 + width,
            digits.iter().fold(0, |n, digit| n << 8 | u64::from(*digit)),
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn frames_survive_any_cutting(
            frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..400), 0..8),
            step in 1usize..50,
        ) {
            let mut stream = Vec::new();
            for frame in &frames {
                write_frame(&mut stream, frame);
            }
            let mut reader = FrameReader::new(1_000);
            let mut read = Vec::new();
            for piece in stream.chunks(step) {
                reader.push(piece);
                while let Some(frame) = reader.next_frame().unwrap() {
                    read.push(frame.to_vec());
                }
            }
            prop_assert_eq!(reader.finish(), Ok(()));
            prop_assert_eq!(read, frames);
        }

        #[test]
        fn any_bytes_are_frames_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut reader = FrameReader::new(64);
            reader.push(&bytes);
            while let Ok(Some(_)) = reader.next_frame() {}
        }
    }

    #[test]
    fn an_oversized_frame_is_refused_by_its_header_alone() {
        let mut reader = FrameReader::new(10);
        reader.push(&[0x5b, 0xff, 0, 0, 0, 0, 0, 0, 0]);
        assert!(matches!(
            reader.next_frame(),
            Err(FrameError::TooLong { .. })
        ));
    }

    #[test]
    fn a_stream_that_ends_inside_a_frame_says_so() {
        let mut reader = FrameReader::new(10);
        reader.push(&[0x43, 1, 2]);
        assert_eq!(reader.next_frame(), Ok(None));
        assert_eq!(reader.finish(), Err(FrameError::Truncated));
    }
}
