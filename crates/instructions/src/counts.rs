//! The counts that are kept, and how far others are from them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// Chance moves a count by less than one; a compiler's whim by a few.
pub(crate) const TOLERANCE_PERCENT: f64 = 5.0;

#[derive(Debug, PartialEq)]
pub(crate) struct Counts {
    /// As `rustc --version` says.
    pub(crate) compiler: String,
    instructions: BTreeMap<String, u64>,
}

impl Counts {
    /// None yet, by the compiler that is here.
    pub(crate) fn of_compiler() -> Result<Self, String> {
        let output = Command::new("rustc").arg("--version").output();
        let output = output.map_err(|error| format!("rustc does not run: {error}"))?;
        Ok(Self {
            compiler: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            instructions: BTreeMap::new(),
        })
    }

    pub(crate) fn add(&mut self, work: &str, count: u64) {
        self.instructions.insert(work.to_owned(), count);
    }

    pub(crate) fn kept() -> Result<Self, String> {
        let text = std::fs::read_to_string(file()).map_err(|error| error.to_string())?;
        Self::read(&text).ok_or_else(|| format!("{} is not readable", file().display()))
    }

    pub(crate) fn keep(&self) -> Result<(), String> {
        let value = json!({ "compiler": self.compiler, "instructions": self.instructions });
        std::fs::write(file(), format!("{value:#}\n")).map_err(|error| error.to_string())
    }

    fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let counts = value["instructions"].as_object()?.iter();
        Some(Self {
            compiler: value["compiler"].as_str()?.to_owned(),
            instructions: counts
                .map(|(work, count)| Some((work.clone(), count.as_u64()?)))
                .collect::<Option<_>>()?,
        })
    }

    /// A table for people, and the works that moved, are new or are gone.
    pub(crate) fn against(&self, kept: &Self) -> (String, Vec<String>) {
        let (mut table, mut moved) = (String::new(), Vec::new());
        let gone = kept.instructions.keys();
        moved.extend(
            gone.filter(|work| !self.instructions.contains_key(*work))
                .cloned(),
        );
        for (work, count) in &self.instructions {
            let before = kept.instructions.get(work).copied();
            let percent = before.map(|before| 100.0 * (*count as f64 / before as f64 - 1.0));
            let said = percent.map_or("new".to_owned(), |percent| format!("{percent:+.1} %"));
            // Memory takes every character, so this can't fail.
            let _ = writeln!(table, "{work:20} {count:>12} {said:>8}");
            if percent.is_none_or(|percent| percent.abs() > TOLERANCE_PERCENT) {
                moved.push(format!("{work} {said}"));
            }
        }
        (table, moved)
    }
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/instructions.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(of: &[(&str, u64)]) -> Counts {
        let instructions = of.iter().map(|(work, count)| ((*work).to_owned(), *count));
        Counts {
            compiler: "rustc".to_owned(),
            instructions: instructions.collect(),
        }
    }

    #[test]
    fn what_moves_by_more_than_a_twentieth_is_named_either_way() {
        let kept = counts(&[("a", 1_000), ("b", 1_000), ("c", 1_000), ("gone", 1)]);
        let now = counts(&[("a", 1_049), ("b", 1_060), ("c", 900), ("new", 1)]);
        let (table, moved) = now.against(&kept);
        assert_eq!(moved, ["gone", "b +6.0 %", "c -10.0 %", "new new"]);
        assert_eq!(table.lines().count(), 4);
        assert!(kept.against(&kept).1.is_empty());
    }

    #[test]
    fn the_file_names_what_is_counted_here() {
        let kept: Vec<_> = Counts::kept().unwrap().instructions.into_keys().collect();
        let mut works: Vec<_> = crate::works::names().collect();
        works.sort_unstable();
        assert_eq!(kept, works);
    }
}
