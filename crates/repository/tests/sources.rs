//! What keeps the sources easy to find one's way in.

use std::path::Path;

use linli_repository::{files, none, root, text};

const LONG_FILE_LINES: usize = 600;

#[test]
fn files_are_short_or_say_why_not() {
    let findings: Vec<String> = files(&[".rs"])
        .iter()
        .map(|path| (path, text(path)))
        .filter(|(_, text)| text.lines().count() > LONG_FILE_LINES)
        .filter(|(_, text)| {
            !text
                .lines()
                .take(30)
                .any(|line| line.starts_with("// Long because "))
        })
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    none(
        &findings,
        "Split these files, or give the reason near the top as `// Long because ...`:",
    );
}

#[test]
fn every_folder_introduces_itself() {
    let mut folders: Vec<String> = [
        "client-core",
        "server",
        "app",
        "schemas",
        "fixtures",
        "docs",
    ]
    .map(String::from)
    .into();
    let manifests = files(&["Cargo.toml"]);
    folders.extend(
        manifests
            .iter()
            .filter(|path| path.starts_with("crates"))
            .filter_map(|path| path.parent()?.to_str().map(String::from)),
    );
    let files = files(&[""]);
    let mut findings = Vec::new();
    for folder in folders {
        let exists = files.iter().any(|path| path.starts_with(&folder));
        if exists && !root().join(&folder).join("README.md").is_file() {
            findings.push(format!("{folder}/README.md"));
        }
    }
    none(
        &findings,
        "These are missing; say what the folder is for and where to start reading:",
    );
}

#[test]
fn crate_docs_are_the_readme() {
    let findings: Vec<String> = files(&["src/lib.rs", "src/main.rs"])
        .into_iter()
        // A binary beside a library has its library's page.
        .filter(|path| {
            !(path.ends_with("main.rs") && root().join(path).with_file_name("lib.rs").is_file())
        })
        .filter(|path| !text(path).starts_with("#![doc = include_str!(\"../README.md\")]"))
        .map(|path| path.display().to_string())
        .collect();
    none(
        &findings,
        "Start these with `#![doc = include_str!(\"../README.md\")]`:",
    );
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut findings = Vec::new();
    for page in files(&[".md"]) {
        let text = text(&page);
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', ' ']).next())
        {
            let target = link.split('#').next().unwrap_or_default();
            let elsewhere =
                target.is_empty() || target.contains("://") || target.contains("mailto:");
            let folder = page.parent().unwrap_or(Path::new(""));
            if !elsewhere && !root().join(folder).join(target).exists() {
                findings.push(format!("{}: {link}", page.display()));
            }
        }
    }
    none(&findings, "These links lead nowhere:");
}

#[test]
fn no_path_of_somebodys_machine() {
    // In two halves, or this file would be its own first finding.
    let homes = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
    ];
    let endings = [
        ".rs",
        ".md",
        ".toml",
        ".json",
        "justfile",
        "scripts/setup",
        "scripts/test",
    ];
    let findings: Vec<String> = files(&endings)
        .iter()
        .filter(|path| homes.iter().any(|home| text(path).contains(home)))
        .map(|path| path.display().to_string())
        .collect();
    none(&findings, "These name a folder that only one machine has:");
}
