//! The golden vectors of `fixtures/wire`.

use serde_json::Value;

/// Name and bytes of each vector of a file, the name fit for a file's.
pub(super) fn of(json: &str) -> Vec<(String, Vec<u8>)> {
    let file: Value = serde_json::from_str(json).expect("a file of vectors");
    let vectors = file["vectors"].as_array().expect("a list of vectors");
    vectors
        .iter()
        .map(|vector| {
            let name = vector["name"].as_str().expect("a name");
            (
                name.replace(", ", "-").replace([' ', '_'], "-"),
                bytes(vector),
            )
        })
        .collect()
}

fn bytes(vector: &Value) -> Vec<u8> {
    let hex = vector["hex"].as_str().expect("bytes in hex");
    let digit = |at: usize| hex.get(at..at + 2);
    (0..hex.len() / 2)
        .filter_map(|nth| digit(nth * 2))
        .map(|pair| u8::from_str_radix(pair, 16).expect("two digits"))
        .collect()
}
