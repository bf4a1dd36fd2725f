//! What a sync is at, on stderr while it runs.

use std::io::{IsTerminal, Write, stderr};

use linli_client_core::sync::{HttpRequest, Progress as Counts};

use crate::lang::Lang;
use crate::page::Voice;

/// Where lines can't be overwritten, a new one is worth this many bytes.
const LINE_BYTES: usize = 512 * 1024;

pub(super) struct Progress {
    lang: Lang,
    how: How,
    /// Bytes received at the line before.
    shown_bytes: usize,
}

enum How {
    /// Programs read stderr for errors only.
    Silent,
    /// A file or a pipe: whole lines, few of them.
    Lines,
    /// A terminal: one line that changes.
    Line,
}

impl Progress {
    pub(super) fn new(voice: Voice) -> Self {
        Self {
            lang: voice.lang,
            how: match (voice.json, stderr().is_terminal()) {
                (true, _) => How::Silent,
                (false, true) => How::Line,
                (false, false) => How::Lines,
            },
            shown_bytes: 0,
        }
    }

    /// `unsent`: entries that wait; what the request holds of them is the session's to choose.
    pub(super) fn sending(&mut self, request: &HttpRequest, unsent: u32) {
        let kilobytes = kilobytes(request.body.len());
        let text = match (&*request.path, unsent) {
            ("/v1/token", _) => self.lang.pick(
                "正在确认设备身份……".to_owned(),
                "Identifying this device ...".to_owned(),
            ),
            (_, 0) => self.lang.pick(
                "正在询问新内容……".to_owned(),
                "Asking for news ...".to_owned(),
            ),
            _ => self.lang.pick(
                format!("正在上传：待同步 {unsent} 条，{kilobytes} KB……"),
                format!("Sending: {unsent} entries wait, {kilobytes} KB ..."),
            ),
        };
        self.show(&text);
    }

    pub(super) fn receiving(&mut self, counts: Counts) {
        let far_enough = counts.bytes_down >= self.shown_bytes + LINE_BYTES;
        if counts.bytes_down == 0 || (matches!(self.how, How::Lines) && !far_enough) {
            return;
        }
        self.shown_bytes = counts.bytes_down;
        self.show(&self.counted(counts));
    }

    /// Clears the line for the answer.
    pub(super) fn finish(&self) {
        if matches!(self.how, How::Line) {
            self.write("\r\u{1b}[K");
        }
    }

    fn counted(&self, counts: Counts) -> String {
        let Counts {
            documents,
            changes,
            bytes_down,
        } = counts;
        let kilobytes = kilobytes(bytes_down);
        self.lang.pick(
            format!("接收：档案 {documents} 份，变更 {changes} 项，{kilobytes} KB"),
            format!("Receiving: {documents} documents, {changes} changes, {kilobytes} KB"),
        )
    }

    fn show(&self, text: &str) {
        match self.how {
            How::Silent => {}
            How::Lines => self.write(&format!("{text}\n")),
            How::Line => self.write(&format!("\r\u{1b}[K{text}")),
        }
    }

    /// Progress that nobody can see any more is no reason to stop.
    fn write(&self, text: &str) {
        let mut stderr = stderr().lock();
        drop(
            stderr
                .write_all(text.as_bytes())
                .and_then(|()| stderr.flush()),
        );
    }
}

/// With one decimal, of 1,024 bytes each.
pub(super) fn kilobytes(bytes: usize) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_counts_documents_changes_and_kilobytes() {
        let progress = |lang| Progress {
            lang,
            how: How::Silent,
            shown_bytes: 0,
        };
        let counts = Counts {
            documents: 120,
            changes: 3,
            bytes_down: 57_600,
        };
        assert_eq!(
            progress(Lang::Zh).counted(counts),
            "接收：档案 120 份，变更 3 项，56.3 KB"
        );
        assert!(progress(Lang::En).counted(counts).is_ascii());
        assert_eq!(
            (kilobytes(0), kilobytes(1), kilobytes(1024)),
            ("0.0".into(), "0.1".into(), "1.0".into())
        );
    }
}
