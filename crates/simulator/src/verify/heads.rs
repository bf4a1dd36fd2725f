//! I5: the same heads as the server, for every document that may be read, and no other document.

use std::collections::BTreeMap;

use linli_client_core::domain::{BuildingId, ChangeHash, Date, DocumentId, EstateId, FeedId, Kind};
use rusqlite::{Connection, Row};

use super::Broken;
use crate::office::Office;
use crate::office::roster::may_read;
use crate::phone::Phone;

pub(super) fn same(phone: &Phone, office: &Office, today: Date) -> Result<(), Broken> {
    let own = phone.with(|replica| replica.documents());
    let own = own.map_err(|error| error.to_string())?.into_iter();
    let own: BTreeMap<DocumentId, Vec<ChangeHash>> =
        own.map(|(key, heads)| (key.id(), heads)).collect();
    let mut server = heads(&office.peek());
    server.retain(|_, (feed, _)| may_read(&office.held(), phone.person, *feed, today));
    let server: BTreeMap<_, _> = server
        .into_iter()
        .map(|(id, (_, heads))| (id, heads))
        .collect();
    if own == server {
        return Ok(());
    }
    let differing = own.iter().find(|(id, heads)| server.get(id) != Some(heads));
    let differing = differing
        .map(|(id, _)| *id)
        .or_else(|| server.keys().find(|id| !own.contains_key(id)).copied());
    Err(format!(
        "phone {}: {} documents here, {} on the server, first difference {differing:?}",
        phone.number,
        own.len(),
        server.len()
    ))
}

/// Of every document that the server has.
fn heads(server: &Connection) -> BTreeMap<DocumentId, (FeedId, Vec<ChangeHash>)> {
    let mut statement = server
        .prepare(
            "SELECT estates.id, feeds.building, feeds.kind, documents.id, documents.heads
             FROM documents JOIN feeds ON feeds.row = documents.feed
             JOIN estates ON estates.row = feeds.estate WHERE documents.changes > 0",
        )
        .expect("the documents can be read");
    let rows = statement
        .query_map([], |row| {
            let (id, heads): (Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?);
            let id = DocumentId::from_slice(&id).expect("an id is 16 bytes");
            let heads = heads.chunks_exact(32).filter_map(ChangeHash::from_slice);
            Ok((id, (feed(row)?, heads.collect())))
        })
        .expect("the documents can be read");
    rows.map(|row| row.expect("the documents can be read"))
        .collect()
}

/// From the columns estate, building, kind, which stand first.
pub(super) fn feed(row: &Row<'_>) -> rusqlite::Result<FeedId> {
    let (estate, building): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
    Ok(FeedId {
        estate: EstateId::from_slice(&estate).expect("an id is 16 bytes"),
        building: BuildingId::from_slice(&building),
        kind: Kind::from_code(row.get(2)?).expect("a known kind"),
    })
}
