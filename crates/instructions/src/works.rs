//! What is counted.

use std::hint::black_box;

use linli_documents::Document;
use linli_domain::{ActorId, ChangeHash, DeviceId};
use linli_wire::{
    Chain, ChainEntry, EnvelopePayload, FrameReader, ResponseItem, Snapshot, frame, limits,
};

use crate::inputs::{self, Input};

const WORKS: &[(&str, fn())] = &[
    ("visits/execute", || execute(inputs::visits())),
    ("visits/merge", || merge(inputs::visits())),
    ("visits/save", || save(inputs::visits())),
    ("visits/load", || load(inputs::visits())),
    ("visits/read", || read(inputs::visits())),
    ("household/execute", || execute(inputs::household())),
    ("household/merge", || merge(inputs::household())),
    ("household/save", || save(inputs::household())),
    ("household/load", || load(inputs::household())),
    ("household/read", || read(inputs::household())),
    ("case/execute", || execute(inputs::case())),
    ("case/merge", || merge(inputs::case())),
    ("case/save", || save(inputs::case())),
    ("case/load", || load(inputs::case())),
    ("case/read", || read(inputs::case())),
    ("wire/write payload", write_payload),
    ("wire/read payload", read_payload),
    ("wire/write answer", write_answer),
    ("wire/read answer", read_answer),
];

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    WORKS.iter().map(|(name, _)| *name)
}

pub(crate) fn run(name: &str) -> Result<(), String> {
    let work = WORKS.iter().find(|(known, _)| *known == name);
    let (_, work) = work.ok_or_else(|| format!("there is no work {name}"))?;
    work();
    Ok(())
}

/// Callgrind counts only what happens in here: `callgrind::count` tells it this name. Inputs are made
/// before, and what comes out is dropped after.
#[inline(never)]
fn measured<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn execute(input: Input) {
    let (mut document, (actor, command)) = (input.document.clone(), input.next());
    measured(|| document.execute(actor, &command)).expect("a legal command");
}

fn merge(input: Input) {
    let (mut here, changes) = input.apart();
    measured(|| here.apply(changes.iter().map(Vec::as_slice))).expect("changes of ours");
}

fn save(input: Input) {
    assert!(!measured(|| input.document.save()).is_empty());
}

fn load(input: Input) {
    let (key, bytes) = (*input.document.key(), input.document.save());
    measured(|| Document::load(&key, 0, &bytes)).expect("what was saved");
}

fn read(input: Input) {
    let document = &input.document;
    // As on a server: the changes have come in the order in which they were made.
    let order = |_: &ActorId, seq: u64| Some(seq);
    let found = measured(|| match document.key().kind() {
        linli_domain::Kind::Household => document.household().is_some(),
        linli_domain::Kind::Visits => document.visits().is_some(),
        _ => document.case(&order).is_some(),
    });
    assert!(found);
}

/// A day's outbox: 50 commands on one document.
fn payload() -> EnvelopePayload {
    let log = inputs::visits().document;
    let entries = (0..50).map(|number| ChainEntry {
        at: inputs::at(number),
        command: inputs::visit(number).to_bytes(),
    });
    EnvelopePayload {
        device: DeviceId::from_bytes([0xde; 16]),
        counter: 7,
        previous: ChangeHash([0; 32]),
        chains: vec![Chain {
            document: *log.key(),
            epoch: 0,
            actor: ActorId([0xa1; 16]),
            base: log.heads(),
            result: ChangeHash([1; 32]).into(),
            entries: entries.collect(),
        }],
    }
}

fn write_payload() {
    let payload = payload();
    measured(|| minicbor::to_vec(&payload)).expect("memory takes all");
}

fn read_payload() {
    let bytes = minicbor::to_vec(payload()).expect("memory takes all");
    let read: EnvelopePayload = measured(|| minicbor::decode(&bytes)).expect("what was written");
    assert_eq!(read.chains[0].entries.len(), 50);
}

/// What others did: 50 changes, and a household as a whole.
fn answer() -> Vec<ResponseItem> {
    let log = inputs::visits().document;
    let genesis = Document::genesis(log.key(), 0).heads();
    let changes = log.changes_since(&genesis).into_iter().enumerate();
    let mut items: Vec<_> = changes
        .map(|(number, change)| ResponseItem::Change {
            seq: number as u64 + 1,
            document: *log.key(),
            epoch: 0,
            bytes: change.bytes,
        })
        .collect();
    let household = inputs::household().document;
    items.push(ResponseItem::Snapshot(Snapshot {
        document: *household.key(),
        epoch: 0,
        bytes: household.save(),
        order: Vec::new(),
    }));
    items
}

fn written(items: &[ResponseItem]) -> Vec<u8> {
    let mut frames = Vec::new();
    for item in items {
        frame::write_item(&mut frames, item);
    }
    frames
}

fn write_answer() {
    let items = answer();
    assert!(!measured(|| written(&items)).is_empty());
}

fn read_answer() {
    let frames = written(&answer());
    let items = measured(|| {
        let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
        reader.push(&frames);
        let mut items: Vec<ResponseItem> = Vec::new();
        while let Some(frame) = reader.next_frame().expect("whole frames") {
            items.push(minicbor::decode(frame).expect("what was written"));
        }
        items
    });
    assert_eq!(items.len(), 51);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_can_be_done() {
        for name in names() {
            run(name).unwrap();
        }
        assert!(run("nothing").is_err());
    }
}
