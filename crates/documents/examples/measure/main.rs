//! Figures of this crate on the standard workload: time by operation, and bytes against the same
//! facts as JSON lines.
//!
//! ```sh
//! cargo run --release -p linli-bench -- workload --out DIR
//! cargo run --release -p linli-documents --example measure -- DIR
//! ```

mod clock;
mod estate;
mod rows;

use std::hint::black_box;
use std::path::PathBuf;

use clock::{Stopwatch, time};
use estate::{ESTATE, Estate, Rows};
use linli_documents::{AsWritten, Change, Document};
use linli_domain::command::Recorded;
use linli_domain::exchange::VisitRow;
use linli_domain::{ActorId, BuildingId, DocumentKey, PersonId, Timestamp, VisitId};
use uuid::Uuid;

fn main() {
    let folder = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .expect("a folder with the workload"),
    );
    let rows = Rows {
        households: rows::read(&folder, "households.jsonl"),
        visits: rows::read(&folder, "visits.jsonl"),
        cases: rows::read(&folder, "cases.jsonl"),
    };
    println!("== taken over by an import");
    sizes(&Estate::build(&rows, true), &rows);
    println!("== written by heads");
    let estate = Estate::build(&rows, false);
    sizes(&estate, &rows);
    first_sync(&estate);
    single("visit log", &estate.visits[0]);
    single("household", &estate.households[0]);
    busy_log(&rows.visits);
}

fn sizes(estate: &Estate, rows: &Rows) {
    let parts = [
        size("households", &estate.households, &rows.households),
        size("visits", &estate.visits, &rows.visits),
        size("cases", &estate.cases, &rows.cases),
    ];
    let ours: usize = parts.iter().map(|(ours, _)| ours).sum();
    let json: usize = parts.iter().map(|(_, json)| json).sum();
    println!(
        "together: {ours} against {json} bytes: {:.2}x",
        ours as f64 / json as f64
    );
}

/// Concatenated and compressed as packs are, against the same rows as JSON lines: zstd -3 of both.
fn size<T: serde::Serialize>(name: &str, documents: &[Document], rows: &[T]) -> (usize, usize) {
    let saved: Vec<u8> = documents.iter().flat_map(Document::save).collect();
    let lines: String = rows
        .iter()
        .map(|row| serde_json::to_string(row).unwrap() + "\n")
        .collect();
    let ours = zstd::encode_all(&saved[..], 3).unwrap().len();
    // Packs are built once and sent often: what more effort would give.
    let best = zstd::encode_all(&saved[..], 15).unwrap().len();
    let json = zstd::encode_all(lines.as_bytes(), 3).unwrap().len();
    let (count, ratio) = (documents.len(), ours as f64 / json as f64);
    println!("{name}: {count} documents, {ours} against {json} bytes: {ratio:.2}x (-15: {best})");
    (ours, json)
}

/// What a phone does with an estate's snapshots.
fn first_sync(estate: &Estate) {
    let saved: Vec<_> = estate.documents().map(|d| (*d.key(), d.save())).collect();
    let watch = Stopwatch::start();
    let loaded: Vec<_> = saved
        .iter()
        .map(|(key, bytes)| Document::load(key, 0, bytes).unwrap())
        .collect();
    println!("load all: {:.1} ms", watch.seconds() * 1e3);
    let all = |name: &str, work: &dyn Fn(&Document)| {
        let watch = Stopwatch::start();
        loaded.iter().for_each(work);
        println!("{name} of all: {:.1} ms", watch.seconds() * 1e3);
    };
    all("households", &|d| drop(black_box(d.household())));
    all("visits", &|d| drop(black_box(d.visits())));
    all("cases", &|d| drop(black_box(d.case(&AsWritten))));
    all("conflicts", &|d| drop(black_box(d.conflicts())));
    all("change_ids", &|d| drop(black_box(d.change_ids())));
}

fn single(name: &str, document: &Document) {
    let (key, bytes) = (*document.key(), document.save());
    let genesis = Document::genesis(&key, 0);
    let changes = document.changes_since(&genesis.heads());
    println!(
        "== a {name} with {} changes, {} bytes",
        changes.len(),
        bytes.len()
    );
    time("genesis", 1_000, || Document::genesis(&key, 0));
    time("save", 200, || document.save());
    time("load", 200, || Document::load(&key, 0, &bytes).unwrap());
    time("clone", 1_000, || document.clone());
    time("apply all as one batch", 50, || {
        apply(&mut genesis.clone(), &changes)
    });
    time("changes_since genesis", 50, || {
        document.changes_since(&genesis.heads())
    });
    let before_last = changes[changes.len() - 1].deps.clone();
    time("fork_at before the last", 50, || {
        document.fork_at(&before_last).unwrap()
    });
}

/// Many devices on one large log: what the server does at its busiest.
fn busy_log(rows: &[VisitRow]) {
    println!("== one log of 200 devices with 40 visits each");
    let key = DocumentKey::Visits {
        estate: ESTATE,
        building: BuildingId::from_bytes([9; 16]),
        month: "2024-03".parse().unwrap(),
    };
    let mut document = Document::genesis(&key, 0);
    let watch = Stopwatch::start();
    for device in 0..200 {
        push(&mut document, device, &rows[device * 40..][..40]);
    }
    println!("execute: {:.1} us", watch.seconds() * 1e6 / 8_000.0);
    let mut ahead = document.clone();
    let changes = push(&mut ahead, 200, &rows[8_000..8_040]);
    time("clone", 20, || document.clone());
    time("apply one", 20, || {
        apply(&mut document.clone(), &changes[..1])
    });
    time("apply 40 as one batch", 20, || {
        apply(&mut document.clone(), &changes)
    });
    time("fork_at before the last 40", 3, || {
        ahead.fork_at(&document.heads()).unwrap()
    });
}

fn push(document: &mut Document, device: usize, rows: &[VisitRow]) -> Vec<Change> {
    let id = Uuid::from_u128(1 << 100 | device as u128);
    let visits = rows.iter().enumerate().map(|(nth, row)| {
        let visit = VisitId(Uuid::from_u128((device as u128) << 64 | nth as u128));
        let row = VisitRow {
            id: visit.0,
            at: "2024-03-02T01:00:00Z".to_owned(),
            ..row.clone()
        };
        let recorded = Recorded {
            author: PersonId(row.visitor_id),
            at: Timestamp::clamped(1_709_341_200),
            command: rows::record(&row, false),
        };
        document
            .execute(ActorId(*id.as_bytes()), &recorded)
            .unwrap()
    });
    visits.collect()
}

fn apply(document: &mut Document, changes: &[Change]) {
    let bytes = changes.iter().map(|change| &change.bytes[..]);
    document.apply(bytes).unwrap();
}
