//! The bytes of a workload never change by accident: figures of different days stay comparable.

use std::fs;
use std::path::Path;

use linli_bench::workload::{CASES, HOUSEHOLDS, Size, VISITS, Workload, rush, working_day};
use sha2::{Digest, Sha256};

fn small() -> Size {
    Size {
        buildings: 2,
        households_per_building: 6,
        visits: 60,
        cases: 8,
        months: 3,
        ..Size::standard(1)
    }
}

/// First eight bytes of the SHA-256, in hexadecimal: plenty against accidents.
fn hash(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes)[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn hashes(size: &Size) -> [String; 3] {
    let folder = tempfile::tempdir().unwrap();
    Workload::generate(size).write(folder.path()).unwrap();
    let of = |name: &str| hash(fs::read(Path::new(folder.path()).join(name)).unwrap());
    [of(HOUSEHOLDS), of(VISITS), of(CASES)]
}

#[test]
fn the_small_estate_of_seed_1() {
    assert_eq!(
        hashes(&small()),
        ["881777ecda0bc5a3", "b7a95a2d43f6031c", "ea28d9287b6f38ca"]
    );
}

#[test]
fn the_standard_estate_of_seed_1() {
    assert_eq!(
        hashes(&Size::standard(1)),
        ["f7a6d4879880e998", "92d94541922b9db3", "ac562a8f8221d132"]
    );
}

#[test]
fn the_working_day_and_the_rush_of_seed_1() {
    let workload = Workload::generate(&small());
    let day = working_day(1, &workload, "1号楼");
    let devices = rush(1, &workload, 3);
    assert_eq!(
        [
            hash(serde_json::to_vec(&day).unwrap()),
            hash(serde_json::to_vec(&devices).unwrap())
        ],
        ["5744619886f59ddb", "2d1d18a30b6541d7"]
    );
}

#[test]
fn another_seed_is_another_estate() {
    let other = Size { seed: 2, ..small() };
    let (one, two) = (Workload::generate(&small()), Workload::generate(&other));
    assert_ne!(one.households[0], two.households[0]);
    assert_ne!(one.visits[0].note, two.visits[0].note);
}

#[test]
fn more_visits_do_not_change_the_register() {
    let busier = Size {
        visits: 90,
        ..small()
    };
    let (one, two) = (Workload::generate(&small()), Workload::generate(&busier));
    assert_eq!(one.households, two.households);
    assert_eq!(one.cases, two.cases);
}

#[test]
fn what_is_written_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let workload = Workload::generate(&small());
    workload.write(folder.path()).unwrap();
    assert_eq!(Workload::read(folder.path()).unwrap(), workload);
}

#[test]
fn a_broken_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    Workload::generate(&small()).write(folder.path()).unwrap();
    fs::write(folder.path().join(VISITS), "\n{\"id\":1}\n").unwrap();
    let error = Workload::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("visits.jsonl line 2"), "{error}");
}
