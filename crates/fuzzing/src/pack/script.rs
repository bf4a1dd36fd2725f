//! A body put together from the items of true answers: in another order, left out, repeated, each with
//! something else wrong in it. Three bytes an item: which, what, and how much.

use linli_domain::DocumentKey;
use linli_wire::frame::write_item;
use linli_wire::{FrameReader, ResponseItem, limits};

use crate::stage::phone::Answers;
use crate::take::Take;

/// Bounds of what numbers travel as and are stored as.
const TELLING: [u64; 8] = [
    0,
    1,
    2,
    u32::MAX as u64,
    1 << 32,
    i64::MAX as u64,
    1 << 63,
    u64::MAX,
];

/// Plain frames.
pub(super) fn body(answers: &Answers, mut take: Take<'_>) -> Vec<u8> {
    let items = items(answers);
    let mut body = Vec::new();
    while !take.is_empty() {
        let which = usize::from(take.byte()) % items.len();
        let (what, much) = (take.byte(), take.byte());
        let mut item = items[which].clone();
        change(&mut item, what, usize::from(much), &items);
        write_item(&mut body, &item);
    }
    body
}

/// Of all answers, one behind the other.
pub(crate) fn items(answers: &Answers) -> Vec<ResponseItem> {
    let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    for body in [&answers.first, &answers.verdicts, &answers.news] {
        reader.push(body);
    }
    let mut items = Vec::new();
    while let Ok(Some(frame)) = reader.next_frame() {
        items.push(minicbor::decode(frame).expect("a true answer's items"));
    }
    items
}

fn change(item: &mut ResponseItem, what: u8, much: usize, items: &[ResponseItem]) {
    let number = TELLING[much % TELLING.len()];
    match what % 6 {
        0 => {}
        1 => renumber(item, number),
        2 => {
            if let Some(epoch) = epoch(item) {
                *epoch = number as u32;
            }
        }
        3 => {
            let mut other = items[much % items.len()].clone();
            if let (Some(own), Some(other)) = (document(item), document(&mut other)) {
                *own = *other;
            }
        }
        4 => {
            if let Some(bytes) = bytes(item).filter(|bytes| !bytes.is_empty()) {
                // Spread over all of them: a snapshot has more than 256.
                let at = much * 37 % bytes.len();
                bytes[at] ^= 1 << (what / 6 % 8);
            }
        }
        _ => {
            if let Some(bytes) = bytes(item) {
                bytes.truncate(much);
            }
        }
    }
}

fn renumber(item: &mut ResponseItem, number: u64) {
    match item {
        ResponseItem::Verdicts { chain, .. } => *chain = number as u32,
        ResponseItem::PackStart {
            generation, index, ..
        } => (*generation, *index) = (number, number as u32),
        ResponseItem::PackEnd {
            index, complete_at, ..
        } => {
            (*index, *complete_at) = (number as u32, complete_at.map(|_| number));
        }
        ResponseItem::Snapshot(snapshot) => snapshot.order.push(number),
        ResponseItem::Change { seq, .. } | ResponseItem::Cursor { seq, .. } => *seq = number,
        ResponseItem::Replace { seq, snapshot } => {
            *seq = number;
            snapshot.order.clear();
        }
        ResponseItem::End { more } => *more = !*more,
        ResponseItem::Hello(hello) => hello.server_epoch.0[0] ^= number as u8,
        ResponseItem::Feeds { feeds, .. } => feeds.truncate(number as usize),
        ResponseItem::FeedChecksums { checksums } => checksums.truncate(number as usize),
        ResponseItem::PackDocuments { documents } => documents.truncate(number as usize),
        ResponseItem::PackColumn { column, .. } => *column = number as u32,
        ResponseItem::Carried { hash, .. } => hash.0[0] ^= number as u8,
        ResponseItem::Restart { .. }
        | ResponseItem::Lock(_)
        | ResponseItem::BegunAnew { .. }
        | ResponseItem::Seal { .. } => {}
    }
}

fn epoch(item: &mut ResponseItem) -> Option<&mut u32> {
    match item {
        ResponseItem::Snapshot(snapshot) | ResponseItem::Replace { snapshot, .. } => {
            Some(&mut snapshot.epoch)
        }
        ResponseItem::Change { epoch, .. } => Some(epoch),
        _ => None,
    }
}

fn document(item: &mut ResponseItem) -> Option<&mut DocumentKey> {
    match item {
        ResponseItem::Snapshot(snapshot) | ResponseItem::Replace { snapshot, .. } => {
            Some(&mut snapshot.document)
        }
        ResponseItem::Change { document, .. } => Some(document),
        _ => None,
    }
}

fn bytes(item: &mut ResponseItem) -> Option<&mut Vec<u8>> {
    match item {
        ResponseItem::Snapshot(snapshot) | ResponseItem::Replace { snapshot, .. } => {
            Some(&mut snapshot.bytes)
        }
        ResponseItem::Change { bytes, .. } | ResponseItem::PackColumn { bytes, .. } => Some(bytes),
        _ => None,
    }
}
