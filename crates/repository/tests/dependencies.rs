//! No dependency that nothing uses: each one costs building time and trust, and outlives its reason unnoticed.

use std::path::{Path, PathBuf};
use std::process::Command;

use linli_repository::{files, none, root, text};
use serde_json::Value;

/// Named in a manifest without being named in the code, with the reason.
const FOR_THEIR_FEATURES: &[(&str, &str, &str)] = &[
    ("linli-client-core", "getrandom", "randomness on wasm"),
    (
        "linli-client-core",
        "sqlite-wasm-rs",
        "the host functions of SQLite on wasm",
    ),
    (
        "linli-documents",
        "getrandom",
        "Automerge draws an actor, also on wasm",
    ),
];

#[test]
fn every_dependency_is_used_where_it_is_declared() {
    let sources: Vec<(PathBuf, String)> = files(&[".rs"])
        .into_iter()
        .map(|path| (root().join(&path), text(&path)))
        .collect();
    let mut findings = Vec::new();
    for package in packages() {
        let (name, folder) = (word(&package["name"]), folder_of(&package));
        for dependency in package["dependencies"].as_array().expect("a list") {
            // What only the tests use belongs among the dev-dependencies.
            let below = match dependency["kind"].as_str() {
                None => folder.join("src"),
                Some("build") => folder.join("build.rs"),
                Some(_) => folder.clone(),
            };
            let import = dependency["rename"]
                .as_str()
                .unwrap_or(word(&dependency["name"]));
            let used = sources
                .iter()
                .any(|(path, source)| path.starts_with(&below) && names(source, import));
            if !used && !is_excepted(name, import) {
                findings.push(format!("{name} does not use {import}"));
            }
        }
    }
    none(
        &findings,
        "Remove these dependencies, or move them to the dev-dependencies where only tests use them:",
    );
}

#[test]
fn every_version_of_the_workspace_is_wanted_by_a_crate() {
    let manifest = text(Path::new("Cargo.toml"));
    let table = manifest.split("[workspace.dependencies]").nth(1);
    let table = table.and_then(|rest| rest.split("\n[").next());
    let wanted: Vec<Value> = packages();
    let is_wanted = |name: &str| {
        wanted.iter().any(|package| {
            let dependencies = package["dependencies"].as_array().expect("a list");
            dependencies
                .iter()
                .any(|dependency| dependency["name"] == name)
        })
    };
    let findings: Vec<String> = table
        .expect("the table of versions")
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().to_owned())
        .filter(|name| !is_wanted(name))
        .collect();
    none(&findings, "No crate wants these versions of Cargo.toml:");
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON of cargo metadata");
    metadata["packages"].as_array().expect("a list").clone()
}

fn folder_of(package: &Value) -> PathBuf {
    let manifest = Path::new(word(&package["manifest_path"]));
    manifest.parent().expect("a folder").to_path_buf()
}

fn word(value: &Value) -> &str {
    value.as_str().expect("text in cargo metadata")
}

fn is_excepted(package: &str, import: &str) -> bool {
    FOR_THEIR_FEATURES
        .iter()
        .any(|(excepted, dependency, _)| (*excepted, *dependency) == (package, import))
}

/// Whether the code, comments aside, has the crate's name as the beginning of a path.
fn names(source: &str, import: &str) -> bool {
    let import = import.replace('-', "_");
    let mut code = source
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"));
    code.any(|line| {
        let whole = line.trim_start_matches("pub ").strip_prefix("use ");
        whole == Some(&format!("{import};"))
            || line.match_indices(&import).any(|(at, _)| {
                let (before, after) = (&line[..at], &line[at + import.len()..]);
                let begins =
                    !before.ends_with(|c: char| c.is_alphanumeric() || "_:.\"".contains(c));
                begins && (after.starts_with("::") || after.starts_with(" as "))
            })
    })
}

#[test]
fn a_name_counts_only_as_the_beginning_of_a_path() {
    assert!(names("use rand_core::RngCore;", "rand-core"));
    assert!(names("    let x = zstd::decode();", "zstd"));
    assert!(names("pub use zstd;", "zstd"));
    for unused in [
        "// zstd::decode",
        "accepted(\"gzip, zstd;q=0\")",
        "encoding: \"zstd\"",
        "crate::zstd::x()",
        "use zstd_safe::a;",
    ] {
        assert!(!names(unused, "zstd"), "{unused}");
    }
}
