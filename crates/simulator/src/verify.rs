//! The promises, after everything came to rest.

use std::collections::BTreeMap;

use linli_client_core::Replica;
use linli_client_core::domain::rights::{self, Grant};
use linli_client_core::domain::{
    ChangeHash, Date, DocumentId, DocumentKey, FeedId, Kind, PersonId, Role, Timestamp,
};
use linli_client_core::query::CaseFilter;
use linli_server::maintenance;
use rusqlite::Connection;

use crate::ledger::{Ledger, Mark};
use crate::office::{BUILDINGS, ESTATE, Held, Office};
use crate::phone::Phone;

/// A promise that was broken, in words.
pub(crate) type Broken = String;

/// Everything that must hold once all phones have synced.
pub(crate) fn promises(
    phones: &[Phone],
    office: &Office,
    ledger: &Ledger,
    today: Date,
) -> Result<(), Broken> {
    kept(phones, office, ledger)?;
    once(&office.peek())?;
    let mut screens: BTreeMap<(PersonId, u8), (usize, String)> = BTreeMap::new();
    for phone in phones {
        drained(phone)?;
        scoped(phone, &office.appointments, today)?;
        same_heads(phone, office)?;
        let shown = phone.with(|replica| show(replica));
        phone.with(|replica| replica.rebuild()).map_err(|error| format!("rebuild: {error}"))?;
        if phone.with(|replica| show(replica)) != shown {
            return Err(format!("phone {}: screens differ after a rebuild", phone.number));
        }
        let group = screens.entry((phone.person, 0)).or_insert((phone.number, shown.clone()));
        if group.1 != shown {
            return Err(format!("phones {} and {} of one person differ", group.0, phone.number));
        }
    }
    let report = maintenance::check(&office.file()).map_err(|error| format!("check: {error}"))?;
    if report.problems.is_empty() { Ok(()) } else { Err(format!("check: {:?}", report.problems)) }
}

/// I1 to I4: nothing that was acknowledged is nowhere.
fn kept(phones: &[Phone], office: &Office, ledger: &Ledger) -> Result<(), Broken> {
    let mut found = logged(&office.peek());
    for phone in phones {
        let drafts = phone.with(|replica| replica.drafts()).map_err(|error| error.to_string())?;
        for draft in drafts {
            if let Some(command) = draft.command {
                *found.entry(Mark::new(draft.document, draft.at, &command)).or_insert(0) += 1;
            }
        }
    }
    match ledger.missing(&found).first() {
        None => Ok(()),
        Some(mark) => Err(format!(
            "an acknowledged {} on {} given at {} is nowhere",
            mark.name(),
            mark.document,
            mark.at
        )),
    }
}

/// What the server's log holds, by mark.
pub(crate) fn logged(server: &Connection) -> BTreeMap<Mark, usize> {
    let mut found = BTreeMap::new();
    let mut statement = server
        .prepare(
            "SELECT documents.id, log.device_time, log.command FROM log JOIN documents ON documents.row = log.document
             WHERE log.device IS NOT NULL",
        )
        .expect("the log can be read");
    let rows = statement
        .query_map([], |row| {
            let id: Vec<u8> = row.get(0)?;
            Ok(Mark {
                document: DocumentId::from_slice(&id).unwrap_or(DocumentId::from_bytes([0; 16])),
                at: row.get(1)?,
                command: row.get(2)?,
            })
        })
        .expect("the log can be read");
    for mark in rows {
        *found.entry(mark.expect("the log can be read")).or_insert(0) += 1;
    }
    found
}

/// No visit, household, case or event is in the log twice: their ids are made once.
fn once(server: &Connection) -> Result<(), Broken> {
    use linli_client_core::domain::Command;
    let mut seen = BTreeMap::new();
    for (mark, times) in logged(server) {
        let id = match Command::from_bytes(&mark.command) {
            Ok(Command::RecordVisit(visit)) => visit.visit.0,
            Ok(Command::NoteCase(note)) => note.event.0,
            Ok(Command::CloseCase(close)) => close.event.0,
            Ok(Command::RegisterHousehold(_) | Command::OpenCase(_)) => mark.document.0,
            _ => continue,
        };
        let total = seen.entry(id).or_insert(0);
        *total += times;
        if *total > 1 {
            return Err(format!("a {} is in the log {total} times", mark.name()));
        }
    }
    Ok(())
}

/// I2: nothing waits after everybody has synced.
fn drained(phone: &Phone) -> Result<(), Broken> {
    let status = phone.with(|replica| replica.status()).map_err(|error| error.to_string())?;
    if status.unsent > 0 || status.damaged > 0 {
        return Err(format!(
            "phone {}: {} unsent, {} damaged after everything came to rest",
            phone.number, status.unsent, status.damaged
        ));
    }
    Ok(())
}

