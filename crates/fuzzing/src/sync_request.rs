//! A sync request through the whole server core, on a real store with an estate in it.
//!
//! The first byte chooses: plain frames as they are; chains (`counter (8), a CBOR list, then plain frames`)
//! under the device's own seal; or such chains put on the newest state of their documents, with the result
//! that they truly have, so that it is the rules and the rights that decide.

use linli_documents::Document;
use linli_domain::{ChangeHash, Command, Recorded, Seq};
use linli_server::store::LogEntry;
use linli_wire::frame::write_item;
use linli_wire::{
    Chain, Envelope, EnvelopePayload, FeedPosition, FrameReader, PROTOCOL, ProblemCode,
    RequestHello, RequestItem, ResponseItem, Verdict, compression, limits,
};

use crate::stage::estate::{
    ANOTHER, ESTATE, HEAD, HOME, THREE, household, leak, may_read, may_write, now, visits,
};
use crate::stage::office::Office;
use crate::stage::{Kept, with};
use crate::take::Take;

/// Entries of the log after which the store is made anew.
const MOST_ENTRIES: Seq = 200;
/// Far above what the estate's few documents can need.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;

thread_local! {
    static OFFICE: Kept<Office> = const { Kept::new(None) };
}

pub fn run(bytes: &[u8]) {
    let spent = |office: &Office| office.seq(ESTATE) > office.seq_at_first + MOST_ENTRIES;
    OFFICE.with(|kept| with(kept, Office::open, spent, |office| exchange(office, bytes)));
}

fn exchange(office: &Office, bytes: &[u8]) {
    let mut take = Take(bytes);
    let choice = take.byte();
    let zstd = choice & 0x80 != 0;
    let (frames, chains) = match choice % 4 {
        0 | 1 => (take.rest().to_vec(), None),
        2 => sealed(office, take, false),
        _ => sealed(office, take, true),
    };
    let before = (office.seq(ESTATE), office.seq(ANOTHER));
    let answer = office.answer(frames, zstd);
    match answer {
        Ok(body) => {
            let items = items(&body, zstd);
            items.iter().for_each(in_scope);
            keeps_to_the_protocol(&items);
            if let Some(chains) = chains {
                verdicts_fit(&chains, &items, before.0);
            }
        }
        Err(problem) => {
            let theirs = [
                ProblemCode::MalformedBody,
                ProblemCode::TooLarge,
                ProblemCode::UpgradeNeeded,
                ProblemCode::BadEnvelope,
            ];
            assert!(theirs.contains(&problem.code()), "our fault: {problem:?}");
            assert_eq!(office.seq(ESTATE), before.0, "a problem left entries");
        }
    }
    assert_eq!(office.seq(ANOTHER), before.1, "another estate's log grew");
    let grown = office.seq(ESTATE) - before.0;
    let allowed = allowed_entries(office, before.0);
    assert_eq!(allowed.len() as Seq, grown, "the log grew where it may not");
}

/// A request with chains under the device's seal; the bytes behind them are further frames.
fn sealed(office: &Office, mut take: Take<'_>, mend: bool) -> (Vec<u8>, Option<Vec<Chain>>) {
    let counter = take.number();
    let mut decoder = minicbor::Decoder::new(take.rest());
    let Ok(mut chains) = decoder.decode::<Vec<Chain>>() else {
        return (take.rest().to_vec(), None);
    };
    let rest = &take.rest()[decoder.position()..];
    if mend {
        chains
            .iter_mut()
            .for_each(|chain| put_on_newest(office, chain));
    }
    let payload = EnvelopePayload {
        device: office.device_id(),
        counter,
        previous: ChangeHash([0; 32]),
        chains,
    };
    let mut frames = Vec::new();
    write_item(&mut frames, &RequestItem::Hello(hello()));
    let envelope = Envelope::seal(&payload, &office.key);
    write_item(&mut frames, &RequestItem::Envelope(envelope));
    frames.extend_from_slice(rest);
    (frames, Some(payload.chains))
}

pub(crate) fn hello() -> RequestHello {
    RequestHello {
        protocol: PROTOCOL,
        device_time: now(),
        clock_offset: Some(0),
        server_epoch: None,
        response_bytes: None,
        waiting: None,
    }
}

/// As an honest device would have made it.
fn put_on_newest(office: &Office, chain: &mut Chain) {
    let stored = office
        .runtime
        .block_on(office.store.snapshot(chain.document.id()));
    let mut document = match stored.expect("the store works") {
        Some(it) if it.document == chain.document => {
            chain.epoch = it.epoch;
            Document::load(&it.document, it.epoch, &it.bytes).expect("the server's own document")
        }
        _ => Document::genesis(&chain.document, chain.epoch),
    };
    chain.base = document.base();
    for entry in &chain.entries {
        let Ok(command) = Command::from_bytes(&entry.command) else {
            return;
        };
        let recorded = Recorded {
            author: HEAD,
            at: entry.at,
            command,
        };
        if let Ok(change) = document.execute(chain.actor, &recorded) {
            chain.result = change.hash.into();
        }
    }
}

