//! What a subcommand has to say in the end: as text for people, or as JSON.

use serde_json::Value;

#[derive(Debug)]
pub struct Report {
    text: String,
    json: Value,
}

impl Report {
    pub fn new(text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
        }
    }

    /// Everything was said already.
    pub fn silent() -> Self {
        Self::new("", Value::Null)
    }

    pub(super) fn print(&self, json: bool) {
        if json {
            if !self.json.is_null() {
                println!("{}", self.json);
            }
        } else if !self.text.is_empty() {
            println!("{}", self.text.trim_end());
        }
    }
}
