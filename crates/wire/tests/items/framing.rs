//! A stream of frames is the same frames, however the network cuts it.

use linli_wire::frame::write_frame;
use linli_wire::{FrameError, FrameReader};
use proptest::collection::vec;
use proptest::prelude::*;

/// Feeds `stream` in pieces of these lengths, over and over, and reads what it can after each.
fn read(stream: &[u8], cuts: &[usize], limit: usize) -> (Vec<Vec<u8>>, Result<(), FrameError>) {
    let mut reader = FrameReader::new(limit);
    let mut frames = Vec::new();
    let mut rest = stream;
    for cut in cuts.iter().cycle() {
        let (piece, more) = rest.split_at((*cut).min(rest.len()));
        reader.push(piece);
        loop {
            match reader.next_frame() {
                Ok(Some(frame)) => frames.push(frame.to_vec()),
                Ok(None) => break,
                Err(error) => return (frames, Err(error)),
            }
        }
        rest = more;
        if rest.is_empty() {
            break;
        }
    }
    (frames, reader.finish())
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    vec(1usize..700, 1..12)
}

/// Lengths on both sides of every width of a header.
fn frames() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let length = prop_oneof![
        0usize..30,
        250usize..260,
        prop::sample::select(vec![65_535usize, 65_536])
    ];
    vec(
        length.prop_flat_map(|length| vec(any::<u8>(), length..=length)),
        0..6,
    )
}

fn stream(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = Vec::new();
    for frame in frames {
        write_frame(&mut stream, frame);
    }
    stream
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_cutting_gives_the_same_frames(frames in frames(), cuts in cuts()) {
        let (read, end) = read(&stream(&frames), &cuts, 100_000);
        prop_assert_eq!(end, Ok(()));
        prop_assert_eq!(read, frames);
    }

    #[test]
    fn any_bytes_read_the_same_in_any_cutting(bytes in vec(any::<u8>(), 0..300), cuts in cuts()) {
        prop_assert_eq!(read(&bytes, &cuts, 64), read(&bytes, &[bytes.len().max(1)], 64));
    }

    #[test]
    fn a_stream_cut_off_gives_the_frames_before_the_cut(frames in frames(), cuts in cuts(), at in any::<prop::sample::Index>()) {
        let stream = stream(&frames);
        let end = at.index(stream.len() + 1);
        let (read, finish) = read(&stream[..end], &cuts, 100_000);
        prop_assert_eq!(&read[..], &frames[..read.len()]);
        let whole = self::stream(&frames[..read.len()]).len() == end;
        prop_assert_eq!(finish, if whole { Ok(()) } else { Err(FrameError::Truncated) });
    }

    #[test]
    fn a_frame_over_the_limit_stops_the_stream(before in vec(any::<u8>(), 0..20), over in 1u64..u64::MAX - 64, cuts in cuts()) {
        let mut stream = stream(std::slice::from_ref(&before));
        stream.push(0x5b);
        stream.extend((64 + over).to_be_bytes());
        let (read, end) = read(&stream, &cuts, 64);
        prop_assert_eq!(read, [before]);
        prop_assert_eq!(end, Err(FrameError::TooLong { bytes: 64 + over, limit: 64 }));
    }
}