fn items(body: &[u8], zstd: bool) -> Vec<ResponseItem> {
    assert!(zstd || !compression::is_zstd(body), "nobody asked for zstd");
    let plain = compression::frames(body, ANSWER_BYTES).expect("the answer is whole");
    let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    reader.push(&plain);
    let mut items = Vec::new();
    while let Some(frame) = reader.next_frame().expect("the answer is frames") {
        items.push(minicbor::decode(frame).expect("each frame is an item"));
    }
    reader.finish().expect("the answer's frames are whole");
    items
}

fn keeps_to_the_protocol(items: &[ResponseItem]) {
    let mut receiver = linli_sync::Receiver::new();
    for item in items {
        let taken = receiver.take(item.clone());
        taken.expect("each item stands where it may");
    }
    receiver.finish().expect("the answer has an end");
}

/// Nothing is told that the head may not read.
fn in_scope(item: &ResponseItem) {
    let holds = match item {
        // Of an estate that the request named and the head has no part in it says: none.
        ResponseItem::Feeds { feeds, .. } => feeds.iter().all(|feed| may_read(*feed)),
        ResponseItem::PackStart { feed, .. } => may_read(*feed),
        ResponseItem::Snapshot(snapshot) | ResponseItem::Replace { snapshot, .. } => {
            may_read(snapshot.document.feed())
        }
        ResponseItem::PackDocuments { documents } => {
            documents.iter().all(|it| may_read(it.document.feed()))
        }
        ResponseItem::Change { document, .. } => may_read(document.feed()),
        ResponseItem::FeedChecksums { checksums } => {
            checksums.iter().all(|checksum| may_read(checksum.feed))
        }
        ResponseItem::Restart { cursor } => may_read(cursor.feed),
        ResponseItem::Cursor { estate, .. } => *estate == ESTATE,
        ResponseItem::Hello(_)
        | ResponseItem::Lock(_)
        | ResponseItem::BegunAnew { .. }
        | ResponseItem::Seal { .. }
        | ResponseItem::Carried { .. }
        | ResponseItem::Verdicts { .. }
        | ResponseItem::PackColumn { .. }
        | ResponseItem::PackEnd { .. }
        | ResponseItem::End { .. } => true,
    };
    assert!(holds, "out of scope: {item:?}");
}

/// One verdict a command, and none of them new where the rights forbid it.
fn verdicts_fit(chains: &[Chain], items: &[ResponseItem], before: Seq) {
    let mut heard = 0;
    for item in items {
        let ResponseItem::Verdicts { chain, verdicts } = item else {
            continue;
        };
        let chain = &chains[*chain as usize];
        assert_eq!(verdicts.len(), chain.entries.len());
        heard += 1;
        for (entry, verdict) in chain.entries.iter().zip(verdicts) {
            let (Verdict::Accepted { seq } | Verdict::Superseded { seq, .. }) = verdict else {
                continue;
            };
            if *seq > before {
                assert!(may_write(&chain.document), "accepted: {:?}", chain.document);
                assert!(!for_another(&entry.command), "accepted in another's name");
            }
        }
    }
    assert_eq!(heard, chains.len(), "a chain went unheard");
}

fn for_another(command: &[u8]) -> bool {
    match Command::from_bytes(command) {
        Ok(Command::RecordVisit(visit)) => visit.visitor.is_some(),
        Ok(Command::NoteCase(note)) => note.by.is_some(),
        Ok(_) => false,
        Err(_) => true,
    }
}

/// What the log has behind `before` in the feeds that the head writes to.
fn allowed_entries(office: &Office, before: Seq) -> Vec<LogEntry> {
    let position = FeedPosition::At { seq: before };
    let keys = [household(THREE, HOME), visits(THREE), leak()];
    let feeds = keys.map(|key| (key.feed(), position)).to_vec();
    let tail = office
        .runtime
        .block_on(office.store.tail(ESTATE, feeds, usize::MAX));
    let entries = tail.expect("the store works").entries;
    assert!(entries.iter().all(|entry| may_write(&entry.document)));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds;

    fn grown_by(name: &str) -> Seq {
        let office = Office::open();
        let all = seeds::all();
        let seed = all
            .iter()
            .find(|seed| seed.target == "sync_request" && seed.name == name);
        exchange(&office, &seed.unwrap().bytes);
        office.seq(ESTATE) - office.seq_at_first
    }

    #[test]
    fn seeds_get_as_far_as_the_log() {
        assert_eq!(grown_by("allowed"), 5);
        assert_eq!(grown_by("forbidden"), 0);
    }
}
