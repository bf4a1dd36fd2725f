//! Requests that arrive damaged. Whatever is left of one changes nothing, unless its envelope is whole: that
//! is signed, and counts.

use linli_client_core::domain::Timestamp;
use linli_wire::compression::{self, compress, frames};
use linli_wire::frame::write_item;
use linli_wire::{Envelope, FrameReader, RequestItem, limits};

use super::{Answer, Letter};
use crate::office::Office;
use crate::verify::Broken;

/// The body breaks off, and HTTP has not noticed. A compressed one is never taken; a plain one, which is too short
/// for an envelope, may end between two frames.
pub(super) fn truncated(
    office: &Office,
    letter: &Letter,
    now: Timestamp,
    permille: u16,
) -> Result<(), Broken> {
    let length = letter.body.len() * usize::from(permille) / 1_000;
    let body = letter.body[..length].to_vec();
    let answer = changes_nothing(office, letter, now, body)?;
    if answer.status == 200 && compression::is_zstd(&letter.body) {
        return Err("a request that broke off was taken".to_owned());
    }
    Ok(())
}

/// One byte, before compression, is another one.
pub(super) fn garbled(
    office: &Office,
    letter: &Letter,
    now: Timestamp,
    permille: u16,
    bits: u8,
) -> Result<(), Broken> {
    let plain = frames(&letter.body, limits::REQUEST_PLAIN_BYTES);
    let mut garbled = plain.expect("a phone sends whole bodies");
    let sealed = envelope(&garbled);
    let at = garbled.len() * usize::from(permille) / 1_000;
    garbled[at] ^= bits;
    if sealed.is_some() && envelope(&garbled) == sealed {
        return office
            .deliver(
                &Letter {
                    body: compress(&garbled),
                    ..letter.clone()
                },
                now,
            )
            .map(drop);
    }
    changes_nothing(office, letter, now, compress(&garbled)).map(drop)
}

fn changes_nothing(
    office: &Office,
    letter: &Letter,
    now: Timestamp,
    body: Vec<u8>,
) -> Result<Answer, Broken> {
    let before = office.written();
    let answer = office.deliver(
        &Letter {
            body,
            ..letter.clone()
        },
        now,
    )?;
    if office.written() == before {
        Ok(answer)
    } else {
        Err("a damaged request changed what the server holds".to_owned())
    }
}

/// The envelope among the frames, as the bytes that were sealed.
fn envelope(plain: &[u8]) -> Option<Vec<u8>> {
    let mut frames = FrameReader::new(limits::REQUEST_FRAME_BYTES);
    frames.push(plain);
    while let Ok(Some(frame)) = frames.next_frame() {
        if let Ok(RequestItem::Envelope(envelope)) = minicbor::decode(frame) {
            return Some(bytes(envelope));
        }
    }
    None
}

fn bytes(envelope: Envelope) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_item(&mut bytes, &RequestItem::Envelope(envelope));
    bytes
}
