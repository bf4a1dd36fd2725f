//! A small body never becomes a large one unnoticed.

use linli_wire::compression::{CompressionError, Decompressor, compress, compress_at, decompress};
use linli_wire::limits;
use proptest::collection::vec;
use proptest::prelude::*;

/// `times` copies of one frame of `mebibytes` zeros.
fn bomb(mebibytes: usize, times: usize) -> Vec<u8> {
    compress(&vec![0; mebibytes << 20]).repeat(times)
}

#[test]
fn a_body_over_the_limit_is_refused_whole() {
    let body = bomb(1, 17);
    assert!(body.len() < 2_000);
    assert!(matches!(
        decompress(&body, limits::REQUEST_PLAIN_BYTES),
        Err(CompressionError::TooLong { .. })
    ));
    assert!(decompress(&bomb(1, 16), limits::REQUEST_PLAIN_BYTES).is_ok());
}

#[test]
fn a_stream_gives_no_more_at_once_than_a_response_may_have() {
    let body = bomb(16, 64);
    assert!(body.len() < 64 * 1024, "{}", body.len());
    let mut decompressor = Decompressor::new().unwrap();
    assert!(matches!(
        decompressor.push(&body),
        Err(CompressionError::TooLong { .. })
    ));
}

/// A frame that says it needs 128 MiB of memory to be read. RFC 9659 allows 8 MiB in HTTP.
#[test]
fn a_window_that_no_sender_may_ask_for_is_refused() {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd];
    frame.extend([0x00, (27 - 10) << 3]); // no size, window of 2^27
    frame.extend([0x03, 0x00, 0x10, 0x61]); // last block: 'a', 2 MiB / 16 times
    assert!(matches!(
        decompress(&frame, 1 << 30),
        Err(CompressionError::Invalid(_))
    ));
    assert!(Decompressor::new().unwrap().push(&frame).is_err());
}

#[test]
fn what_we_compress_ourselves_stays_within_that_window() {
    // Longer than the window, or it would be as short as the content.
    let plain = vec![7; 9 << 20];
    for level in [1, 3, 17, 19] {
        let body = compress_at(&plain, level);
        assert!(
            decompress(&body, plain.len()).unwrap() == plain,
            "level {level}"
        );
    }
}

proptest! {
    #[test]
    fn the_limit_is_exact(plain in vec(any::<u8>(), 1..2_000)) {
        let body = compress(&plain);
        prop_assert_eq!(decompress(&body, plain.len()).unwrap(), &plain[..]);
        prop_assert!(decompress(&body, plain.len() - 1).is_err());
    }

    #[test]
    fn a_stream_in_any_cutting_is_the_plain_bytes(parts in vec(vec(any::<u8>(), 0..500), 0..5), cut in 1usize..200) {
        let body: Vec<u8> = parts.iter().flat_map(|part| compress(part)).collect();
        let mut decompressor = Decompressor::new().unwrap();
        let mut plain = Vec::new();
        for piece in body.chunks(cut) {
            plain.extend(decompressor.push(piece).unwrap());
        }
        prop_assert_eq!(plain, parts.concat());
    }

    #[test]
    fn noise_is_no_panic(bytes in vec(any::<u8>(), 0..200), after_magic: bool) {
        let body = if after_magic { [&[0x28, 0xb5, 0x2f, 0xfd], &bytes[..]].concat() } else { bytes };
        drop(decompress(&body, 10_000));
        drop(Decompressor::new().unwrap().push(&body));
    }
}
