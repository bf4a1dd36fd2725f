//! A list of words without repetitions, in the order in which they came.

use std::collections::BTreeSet;

/// Collects `class + word`; a word that is empty or there already is left out.
#[derive(Default)]
pub(super) struct Tokens {
    seen: BTreeSet<String>,
    joined: String,
}

impl Tokens {
    pub(super) fn push(&mut self, class: &str, word: &[char]) {
        self.push_str(class, &word.iter().collect::<String>());
    }

    pub(super) fn push_str(&mut self, class: &str, word: &str) {
        if word.is_empty() {
            return;
        }
        let token = format!("{class}{word}");
        if self.seen.contains(&token) {
            return;
        }
        if !self.joined.is_empty() {
            self.joined.push(' ');
        }
        self.joined.push_str(&token);
        self.seen.insert(token);
    }

    /// All words, separated by single spaces.
    pub(super) fn join(self) -> String {
        self.joined
    }
}
