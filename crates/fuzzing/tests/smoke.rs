//! Each target on its seeds and crashers, and on some mutations of them: the same ones on every machine.
//!
//! `LINLI_FUZZ_TIMES=50` tries fifty times as many, where there is no libFuzzer at hand.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use linli_fuzzing::TARGETS;
use linli_fuzzing::mutate::Mutations;

fn smoke(name: &str, mutations: usize) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.expect("a target of this name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/fuzz")
        .join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("seeds: cargo run -p linli-fuzzing --example seeds")
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{name} has no seeds");
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    for (file, seed) in files.iter().zip(&seeds) {
        let passed = catch_unwind(AssertUnwindSafe(|| (target.run)(seed)));
        assert!(passed.is_ok(), "{name} fails on {}", file.display());
    }
    let times = std::env::var("LINLI_FUZZ_TIMES").ok();
    let times: usize = times.and_then(|times| times.parse().ok()).unwrap_or(1);
    let mut failed = Vec::new();
    for (nth, bytes) in Mutations::of(&seeds).take(mutations * times).enumerate() {
        if catch_unwind(AssertUnwindSafe(|| (target.run)(&bytes))).is_err() {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{nth}"));
            fs::write(&kept, &bytes).unwrap();
            failed.push(kept.display().to_string());
        }
    }
    assert!(
        failed.is_empty(),
        "{name} fails. Put one of each sort into fixtures/fuzz/{name} under a name that says what it does:\n{}",
        failed.join("\n")
    );
}

#[test]
fn assertion() {
    smoke("assertion", 20_000);
}

#[test]
fn command() {
    smoke("command", 25_000);
}

#[test]
fn fold() {
    smoke("fold", 600);
}

#[test]
fn import() {
    smoke("import", 400);
}

#[test]
fn pack() {
    smoke("pack", 30);
}

#[test]
fn sync_request() {
    smoke("sync_request", 2_500);
}

#[test]
fn wire() {
    smoke("wire", 500_000);
}
