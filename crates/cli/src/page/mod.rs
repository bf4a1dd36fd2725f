//! What a command gives back: fields for programs, words for people.

mod table;
mod time;
mod width;

use std::io::{self, Write};

use serde::Serialize;

pub(crate) use table::Table;
pub(crate) use time::local;
pub(crate) use width::one_line;

use crate::error::Error;
use crate::lang::Lang;

/// The answer of a command. Its fields are what `--json` prints; they are stable and documented in
/// the README.
pub(crate) trait Answer: Serialize {
    fn write(&self, page: &mut Page);
}

/// Lines for a person.
pub(crate) struct Page {
    pub(crate) lang: Lang,
    text: String,
}

impl Page {
    pub(crate) fn new(lang: Lang) -> Self {
        Self {
            lang,
            text: String::new(),
        }
    }

    pub(crate) fn line(&mut self, zh: impl AsRef<str>, en: impl AsRef<str>) {
        self.plain(self.lang.pick(zh.as_ref(), en.as_ref()));
    }

    /// A line that is the same in every language.
    pub(crate) fn plain(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn table(&mut self, table: &Table) {
        for line in table.lines() {
            self.plain(line);
        }
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// How to speak: to whom, and in which language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    pub(crate) lang: Lang,
    pub(crate) json: bool,
}

impl Voice {
    /// Prints an answer on stdout.
    pub(crate) fn say(self, answer: &impl Answer) -> Result<(), Error> {
        if self.json {
            // Answers are plain data with text for keys; that always becomes JSON.
            let json = serde_json::to_string(answer)
                .map_err(io::Error::from)
                .map_err(Error::Output)?;
            self.print(&format!("{json}\n"))
        } else {
            let mut page = Page::new(self.lang);
            answer.write(&mut page);
            self.print(&page.text)
        }
    }

    /// Prints on stdout what is ready for it.
    pub(crate) fn print(self, text: &str) -> Result<(), Error> {
        match io::stdout().lock().write_all(text.as_bytes()) {
            // `linli building | head` has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome.map_err(Error::Output),
        }
    }
}
