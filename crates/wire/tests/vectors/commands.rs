//! The commands of `command.json` are its inputs: add one there with an empty `hex`, then `UPDATE=1`.

use std::collections::BTreeSet;

use linli_domain::Command;
use serde::Deserialize;
use serde_json::Value;

use crate::file::{Vector, cbor, check};

#[derive(Deserialize)]
struct Stored {
    vectors: Vec<StoredVector>,
}

#[derive(Deserialize)]
struct StoredVector {
    name: String,
    about: String,
    input: Value,
}

#[test]
fn commands() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/wire/command.json"
    );
    let stored: Stored = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut seen = BTreeSet::new();
    let vectors: Vec<_> = stored
        .vectors
        .into_iter()
        .map(|stored| vector(stored, &mut seen))
        .collect();
    let all: BTreeSet<_> = Command::NAMES.iter().map(|(name, _)| *name).collect();
    assert_eq!(seen, all, "every command has a vector");
    check(
        "command.json",
        Some("command"),
        "Every command as CBOR. `input` is the same command as JSON, by the schemas in schemas/commands.",
        vectors,
    );
}

fn vector(stored: StoredVector, seen: &mut BTreeSet<&'static str>) -> Vector {
    let command: Command = serde_json::from_value(stored.input.clone()).unwrap();
    let bytes = command.to_bytes();
    assert_eq!(
        Command::from_bytes(&bytes).as_ref(),
        Ok(&command),
        "{}",
        stored.name
    );
    seen.insert(command.name());
    cbor(&stored.name, &stored.about, stored.input, &bytes)
}
