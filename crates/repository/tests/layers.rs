//! Who may import whom. The table is the architecture: a new edge is a decision, made here.

use std::collections::BTreeMap;
use std::process::Command;

use linli_repository::{none, root};
use serde_json::Value;

/// Each crate of ours, and the crates of ours that it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("linli-domain", &[]),
    ("linli-sqlite", &[]),
    ("linli-documents", &["linli-domain"]),
    ("linli-wire", &["linli-domain"]),
    (
        "linli-sync",
        &["linli-domain", "linli-documents", "linli-wire"],
    ),
    ("linli-client-core", CORE),
    ("linli-server", CORE),
    // What people and apps hold sees the replica only; types of lower layers come re-exported by it.
    ("linli-cli", &["linli-client-core"]),
    ("linli-ffi", &["linli-client-core"]),
    ("linli-web", &["linli-client-core"]),
    // These drive both ends.
    ("linli-simulator", BOTH_ENDS),
    ("linli-bench", BOTH_ENDS),
    ("linli-fuzzing", BOTH_ENDS),
    // Drives the programs; takes rows from the workload, replicas into its own process, and bends what
    // travels by hand.
    (
        "linli-chaos",
        &[
            "linli-bench",
            "linli-client-core",
            "linli-documents",
            "linli-fuzzing",
            "linli-wire",
        ],
    ),
    (
        "linli-instructions",
        &["linli-domain", "linli-documents", "linli-wire"],
    ),
    ("linli-repository", &[]),
];

const CORE: &[&str] = &[
    "linli-domain",
    "linli-documents",
    "linli-wire",
    "linli-sync",
    "linli-sqlite",
];

const BOTH_ENDS: &[&str] = &[
    "linli-domain",
    "linli-documents",
    "linli-wire",
    "linli-sync",
    "linli-sqlite",
    "linli-client-core",
    "linli-server",
];

/// Crates of others that only some of ours may name, with the reason.
const GUARDED: &[(&str, &[&str], &str)] = &[
    (
        "automerge",
        &["linli-documents"],
        "it panics on foreign bytes; one crate guards it",
    ),
    (
        "autosurgeon",
        &["linli-documents"],
        "it comes with automerge",
    ),
    (
        "rusqlite",
        // The simulator and the chaos look behind the server's back: that is their business.
        &[
            "linli-chaos",
            "linli-sqlite",
            "linli-client-core",
            "linli-server",
            "linli-simulator",
        ],
        "SQL stands where the tables are",
    ),
];

/// The host owns the network and the threads; the core must run in a browser's worker.
const NOT_UNDER_CLIENT_CORE: &[&str] = &[
    "async-std",
    "axum",
    "futures-executor",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tungstenite",
    "ureq",
];

#[test]
fn crates_import_only_the_layers_below() {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut findings = Vec::new();
    for (name, imports) in imports() {
        let Some(allowed) = layers.get(name.as_str()) else {
            findings.push(format!("{name} has no place in the table"));
            continue;
        };
        for import in imports.iter().filter(|import| import.starts_with("linli-")) {
            if !allowed.contains(&import.as_str()) {
                findings.push(format!("{name} imports {import}"));
            }
        }
    }
    none(
        &findings,
        "The layers of crates/repository/tests/layers.rs do not hold:",
    );
}

#[test]
fn guarded_crates_stay_behind_their_guard() {
    let mut findings = Vec::new();
    for (name, imports) in imports() {
        for (guarded, guards, reason) in GUARDED {
            if imports.iter().any(|import| import == guarded) && !guards.contains(&name.as_str()) {
                findings.push(format!("{name} imports {guarded}: {reason}"));
            }
        }
    }
    none(&findings, "A guarded crate is imported past its guard:");
}

#[test]
fn client_core_stands_on_no_runtime_and_no_socket() {
    // A tree and no metadata graph, for features are resolved here as they are in a build.
    let tree = cargo(&[
        "tree",
        "-p",
        "linli-client-core",
        "-e",
        "normal",
        "--prefix",
        "none",
    ]);
    let mut findings: Vec<String> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| NOT_UNDER_CLIENT_CORE.contains(name))
        .map(|name| format!("{name} (cargo tree -p linli-client-core -i {name})"))
        .collect();
    findings.sort();
    findings.dedup();
    none(
        &findings,
        "client-core or what it stands on brings a runtime or a network:",
    );
}

/// Each crate of ours and the names that it depends on, those of its tests left out: a test of the
/// server may well drive a client.
fn imports() -> Vec<(String, Vec<String>)> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo metadata is JSON");
    let list = |value: &Value| value.as_array().cloned().expect("a list");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let dependencies = list(&package["dependencies"]);
            let imports = dependencies
                .iter()
                .filter(|it| it["kind"] != "dev")
                .map(name);
            (name(package), imports.collect())
        })
        .collect()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline") // the build that runs this test has fetched everything
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}
