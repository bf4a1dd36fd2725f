//! Figures of this crate on the standard workload: time by operation, and bytes against the same
//! facts as JSON. `cargo run --release --example measure -p linli-documents`.

mod rows;

use std::hint::black_box;
use std::time::Instant;

use linli_documents::{AsWritten, Document};
use linli_domain::command::{Command, Recorded};
use linli_domain::{
    ActorId, BuildingId, CaseId, DocumentKey, EstateId, HouseholdId, PersonId, Timestamp,
};
use rows::Random;

const ESTATE: EstateId = EstateId::from_bytes([7; 16]);

fn main() {
    let mut random = Random::new(1);
    let buildings: Vec<_> = (1..=10)
        .map(|n| BuildingId::of_name(ESTATE, &format!("{n}号楼")))
        .collect();
    let heads: Vec<_> = (0..20).map(|_| random.uuid()).collect();

    let mut rows = Vec::new();
    let mut households = Vec::new();
    for index in 0..1_000 {
        let row = rows::household(&mut random, index);
        let key = DocumentKey::Household {
            estate: ESTATE,
            building: buildings[index as usize / 100],
            household: HouseholdId(row.id),
        };
        let mut document = Document::genesis(&key, 0);
        run(
            &mut document,
            heads[index as usize / 50],
            &rows::register(&row),
        );
        households.push(document);
        rows.push(row);
    }
    size("households", &households, &rows);

    let mut visit_rows = Vec::new();
    let mut visits = Vec::new();
    let started = Instant::now();
    let mut spent = 0.0;
    for (nth, building) in buildings.iter().enumerate() {
        for month in 1..=12_u64 {
            let key = DocumentKey::Visits {
                estate: ESTATE,
                building: *building,
                month: format!("2024-{month:02}").parse().unwrap(),
            };
            let mut document = Document::genesis(&key, 0);
            for index in 0..100 {
                let visitor = heads[nth * 2 + random.below(2) as usize];
                let row = rows::visit(&mut random, rows[nth * 100 + index].id, visitor, month);
                let command = rows::record(&row);
                let before = Instant::now();
                run(&mut document, visitor, &command);
                spent += before.elapsed().as_secs_f64();
                visit_rows.push(row);
            }
            visits.push(document);
        }
    }
    black_box(started);
    println!(
        "execute record_visit, log grows to 100: {:.1} us",
        spent * 1e6 / 12_000.0
    );
    size("visits", &visits, &visit_rows);

    let mut case_rows = Vec::new();
    let mut cases = Vec::new();
    for index in 0..300_usize {
        let row = rows::case(&mut random, rows[index].id, heads[index % 20]);
        let key = DocumentKey::Case {
            estate: ESTATE,
            building: buildings[0],
            case: CaseId(row.id),
        };
        let mut document = Document::genesis(&key, 0);
        for command in rows::open_and_note(&row) {
            run(&mut document, heads[index % 20], &command);
        }
        cases.push(document);
        case_rows.push(row);
    }
    size("cases", &cases, &case_rows);

    busy_log(&mut random, &heads);
    first_sync(&[&households, &visits, &cases]);
    single(&visits[0], &households[0]);
}

fn run(document: &mut Document, author: uuid::Uuid, command: &Command) {
    let recorded = Recorded {
        author: PersonId(author),
        at: Timestamp::clamped(1_710_000_000),
        command: command.clone(),
    };
    document
        .execute(ActorId(*author.as_bytes()), &recorded)
        .expect("the rows are legal");
}

/// Concatenated and compressed as packs are, against the same rows as JSON lines.
fn size<T: serde::Serialize>(name: &str, documents: &[Document], rows: &[T]) {
    let saved: Vec<u8> = documents.iter().flat_map(Document::save).collect();
    let json: String = rows
        .iter()
        .map(|row| serde_json::to_string(row).unwrap() + "\n")
        .collect();
    let ours = zstd::encode_all(&saved[..], 3).unwrap().len();
    let theirs = zstd::encode_all(json.as_bytes(), 3).unwrap().len();
    println!(
        "{name}: saved {} raw, {ours} zstd -3; JSON {} raw, {theirs} zstd -3: {:.2}x",
        saved.len(),
        json.len(),
        ours as f64 / theirs as f64
    );
}

