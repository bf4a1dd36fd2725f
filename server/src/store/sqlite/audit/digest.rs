//! What the hashes of the audit log are over. Fixed for ever: every part has a fixed length or its length before it.

use linli_domain::Seq;
use sha2::{Digest, Sha256};

use crate::store::AuditEntry;

/// A row of the log, as it is hashed. Not the command itself: it may be erased, and then its digest stands for it.
pub(in crate::store::sqlite) struct LogRow<'a> {
    pub(in crate::store::sqlite) seq: Seq,
    pub(in crate::store::sqlite) hash: &'a [u8],
    pub(in crate::store::sqlite) author: &'a [u8],
    /// Empty: the console.
    pub(in crate::store::sqlite) device: &'a [u8],
    pub(in crate::store::sqlite) device_time: i64,
    pub(in crate::store::sqlite) received_at: i64,
    pub(in crate::store::sqlite) policy: u32,
    pub(in crate::store::sqlite) command: [u8; 32],
}

/// SHA-256 over rows of one estate's log, in order.
#[derive(Clone, Default)]
pub(super) struct LogDigest(Sha256);

impl LogDigest {
    pub(super) fn add(&mut self, row: &LogRow<'_>) {
        self.0.update(row.seq.to_be_bytes());
        for bytes in [row.hash, row.author, row.device] {
            sized(&mut self.0, bytes);
        }
        self.0.update(row.device_time.to_be_bytes());
        self.0.update(row.received_at.to_be_bytes());
        self.0.update(row.policy.to_be_bytes());
        self.0.update(row.command);
    }

    pub(super) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The hash of a row of the audit log: over `previous` and every other field.
pub(super) fn hash(entry: &AuditEntry) -> [u8; 32] {
    let mut hasher = Sha256::new_with_prefix(b"linli audit 1");
    hasher.update(entry.previous);
    hasher.update(entry.number.to_be_bytes());
    hasher.update(entry.at.seconds().to_be_bytes());
    sized(&mut hasher, entry.event.as_bytes());
    optional(
        &mut hasher,
        entry.person.as_ref().map(|it| &it.as_bytes()[..]),
    );
    optional(
        &mut hasher,
        entry.device.as_ref().map(|it| &it.as_bytes()[..]),
    );
    optional(
        &mut hasher,
        entry.estate.as_ref().map(|it| &it.as_bytes()[..]),
    );
    match entry.commands {
        None => hasher.update([0]),
        Some(covered) => {
            hasher.update([1]);
            hasher.update(covered.first.to_be_bytes());
            hasher.update(covered.last.to_be_bytes());
            hasher.update(covered.digest);
        }
    }
    hasher.update(entry.count.to_be_bytes());
    optional(
        &mut hasher,
        entry.subject.as_ref().map(|it| &it.as_bytes()[..]),
    );
    optional(&mut hasher, entry.ground.as_ref().map(String::as_bytes));
    hasher.finalize().into()
}

fn optional(hasher: &mut Sha256, bytes: Option<&[u8]>) {
    hasher.update([u8::from(bytes.is_some())]);
    if let Some(bytes) = bytes {
        sized(hasher, bytes);
    }
}

fn sized(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}
