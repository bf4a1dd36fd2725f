//! What must not be said, in every form in which a program could come to say it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::Value;

use crate::{Failure, Result};

const FILES: [&str; 3] = ["households.jsonl", "visits.jsonl", "cases.jsonl"];
/// Fields of the rows that say something about somebody.
const FIELDS: [&str; 6] = ["name", "phone", "notes", "note", "title", "requests"];
/// A shorter text says nothing by itself, and stands in other texts.
const CHARS_MIN: usize = 2;
/// Bytes of a line that are shown before and behind a finding.
const SHOWN: usize = 240;

#[derive(Debug, Default)]
pub struct Needles {
    /// The text, and a form of it.
    forms: BTreeSet<(String, String)>,
    texts: BTreeSet<String>,
}

impl Needles {
    pub(super) fn of_files(folder: &Path) -> Result<Self> {
        let mut needles = Self::default();
        for file in FILES {
            let rows = fs::read_to_string(folder.join(file));
            for row in rows.map_err(Failure::io("reading the fixture"))?.lines() {
                needles.add_fields(&serde_json::from_str(row).unwrap_or_default());
            }
        }
        let office = fs::read_to_string(folder.join("office.csv"));
        for row in office
            .map_err(Failure::io("reading the fixture"))?
            .lines()
            .skip(1)
        {
            let cells: Vec<&str> = row.split(',').collect();
            for place in [3, 7, 8] {
                needles.add(cells.get(place).copied().unwrap_or_default());
            }
        }
        Ok(needles)
    }

    fn add_fields(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(text) if FIELDS.contains(&name.as_str()) => self.add(text),
                        Value::Array(texts) if FIELDS.contains(&name.as_str()) => {
                            texts
                                .iter()
                                .filter_map(Value::as_str)
                                .for_each(|it| self.add(it));
                        }
                        other => self.add_fields(other),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_fields(value)),
            _ => {}
        }
    }

    pub(super) fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.chars().count() < CHARS_MIN || !self.texts.insert(text.to_owned()) {
            return;
        }
        for form in forms(text) {
            self.forms.insert((text.to_owned(), form));
        }
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Where each text is said in some form: the text, and the line with what stands around it. The first
    /// place of each.
    pub fn found_in<'a>(&self, text: &'a str) -> BTreeMap<&str, &'a str> {
        let forms: Vec<_> = self.forms.iter().collect();
        let search = AhoCorasick::new(forms.iter().map(|(_, form)| form.as_str()));
        let search = search.expect("some thousand short texts");
        let mut found = BTreeMap::new();
        for place in search.find_overlapping_iter(text) {
            let (needle, _) = forms[place.pattern().as_usize()];
            found
                .entry(needle.as_str())
                .or_insert_with(|| around(text, place.start()));
        }
        found
    }
}

/// The line, or its part about `at`.
fn around(text: &str, at: usize) -> &str {
    let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let begin = text.ceil_char_boundary(begin.max(at.saturating_sub(SHOWN)));
    let end = text.floor_char_boundary(end.min(at + SHOWN));
    &text[begin..end]
}

fn forms(text: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([
        text.to_owned(),
        // As Rust, JSON and URLs escape it, and as bytes are shown.
        text.escape_unicode().to_string(),
        text.escape_default().to_string(),
        json_escaped(text, false),
        json_escaped(text, true),
        bytes(text, |out, byte| write!(out, "%{byte:02X}")),
        bytes(text, |out, byte| write!(out, "%{byte:02x}")),
        bytes(text, |out, byte| write!(out, "\\x{byte:02x}")),
        bytes(text, |out, byte| write!(out, "\\x{byte:02X}")),
        bytes(text, |out, byte| write!(out, "{byte:02x}")),
        bytes(text, |out, byte| write!(out, "{byte:02X}")),
        bytes(text, |out, byte| write!(out, "\\{byte:03o}")),
        bytes(text, |out, byte| write!(out, "{byte}, "))
            .trim_end_matches(", ")
            .to_owned(),
    ]);
    // At each of the three places at which it can begin; the ends mix with what stands beside it.
    for before in 0..3 {
        let shifted = [vec![0; before], text.as_bytes().to_vec()].concat();
        let encoded = STANDARD_NO_PAD.encode(shifted);
        let from = (before * 8).div_ceil(6);
        let whole = (before + text.len()) * 8 / 6;
        let part = &encoded[from..whole];
        // Short pieces stand in anything.
        if part.len() >= 10 {
            forms.insert(part.to_owned());
            forms.insert(part.replace('+', "-").replace('/', "_"));
        }
    }
    forms
}

fn json_escaped(text: &str, upper: bool) -> String {
    text.encode_utf16().fold(String::new(), |mut out, unit| {
        // Memory takes every character.
        let _ = if upper {
            write!(out, "\\u{unit:04X}")
        } else {
            write!(out, "\\u{unit:04x}")
        };
        out
    })
}

fn bytes(text: &str, write: impl Fn(&mut String, u8) -> std::fmt::Result) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write(&mut out, byte);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_name_is_found() {
        let mut needles = Needles::default();
        needles.add("周桂兰");
        for said in [
            "name=周桂兰",
            r#"{"name":"\u5468\u6842\u5170"}"#,
            r"Name(\u{5468}\u{6842}\u{5170})",
            "GET /%E5%91%A8%E6%A1%82%E5%85%B0",
            "bytes [1, 229, 145, 168, 230, 161, 130, 229, 133, 176, 2]",
            "b\"\\xe5\\x91\\xa8\\xe6\\xa1\\x82\\xe5\\x85\\xb0\"",
            "e591a8e6a182e585b0",
            "5ZGo5qGC5YWw",
            "eHjlkajmoYLlhbB4",
        ] {
            assert_eq!(needles.found_in(said).len(), 1, "{said}");
        }
        assert!(needles.found_in("周桂花, 兰桂坊").is_empty());
    }
}
