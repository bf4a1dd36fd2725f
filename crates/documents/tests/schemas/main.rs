//! The JSON Schemas in `schemas/` are those of the types; `UPDATE=1` rewrites them.

mod privacy;

use std::collections::BTreeMap;
use std::path::PathBuf;

use linli_domain::command::Command;
use linli_domain::privacy::{of_commands, of_documents};
use linli_domain::view::{
    CaseView, Conflict, DirectoryView, DisputeView, HouseholdView, VisitsView,
};
use schemars::{Schema, schema_for};
use serde_json::{Value, json};

use privacy::Register;

#[test]
fn commands() {
    let mut whole = serde_json::to_value(schema_for!(Command)).unwrap();
    let mut register = Register::of(of_commands());
    describe_parts(&mut register, &mut whole);
    assert_eq!(register.unmet(), [""; 0]);
    let mut variants = BTreeMap::new();
    for variant in whole["oneOf"].as_array().unwrap() {
        let name = variant["required"][0].as_str().unwrap();
        variants.insert(name.to_owned(), one_command(name, variant, &whole["$defs"]));
    }
    let names: Vec<_> = variants.keys().map(String::as_str).collect();
    let mut expected: Vec<_> = Command::NAMES.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    check("commands", &variants);
}

#[test]
fn documents() {
    let views: [(&str, Schema); 6] = [
        ("directory", schema_for!(DirectoryView)),
        ("household", schema_for!(HouseholdView)),
        ("visits", schema_for!(VisitsView)),
        ("case", schema_for!(CaseView)),
        ("dispute", schema_for!(DisputeView)),
        ("conflict", schema_for!(Conflict)),
    ];
    let mut register = Register::of(of_documents());
    let views = views
        .into_iter()
        .map(|(name, schema)| {
            let mut schema = serde_json::to_value(schema).unwrap();
            let title = schema["title"].as_str().unwrap().to_owned();
            register.describe(&title, &mut schema);
            describe_parts(&mut register, &mut schema);
            (name.to_owned(), schema)
        })
        .collect();
    assert_eq!(register.unmet(), [""; 0]);
    check("documents", &views);
}

fn describe_parts(register: &mut Register, schema: &mut Value) {
    for (name, part) in schema["$defs"].as_object_mut().into_iter().flatten() {
        register.describe(name, part);
    }
}

/// A file of its own, with the definitions that it needs and no others.
fn one_command(name: &str, variant: &Value, definitions: &Value) -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
    });
    for (key, value) in variant.as_object().unwrap() {
        schema[key] = value.clone();
    }
    let mut needed = BTreeMap::new();
    let mut open = references(variant);
    while let Some(definition) = open.pop() {
        needed.entry(definition).or_insert_with_key(|definition| {
            let body = definitions[definition].clone();
            open.extend(references(&body));
            body
        });
    }
    if !needed.is_empty() {
        schema["$defs"] = json!(needed);
    }
    schema
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(target) if key == "$ref" => {
                    vec![target.trim_start_matches("#/$defs/").to_owned()]
                }
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// The folder holds exactly these files.
fn check(folder: &str, schemas: &BTreeMap<String, Value>) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas")).join(folder);
    let update = std::env::var_os("UPDATE").is_some();
    if update {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for (name, schema) in schemas {
        let path = folder.join(format!("{name}.json"));
        let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
        if update {
            std::fs::write(&path, text).unwrap();
        } else {
            // By value: the order of keys depends on a feature that any crate may turn on.
            let stored = std::fs::read_to_string(&path).unwrap_or_default();
            let stored: Value = serde_json::from_str(&stored).unwrap_or_default();
            assert!(stored == *schema, "{} is not current", path.display());
        }
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            schemas.contains_key(&name),
            "{} describes nothing",
            path.display()
        );
    }
}
