//! Everything that travels: any bytes are frames or an error, an item or an error, and what can be read is
//! written and read again the same.

use std::fmt::Debug;

use ed25519_dalek::SigningKey;
use linli_domain::DeviceId;
use linli_wire::frame::write_frame;
use linli_wire::{EnvelopePayload, FrameError, FrameReader, RequestItem, ResponseItem};
use minicbor::{Decode, Encode};

const LIMIT: usize = 64 * 1024;

pub fn run(bytes: &[u8]) {
    item(bytes);
    let (frames, outcome) = frames(bytes, bytes.len().max(1));
    assert_eq!(
        self::frames(bytes, 3),
        (frames.clone(), outcome),
        "frames depend on how the bytes arrive"
    );
    let held: usize = frames.iter().map(Vec::len).sum();
    assert!(held <= bytes.len(), "frames hold more than was sent");
    let mut again = Vec::new();
    frames
        .iter()
        .for_each(|frame| write_frame(&mut again, frame));
    assert_eq!(self::frames(&again, 7), (frames.clone(), Ok(())));
    frames.iter().for_each(|frame| item(frame));
}

/// The frames of a stream that arrives `step` bytes at a time, and how it ended.
fn frames(bytes: &[u8], step: usize) -> (Vec<Vec<u8>>, Result<(), FrameError>) {
    let mut reader = FrameReader::new(LIMIT);
    let mut frames = Vec::new();
    for piece in bytes.chunks(step) {
        reader.push(piece);
        loop {
            match reader.next_frame() {
                Ok(Some(frame)) => frames.push(frame.to_vec()),
                Ok(None) => break,
                Err(error) => return (frames, Err(error)),
            }
        }
    }
    (frames, reader.finish())
}

fn item(bytes: &[u8]) {
    let nobody = SigningKey::from_bytes(&[1; 32]);
    match survives::<RequestItem>(bytes) {
        Some(RequestItem::Envelope(envelope)) => {
            let key = nobody.verifying_key();
            let device = DeviceId::of_public_key(key.as_bytes());
            assert!(envelope.open(device, &key).is_err(), "nobody has this key");
        }
        Some(RequestItem::Carried(parcel)) => {
            assert!(parcel.open(&nobody).is_err(), "nobody has this key");
        }
        _ => {}
    }
    survives::<ResponseItem>(bytes);
    survives::<EnvelopePayload>(bytes);
}

/// What the bytes say, if anything, after it went through its own encoding.
fn survives<T>(bytes: &[u8]) -> Option<T>
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + Debug,
{
    let read: T = minicbor::decode(bytes).ok()?;
    let written = minicbor::to_vec(&read).expect("memory does not refuse bytes");
    assert!(written.len() <= bytes.len(), "an item grows by being read");
    let again: T = minicbor::decode(&written).expect("what was written can be read");
    assert_eq!(again, read);
    assert_eq!(minicbor::to_vec(&again).ok().as_ref(), Some(&written));
    Some(read)
}
