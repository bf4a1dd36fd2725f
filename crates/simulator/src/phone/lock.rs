//! The end of a phone whose device was suspended.

use linli_client_core::{Error, Replica};

use super::Phone;
use crate::ledger::Mark;

/// What was on it when it was last told to lock itself for good.
#[derive(Debug, Default)]
pub(super) struct Last {
    unsent: usize,
    drafts: Vec<Mark>,
}

impl Phone {
    /// An answer with the order to lock was taken.
    pub(crate) fn note_the_order(&self) {
        let last = self.with(|replica| Last {
            unsent: replica.unsent_count().expect("the outbox can be read"),
            drafts: drafts(replica),
        });
        *self.last.borrow_mut() = Some(last);
    }

    /// Whether its key opens nothing any more, as was ordered.
    pub(crate) fn is_destroyed(&self) -> bool {
        self.replica.borrow().is_none()
    }

    /// Commands that it had not handed over.
    pub(crate) fn unsent_when_locked(&self) -> usize {
        self.last.borrow().as_ref().map_or(0, |last| last.unsent)
    }

    /// Drafts have been refused: they are nobody's business but their author's, and go with the phone.
    pub(crate) fn drafts_when_locked(&self) -> Vec<Mark> {
        let last = self.last.take().unwrap_or_default();
        last.drafts
    }

    /// Whether the key that was kept opens nothing.
    pub(crate) fn is_closed_for_good(&self) -> bool {
        *self.replica.borrow_mut() = None;
        matches!(self.open(), Err(Error::WrongKey))
    }

    /// After the order the key may open nothing; before, a replica opens after any crash.
    pub(super) fn reopen(&self) -> Option<Replica> {
        match self.open() {
            Ok(replica) => Some(replica),
            Err(Error::WrongKey) if self.last.borrow().is_some() => None,
            Err(error) => panic!("a replica opens after any crash: {error}"),
        }
    }
}

fn drafts(replica: &Replica) -> Vec<Mark> {
    let drafts = replica.export_drafts().expect("the drafts can be read");
    let marks = drafts.into_iter().map(|draft| match &draft.command {
        Some(command) => Mark::new(draft.document, draft.at, command),
        None => Mark::erased(draft.document, draft.at, Vec::new()),
    });
    marks.collect()
}
