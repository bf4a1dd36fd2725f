#![doc = include_str!("../README.md")]

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the workspace root")
}

/// Every file of ours with one of these endings, as a path from [`root`], in order.
pub fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    visit(&root(), &mut found);
    found.retain(|path| {
        endings
            .iter()
            .any(|ending| path.to_string_lossy().ends_with(ending))
    });
    found.sort();
    found
}

/// The text of a file that [`files`] named.
pub fn text(path: &Path) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fails with every finding at once: whoever broke a rule twice should not have to run it twice.
pub fn none(findings: &[String], rule: &str) {
    assert!(findings.is_empty(), "{rule}\n  {}\n", findings.join("\n  "));
}

fn visit(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let foreign = ["target", "data", "node_modules", "dist"].contains(&name.as_str());
        if path.is_dir() && !path.is_symlink() && !foreign && !name.starts_with('.') {
            visit(&path, found);
        } else if path.is_file() {
            found.push(
                path.strip_prefix(root())
                    .expect("below the root")
                    .to_path_buf(),
            );
        }
    }
}
