//! Requests that arrive damaged. Whatever is left of one changes nothing, unless an envelope or a parcel in it
//! is whole: these are signed, and count.

use linli_client_core::domain::Timestamp;
use linli_wire::compression::{self, compress, frames};
use linli_wire::frame::write_item;
use linli_wire::{FrameReader, RequestItem, limits};

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
    let sealed = sealed_items(&garbled);
    let at = garbled.len() * usize::from(permille) / 1_000;
    garbled[at] ^= bits;
    let left = sealed_items(&garbled);
    if left.iter().any(|item| sealed.contains(item)) {
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

/// What among the frames is signed or sealed, own or carried, and counts wherever it stands: as bytes.
fn sealed_items(plain: &[u8]) -> Vec<Vec<u8>> {
    let mut frames = FrameReader::new(limits::REQUEST_FRAME_BYTES);
    frames.push(plain);
    let mut sealed = Vec::new();
    while let Ok(Some(frame)) = frames.next_frame() {
        if let Ok(
            item @ (RequestItem::Envelope(_) | RequestItem::Carried(_) | RequestItem::GivenBack(_)),
        ) = minicbor::decode(frame)
        {
            let mut bytes = Vec::new();
            write_item(&mut bytes, &item);
            sealed.push(bytes);
        }
    }
    sealed
}
