//! Whether an answer keeps within what the device may hear, and what it says of the log.

use std::collections::{BTreeMap, BTreeSet};

use linli_client_core::domain::Seq;
use linli_wire::{FrameReader, ResponseItem, Verdict, compression, limits};

use super::knowledge::Knowledge;
use super::line::Answer;
use super::trick::{Attempt, Must, Trick};

/// Far above what one answer can hold: a request says that it takes 256 KiB.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;
const SHOWN: usize = 20;

/// What one device has heard.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) requests: u64,
    pub(super) by_status: BTreeMap<u16, u64>,
    pub(super) by_trick: BTreeMap<Trick, u64>,
    /// Numbers of the log under which its own commands stand.
    pub(super) taken: BTreeSet<Seq>,
    pub(super) broken: Vec<String>,
}

impl Heard {
    /// Whether everything that was sent is in the log. `None`: nobody waited for an answer.
    pub(super) fn note(
        &mut self,
        known: &Knowledge,
        attempt: &Attempt,
        answer: Option<&Answer>,
    ) -> bool {
        self.requests += 1;
        *self.by_trick.entry(attempt.trick).or_default() += 1;
        let Some(answer) = answer else {
            return false;
        };
        *self.by_status.entry(answer.status).or_default() += 1;
        let trick = attempt.trick;
        if answer.status >= 500 {
            self.break_off(format!("{trick:?} was answered with {}", answer.status));
        }
        let mut verdicts = Vec::new();
        if answer.status == 200 && !matches!(trick, Trick::Lost) {
            match items(&answer.body) {
                Ok(items) => verdicts = self.take(known, trick, items),
                Err(why) => self.break_off(format!("{trick:?} was answered with {why}")),
            }
        }
        let taken = |verdict: &Verdict| {
            matches!(
                verdict,
                Verdict::Accepted { .. } | Verdict::Superseded { .. }
            )
        };
        let all_taken = !verdicts.is_empty() && verdicts.iter().all(taken);
        let holds = match attempt.must {
            _ if answer.status == 429 => true,
            Must::Status(statuses) => statuses.contains(&answer.status),
            Must::Taken => all_taken,
            Must::NotTaken => !verdicts.iter().any(taken),
            Must::Answered => true,
        };
        if !holds {
            let status = answer.status;
            self.break_off(format!("{trick:?} was answered with {status} {verdicts:?}"));
        }
        all_taken
    }

    fn take(&mut self, known: &Knowledge, trick: Trick, items: Vec<ResponseItem>) -> Vec<Verdict> {
        let mut all = Vec::new();
        for item in items {
            if !in_scope(known, &item) {
                self.break_off(format!("{trick:?} was told what it may not read"));
            }
            if let ResponseItem::Verdicts { verdicts, .. } = item {
                all.extend(verdicts);
            }
        }
        self.taken
            .extend(all.iter().filter_map(|verdict| match verdict {
                Verdict::Accepted { seq }
                | Verdict::Superseded { seq, .. }
                | Verdict::Duplicate { seq } => Some(*seq),
                _ => None,
            }));
        all
    }

    pub(super) fn break_off(&mut self, what: String) {
        if self.broken.len() < SHOWN {
            self.broken.push(what);
        }
    }
}

fn items(body: &[u8]) -> Result<Vec<ResponseItem>, &'static str> {
    let plain = compression::frames(body, ANSWER_BYTES).map_err(|_| "a broken body")?;
    let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    reader.push(&plain);
    let mut items = Vec::new();
    while let Some(frame) = reader.next_frame().map_err(|_| "broken frames")? {
        items.push(minicbor::decode(frame).map_err(|_| "an item that is none")?);
    }
    reader.finish().map_err(|_| "half a frame")?;
    match items.last() {
        Some(ResponseItem::End { .. }) => Ok(items),
        _ => Err("a body without an end"),
    }
}

fn in_scope(known: &Knowledge, item: &ResponseItem) -> bool {
    match item {
        ResponseItem::Feeds { feeds, .. } => feeds.iter().all(|feed| known.may_read(*feed)),
        ResponseItem::PackStart { feed, .. } => known.may_read(*feed),
        ResponseItem::Snapshot(snapshot) | ResponseItem::Replace { snapshot, .. } => {
            known.may_read(snapshot.document.feed())
        }
        ResponseItem::PackDocuments { documents } => documents
            .iter()
            .all(|document| known.may_read(document.document.feed())),
        ResponseItem::Change { document, .. } => known.may_read(document.feed()),
        ResponseItem::FeedChecksums { checksums } => {
            checksums.iter().all(|it| known.may_read(it.feed))
        }
        ResponseItem::Restart { cursor } => known.may_read(cursor.feed),
        ResponseItem::Cursor { estate, .. } => *estate == known.estate,
        _ => true,
    }
}
