//! How the story looks: narration, the commands that somebody would type, their output, checks.

use std::io::{self, IsTerminal, Write};

#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    coloured: bool,
}

impl Terminal {
    pub(super) fn new() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none();
        Self {
            coloured: wanted && io::stdout().is_terminal(),
        }
    }

    /// A chapter begins.
    pub(super) fn chapter(self, zh: &str, en: &str) {
        let (zh, en) = (self.bold(zh), self.dim(en));
        self.say(&format!("\n{zh}  {en}"));
    }

    pub(super) fn tell(self, zh: &str, en: &str) {
        self.say(&format!("{zh}  {}", self.dim(en)));
    }

    /// A command as a person would type it; `who` types it.
    pub(super) fn typed(self, who: &str, command: &str) {
        self.say(&self.dim(&format!("  {who}$ {command}")));
    }

    pub(super) fn output(self, text: &str) {
        for line in text.lines() {
            self.say(&format!("    {line}"));
        }
    }

    pub(super) fn held(self, zh: &str, en: &str) {
        let mark = self.paint("32", "✓");
        self.say(&format!("  {mark} {zh}  {}", self.dim(en)));
    }

    /// To be copied: without decoration.
    pub(super) fn plain(self, text: &str) {
        self.say(text);
    }

    fn say(self, line: &str) {
        let mut out = io::stdout().lock();
        // A reader that has gone (a pager that was left) is no reason to stop the story.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.coloured {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
