//! One file of vectors: read, compare, or rewrite when asked with `UPDATE=1`.

use std::fmt::Debug;
use std::path::PathBuf;

use minicbor::{Decode, Encode};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
pub(crate) struct Vectors {
    /// The rule of `schemas/wire/sync.cddl` that every `hex` of the file follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    about: &'static str,
    vectors: Vec<Vector>,
}

#[derive(Serialize)]
pub(crate) struct Vector {
    name: String,
    about: String,
    /// What `hex` is computed from.
    #[serde(skip_serializing_if = "Value::is_null")]
    input: Value,
    /// The bytes in the diagnostic notation of RFC 8949.
    #[serde(skip_serializing_if = "String::is_empty")]
    diagnostic: String,
    hex: String,
}

/// A value, its bytes, and back.
pub(crate) fn encoded<T>(name: &str, about: &str, value: &T) -> Vector
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + Debug,
{
    let bytes = minicbor::to_vec(value).unwrap();
    assert_eq!(&minicbor::decode::<T>(&bytes).unwrap(), value, "{name}");
    cbor(name, about, Value::Null, &bytes)
}

pub(crate) fn cbor(name: &str, about: &str, input: Value, bytes: &[u8]) -> Vector {
    Vector {
        diagnostic: minicbor::display(bytes).to_string(),
        ..computed(name, about, input, bytes)
    }
}

/// Bytes that follow from an input and are no CBOR.
pub(crate) fn computed(name: &str, about: &str, input: Value, bytes: &[u8]) -> Vector {
    Vector {
        name: name.to_owned(),
        about: about.to_owned(),
        input,
        diagnostic: String::new(),
        hex: hex(bytes),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares with the stored file. A difference means that peers of two releases would no longer
/// understand each other.
pub(crate) fn check(
    file: &str,
    rule: Option<&'static str>,
    about: &'static str,
    vectors: impl IntoIterator<Item = Vector>,
) {
    let vectors = Vectors {
        rule,
        about,
        vectors: vectors.into_iter().collect(),
    };
    let path =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/wire")).join(file);
    let text = serde_json::to_string_pretty(&vectors).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    // By value: the order of keys depends on a feature that any crate may turn on.
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let stored: Value = serde_json::from_str(&stored).unwrap_or_default();
    let built = serde_json::to_value(&vectors).unwrap();
    assert!(
        stored == built,
        "{} differs; built:\n{text}",
        path.display()
    );
}
