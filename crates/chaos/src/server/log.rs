//! What the server says while it is attacked.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// Of all lives of one server.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Warnings and errors with their causes, and how often.
    troubles: Mutex<BTreeMap<String, u64>>,
    broken: Mutex<Vec<String>>,
}

impl Log {
    /// Reads one life to its end; `listens` hears when the server accepts requests. What was no warning
    /// and no report is returned: it says why a server did not start.
    pub(super) fn read(&self, lines: impl BufRead, listens: &Sender<()>) -> String {
        let mut said = String::new();
        for line in lines.lines().map_while(Result::ok) {
            let fields: Value = serde_json::from_str(&line).unwrap_or_default();
            let text = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
            if fields["listen.address"].is_string() {
                // Whoever started it may have killed it since.
                let _ = listens.send(());
            } else if fields.is_null() {
                said.push_str(&line);
                said.push('\n');
            } else if text("level") != "INFO" {
                let cause = text("cause") + &text("error");
                let trouble = format!("{} {} {cause}", text("message"), text("problem.code"));
                let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
                *troubles.entry(trouble).or_default() += 1;
            }
            if line.contains("panic") || text("problem.code") == "internal" {
                let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
                broken.push(format!("the server's log: {line}"));
            }
        }
        said
    }

    pub(crate) fn troubles(&self) -> BTreeMap<String, u64> {
        self.troubles
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Panics, and failures that the server has no name for.
    pub(crate) fn broken(&self) -> Vec<String> {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
