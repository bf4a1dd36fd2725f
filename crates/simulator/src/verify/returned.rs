//! I3, over a restore: what a phone had from a server that went back to a backup is in its log again, byte for byte,
//! where nobody is left who could say it once more: the office's work, and that of people without a phone.

use std::collections::BTreeMap;

use linli_client_core::domain::{ChangeHash, Date, DocumentKey, PersonId, Timestamp};
use rusqlite::Connection;

use super::Broken;
use crate::office::Office;
use crate::office::roster::may_read;
use crate::phone::Phone;

/// As long as a phone keeps what the server sealed.
const SEALED_SECONDS: i64 = 90 * 86_400;

/// What phones had confirmed when the server went back, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct AtRestore(BTreeMap<usize, Had>);

#[derive(Debug, Default)]
struct Had {
    heads: BTreeMap<(DocumentKey, ChangeHash), (PersonId, Timestamp)>,
}

/// Whose each change of a server's log is.
pub(crate) struct Authors(BTreeMap<ChangeHash, PersonId>);

impl Authors {
    pub(crate) fn of(office: &Office) -> Self {
        let server = office.peek();
        let mut statement = server
            .prepare("SELECT hash, author FROM log")
            .expect("the log can be read");
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("the log can be read");
        let authors = rows.map(|row| {
            let (hash, author) = row.expect("the log can be read");
            (ChangeHash(hash), PersonId::from_bytes(author))
        });
        Self(authors.collect())
    }
}

impl AtRestore {
    /// `authors`: of the log that is lost.
    pub(crate) fn note(&mut self, phones: &[Phone], authors: &Authors, now: Timestamp) {
        for phone in phones {
            let documents = phone.with(|replica| replica.documents());
            // One that cannot be read gives nothing back.
            let documents = documents.unwrap_or_default().into_iter();
            let had = self.0.entry(phone.number).or_default();
            for (key, heads) in documents {
                let known = heads
                    .into_iter()
                    .filter_map(|head| Some(((key, head), (*authors.0.get(&head)?, now))));
                had.heads.extend(known);
            }
        }
    }

    /// The phone came back from a backup itself, and knows nothing of it.
    pub(crate) fn forget(&mut self, phone: usize) {
        self.0.remove(&phone);
    }

    pub(crate) fn forget_all(&mut self) {
        self.0.clear();
    }
}

/// Of documents that never began anew, and that the phone's person may still read.
pub(super) fn came_back(
    had: &AtRestore,
    phones: &[Phone],
    office: &Office,
    (now, today): (Timestamp, Date),
) -> Result<(), Broken> {
    let (server, held) = (office.peek(), office.held());
    // What two copies of a phone did may come again from one of them alone, under another hash.
    if phones.iter().any(|phone| phone.may_fork.get()) {
        return Ok(());
    }
    for phone in phones {
        let heads = had.0.get(&phone.number);
        for ((key, head), (author, at)) in heads.iter().flat_map(|had| &had.heads) {
            let again = phones.iter().any(|phone| phone.person == *author);
            let kept = now.seconds() - at.seconds() < SEALED_SECONDS;
            let theirs = may_read(&held, phone.person, key.feed(), today);
            if !again && kept && theirs && lacks(&server, key, head) {
                return Err(format!(
                    "phone {} had {head:?} of {} from a server that went back, and nobody brought it again",
                    phone.number,
                    key.id()
                ));
            }
        }
    }
    Ok(())
}

fn lacks(server: &Connection, key: &DocumentKey, head: &ChangeHash) -> bool {
    let begun_anew: Option<bool> = server
        .query_row(
            "SELECT epoch > 0 FROM documents WHERE id = ?1",
            [key.id().as_bytes()],
            |row| row.get(0),
        )
        .ok();
    let logged: i64 = server
        .query_row(
            "SELECT count(*) FROM log JOIN documents ON documents.row = log.document
             WHERE documents.id = ?1 AND log.hash = ?2",
            (key.id().as_bytes(), &head.0[..]),
            |row| row.get(0),
        )
        .expect("the log can be read");
    begun_anew != Some(true) && logged == 0
}
