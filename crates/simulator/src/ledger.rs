//! What people were told is saved. It must still be somewhere at the end.

use std::collections::{BTreeMap, BTreeSet};

use linli_client_core::domain::{Command, DocumentId, ResidentId, Timestamp};
use sha2::{Digest, Sha256};

/// A command as it can be recognised anywhere: what, on which document, given when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    pub(crate) document: DocumentId,
    pub(crate) at: i64,
    pub(crate) command: Vec<u8>,
}

impl Mark {
    pub(crate) fn new(document: DocumentId, at: Timestamp, command: &Command) -> Self {
        Self {
            document,
            at: at.seconds(),
            command: command.to_bytes(),
        }
    }

    /// Of a command that was emptied with somebody's data: a digest of it is left, or nothing but that it was.
    pub(crate) fn erased(document: DocumentId, at: Timestamp, digest: Vec<u8>) -> Self {
        Self {
            document,
            at: at.seconds(),
            command: digest,
        }
    }

    /// What may be found of it: itself, its digest, half of that in the escrow, or that it was (given back without its
    /// command, and emptied since).
    pub(crate) fn traces(&self) -> [Self; 5] {
        let trace = |command| Self {
            command,
            ..self.clone()
        };
        let digest = Sha256::digest(&self.command).to_vec();
        // A byte string, in CBOR.
        let blank = [&[0x50], &digest[..16]].concat();
        let nothing = Sha256::digest([]).to_vec();
        [
            self.clone(),
            trace(digest),
            trace(blank),
            trace(Vec::new()),
            trace(nothing),
        ]
    }

    pub(crate) fn name(&self) -> &'static str {
        Command::from_bytes(&self.command).map_or("?", |command| command.name())
    }
}

#[derive(Debug, Clone, Default)]
struct Acknowledged {
    times: usize,
    /// How often it may be missing: its phone came back from an older backup before it was synced, or
    /// the person threw its draft away.
    excused: usize,
    /// The phone that gave it no longer knows it, so a server restored to before it can't get it again.
    fragile: bool,
    phone: usize,
    /// True time of the last acknowledgement.
    at: Timestamp,
}

/// As long as a phone promises to keep what the server accepted, for a server that comes back from a backup.
const OFFERED_AGAIN_SECONDS: i64 = 90 * 86_400;

#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    marks: BTreeMap<Mark, Acknowledged>,
    asked_to_erase: BTreeSet<ResidentId>,
}

impl Ledger {
    /// Somebody gave it, and need not have heard that it is saved.
    pub(crate) fn attempt(&mut self, mark: &Mark) {
        if let Ok(Command::EraseResident(erase)) = Command::from_bytes(&mark.command) {
            self.asked_to_erase.insert(erase.resident);
        }
    }

    pub(crate) fn was_asked_to_erase(&self, resident: ResidentId) -> bool {
        self.asked_to_erase.contains(&resident)
    }

    pub(crate) fn acknowledge(&mut self, mark: Mark, phone: usize, now: Timestamp) {
        self.attempt(&mark);
        let entry = self.marks.entry(mark).or_default();
        entry.times += 1;
        entry.phone = phone;
        entry.at = now;
    }

    /// The person knowingly threw it away, or gave it anew under another time.
    pub(crate) fn dismiss(&mut self, mark: &Mark) {
        let emptied = |other: &Mark| other.traces().contains(mark);
        let found = self.marks.iter_mut().find(|(other, entry)| {
            *other == mark || (emptied(other) && entry.excused < entry.times)
        });
        if let Some((_, entry)) = found {
            entry.excused += 1;
        }
    }

    /// The phone came back from a backup, or is not in use any more: what it gave since and `is_safe` does not know is lost with it.
    pub(crate) fn phone_went_back(&mut self, phone: usize, is_safe: impl Fn(&Mark) -> bool) {
        for (mark, entry) in self
            .marks
            .iter_mut()
            .filter(|(_, entry)| entry.phone == phone)
        {
            entry.fragile = true;
            if !is_safe(mark) {
                entry.excused = entry.times;
            }
        }
    }

    /// The server came back from a backup: what it lost and no phone can offer again is lost. Of documents that had
    /// begun anew, be it with nothing, phones that have heard of that (`dropped`) keep nothing that they could offer.
    pub(crate) fn server_went_back(
        &mut self,
        now: Timestamp,
        dropped: impl Fn(usize, &Mark) -> bool,
        is_safe: impl Fn(&Mark) -> bool,
    ) {
        for (mark, entry) in &mut self.marks {
            let old = now.seconds() - entry.at.seconds() > OFFERED_AGAIN_SECONDS;
            let offered = !entry.fragile && !old && !dropped(entry.phone, mark);
            if !offered && !is_safe(mark) {
                entry.excused = entry.times;
            }
        }
    }

    /// Marks that are found less often than they were acknowledged.
    pub(crate) fn missing(&self, found: &BTreeMap<Mark, usize>) -> Vec<Mark> {
        self.marks
            .iter()
            .filter(|(mark, entry)| {
                let traces = mark.traces();
                let found = traces.iter().filter_map(|trace| found.get(trace));
                found.sum::<usize>() + entry.excused < entry.times
            })
            .map(|(mark, _)| mark.clone())
            .collect()
    }

    pub(crate) fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.marks.keys()
    }

    pub(crate) fn len(&self) -> usize {
        self.marks.len()
    }
}
