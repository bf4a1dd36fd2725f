//! I6 for reading: what travels, and what lies on a phone, is what its person may read.

use linli_client_core::domain::{Date, DocumentKey, FeedId, PersonId};
use linli_wire::ResponseItem;

use super::Broken;
use crate::delivery::{Answer, items};
use crate::office::Held;
use crate::office::roster::may_read;
use crate::phone::Phone;

/// Whether an answer names or holds nothing but what its receiver may read today.
pub(crate) fn tells_only(
    answer: &Answer,
    held: &[Held],
    person: PersonId,
    today: Date,
) -> Result<(), Broken> {
    for feed in items(answer).iter().flat_map(named) {
        if !may_read(held, person, feed, today) {
            return Err(format!(
                "an answer tells of {feed:?}, which its receiver may not read"
            ));
        }
    }
    Ok(())
}

/// The feeds of which an item tells something.
fn named(item: &ResponseItem) -> Vec<FeedId> {
    match item {
        ResponseItem::Feeds { feeds, .. } => feeds.clone(),
        ResponseItem::PackStart { feed, .. } => vec![*feed],
        ResponseItem::Snapshot(snapshot) | ResponseItem::Replace { snapshot, .. } => {
            vec![snapshot.document.feed()]
        }
        ResponseItem::PackDocuments { documents } => {
            documents.iter().map(|it| it.document.feed()).collect()
        }
        ResponseItem::Change { document, .. } => vec![document.feed()],
        ResponseItem::FeedChecksums { checksums } => checksums.iter().map(|it| it.feed).collect(),
        ResponseItem::Restart { cursor } => vec![cursor.feed],
        ResponseItem::Hello(_)
        | ResponseItem::Lock(_)
        | ResponseItem::BegunAnew { .. }
        | ResponseItem::Seal { .. }
        | ResponseItem::Carried { .. }
        | ResponseItem::Verdicts { .. }
        | ResponseItem::PackColumn { .. }
        | ResponseItem::PackEnd { .. }
        | ResponseItem::Cursor { .. }
        | ResponseItem::End { .. } => Vec::new(),
    }
}

/// Whether nothing is on a phone that its person may not read.
pub(super) fn holds_only(phone: &Phone, held: &[Held], today: Date) -> Result<(), Broken> {
    for key in documents(phone) {
        if !may_read(held, phone.person, key.feed(), today) {
            return Err(format!(
                "phone {} holds {:?}, which it may not read",
                phone.number,
                key.kind()
            ));
        }
    }
    Ok(())
}

fn documents(phone: &Phone) -> Vec<DocumentKey> {
    let documents = phone.with(|replica| replica.documents());
    documents
        .expect("the replica can be read")
        .into_keys()
        .collect()
}