/// Many devices on one large log: what the server does at its busiest.
fn busy_log(random: &mut Random, heads: &[uuid::Uuid]) {
    let key = DocumentKey::Visits {
        estate: ESTATE,
        building: BuildingId::from_bytes([9; 16]),
        month: "2024-03".parse().unwrap(),
    };
    let mut document = Document::genesis(&key, 0);
    for devices in [20_u64, 200] {
        let started = Instant::now();
        for _ in 0..devices {
            let (device, visitor) = (random.uuid(), heads[0]);
            for _ in 0..40 {
                let row = rows::visit(random, heads[1], visitor, 3);
                let recorded = Recorded {
                    author: PersonId(visitor),
                    at: Timestamp::clamped(1_710_000_000),
                    command: rows::record(&row),
                };
                document
                    .execute(ActorId(*device.as_bytes()), &recorded)
                    .unwrap();
            }
        }
        let each = started.elapsed().as_secs_f64() * 1e6 / (devices as f64 * 40.0);
        println!("execute record_visit, {devices} devices on one log: {each:.1} us");
    }
    time("clone, log of 8,800 visits", 20, || {
        black_box(document.clone())
    });
    let key = *document.key();
    let base = Document::genesis(&key, 0);
    time("fork_at genesis, log of 8,800 visits", 20, || {
        document.fork_at(&base.heads()).unwrap()
    });
}

/// What a phone does with an estate's snapshots.
fn first_sync(kinds: &[&[Document]]) {
    let saved: Vec<_> = kinds
        .iter()
        .flat_map(|documents| documents.iter().map(|d| (*d.key(), d.save())))
        .collect();
    let started = Instant::now();
    let loaded: Vec<_> = saved
        .iter()
        .map(|(key, bytes)| Document::load(key, 0, bytes).unwrap())
        .collect();
    println!("load all: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let started = Instant::now();
    for document in &loaded {
        black_box((
            document.household(),
            document.visits(),
            document.case(&AsWritten),
        ));
    }
    println!("view all: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let started = Instant::now();
    for document in &loaded {
        black_box(document.visits());
    }
    println!(
        "view 12,000 visits: {:.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    let started = Instant::now();
    for document in &loaded {
        black_box(document.conflicts());
    }
    println!(
        "conflicts of all: {:.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    let started = Instant::now();
    for document in &loaded {
        black_box(document.change_ids());
    }
    println!(
        "change_ids of all: {:.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
}

fn single(visits: &Document, household: &Document) {
    for (name, document) in [("log of 100 visits", visits), ("household", household)] {
        let bytes = document.save();
        let key = *document.key();
        let genesis = Document::genesis(&key, 0);
        println!("{name}: {} bytes", bytes.len());
        time(&format!("{name}: genesis"), 1_000, || {
            Document::genesis(&key, 0)
        });
        time(&format!("{name}: save"), 200, || document.save());
        time(&format!("{name}: load"), 200, || {
            Document::load(&key, 0, &bytes).unwrap()
        });
        time(&format!("{name}: clone"), 1_000, || document.clone());
        let changes = document.changes_since(&[]);
        let before_last = Document::genesis(&key, 0);
        let middle = changes[changes.len() / 2].hash;
        time(&format!("{name}: fork_at the middle"), 50, || {
            document.fork_at(&[middle]).unwrap()
        });
        time(&format!("{name}: changes_since genesis"), 50, || {
            document.changes_since(&genesis.heads())
        });
        time(&format!("{name}: apply all as one batch"), 50, || {
            let mut replica = before_last.clone();
            replica
                .apply(changes.iter().map(|change| &change.bytes[..]))
                .unwrap();
        });
    }
}

fn time<T>(name: &str, times: u32, mut work: impl FnMut() -> T) {
    let started = Instant::now();
    for _ in 0..times {
        black_box(work());
    }
    println!(
        "{name}: {:.1} us",
        started.elapsed().as_secs_f64() * 1e6 / f64::from(times)
    );
}