/// I6: nothing is on a phone that its person may not read.
fn scoped(phone: &Phone, held: &[Held], today: Date) -> Result<(), Broken> {
    let grants = grants(held, phone.person);
    for key in held_documents(phone) {
        if !rights::may_read(&grants, key.feed(), today) {
            return Err(format!("phone {} holds {:?}, which it may not read", phone.number, key.kind()));
        }
    }
    Ok(())
}

pub(crate) fn grants(held: &[Held], person: PersonId) -> Vec<Grant> {
    let open = held.iter().filter(|held| held.person == person && !held.ended);
    open.map(|held| Grant {
        role: held.role,
        estate: ESTATE,
        building: held.building,
        from: Timestamp::default().date(),
        until: None,
    })
    .collect()
}

fn held_documents(phone: &Phone) -> Vec<DocumentKey> {
    phone.with(|replica| replica.documents()).expect("the replica can be read").into_keys().collect()
}

/// I5: the same heads as the server, for every document that may be read, and no other document.
fn same_heads(phone: &Phone, office: &Office) -> Result<(), Broken> {
    let own = phone.with(|replica| replica.documents()).map_err(|error| error.to_string())?;
    let readable = readable(&grants(&office.appointments, phone.person));
    let server = heads(&office.peek(), &readable);
    let own: BTreeMap<DocumentId, Vec<ChangeHash>> =
        own.into_iter().map(|(key, heads)| (key.id(), heads)).collect();
    if own == server {
        return Ok(());
    }
    let differing = own
        .iter()
        .find(|(id, heads)| server.get(id) != Some(heads))
        .map(|(id, _)| *id)
        .or_else(|| server.keys().find(|id| !own.contains_key(id)).copied());
    Err(format!(
        "phone {}: {} documents here, {} on the server, first difference {differing:?}",
        phone.number,
        own.len(),
        server.len()
    ))
}

fn readable(grants: &[Grant]) -> Vec<FeedId> {
    rights::readable_feeds(grants, ESTATE, &BUILDINGS, "2026-11-24".parse().expect("a date"))
}

fn heads(server: &Connection, feeds: &[FeedId]) -> BTreeMap<DocumentId, Vec<ChangeHash>> {
    let mut statement = server
        .prepare(
            "SELECT documents.id, documents.heads, feeds.kind, feeds.building FROM documents
             JOIN feeds ON feeds.row = documents.feed WHERE documents.changes > 0",
        )
        .expect("the documents can be read");
    let rows = statement
        .query_map([], |row| {
            Ok((
                row.get::<_, Vec<u8>>(0)?,
                row.get::<_, Vec<u8>>(1)?,
                row.get::<_, u8>(2)?,
                row.get::<_, Vec<u8>>(3)?,
            ))
        })
        .expect("the documents can be read");
    let mut found = BTreeMap::new();
    for row in rows {
        let (id, heads, kind, building) = row.expect("the documents can be read");
        let may = feeds.iter().any(|feed| {
            Kind::from_code(kind) == Some(feed.kind)
                && feed.building.map(|id| id.as_bytes().to_vec()).unwrap_or_default() == building
        });
        if may {
            let heads = heads.chunks_exact(32).filter_map(ChangeHash::from_slice).collect();
            found.insert(DocumentId::from_slice(&id).expect("an id is 16 bytes"), heads);
        }
    }
    found
}

/// Everything that screens show, as text.
pub(crate) fn show(replica: &mut Replica) -> String {
    let mut text = String::new();
    let mut add = |value: serde_json::Value| {
        text.push_str(&value.to_string());
        text.push('\n');
    };
    for id in replica.household_ids().expect("the replica can be read") {
        let details = replica.household(id).expect("the replica can be read");
        add(serde_json::to_value(details).expect("plain data"));
    }
    let cases = replica.cases(&CaseFilter::default()).expect("the replica can be read");
    add(serde_json::to_value(cases).expect("plain data"));
    let visits = replica.newest_visits(None, 100_000).expect("the replica can be read");
    add(serde_json::to_value(visits).expect("plain data"));
    let conflicts = replica.conflicts().expect("the replica can be read");
    add(serde_json::to_value(conflicts).expect("plain data"));
    let mut found = replica.search("张", 1_000).expect("the replica can be read");
    found.sort_by_key(|found| (found.household, found.resident));
    add(serde_json::to_value(found).expect("plain data"));
    text
}

/// I6 for writing: what the office's own list of appointments allows, asked independently of the server.
pub(crate) fn may_write(held: &[Held], person: PersonId, key: &DocumentKey) -> bool {
    held.iter().any(|held| {
        held.person == person
            && !held.ended
            && (held.building.is_none() || held.building == key.building())
            && match held.role {
                Role::BuildingHead => key.kind() != Kind::Directory,
                Role::Secretary | Role::Operator => true,
                Role::CommunityStaff => key.kind() != Kind::Directory,
                Role::MutualAidHead => key.kind() == Kind::Case,
                Role::MediationHead | Role::ArtsHead | Role::PublicityHead => false,
            }
    })
}
