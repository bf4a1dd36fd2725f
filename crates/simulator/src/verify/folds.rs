//! I5, from the log alone: the events of a case or a dispute count in the server's order, and values written apart are
//! reported as a conflict.

use std::collections::BTreeMap;

use linli_client_core::domain::command::ResidentChange;
use linli_client_core::domain::{ChangeHash, Command, DocumentId, EventId, ResidentId};
use linli_client_core::query::{CaseFilter, DisputeFilter};
use linli_client_core::{Error, Replica};
use linli_documents::Document;

use super::{Broken, referrals};
use crate::office::Office;
use crate::phone::Phone;

/// A document's commands as the log has them, in order.
pub(super) type History = Vec<(ChangeHash, Command)>;

pub(super) fn same(phones: &[Phone], office: &Office) -> Result<(), Broken> {
    let histories = histories(office);
    let apart = apart(office, &histories);
    for phone in phones {
        let shown = phone.with(|replica| shown(replica));
        for (id, shown) in shown.map_err(|error| error.to_string())? {
            // Of a document that phones gave back the log does not know the commands.
            if histories.contains_key(&id) && shown != events(&histories, id) {
                return Err(format!(
                    "phone {}: the events of {id} do not stand in the order of the log",
                    phone.number
                ));
            }
        }
        let cases = phone.with(|replica| replica.cases(&CaseFilter::default()));
        for case in cases.map_err(|error| error.to_string())? {
            let history = histories.get(&case.id.into());
            if history.is_some_and(|history| !referrals::stands(history, case.referral)) {
                return Err(format!(
                    "phone {}: the referral of {} does not stand as the log says",
                    phone.number, case.id
                ));
            }
        }
        let documents = phone.with(|replica| replica.documents());
        let documents = documents.map_err(|error| error.to_string())?;
        let reported = phone.with(|replica| replica.conflicts());
        let reported = reported.map_err(|error| error.to_string())?;
        for (document, path) in &apart {
            let here = documents.keys().any(|key| key.id() == *document);
            if here
                && !reported
                    .iter()
                    .any(|it| it.document == *document && it.path == *path)
            {
                return Err(format!(
                    "phone {}: {path} was written apart and is not reported",
                    phone.number
                ));
            }
        }
    }
    Ok(())
}

/// The events of each case and dispute, as a phone shows them.
fn shown(replica: &Replica) -> Result<Vec<(DocumentId, Vec<EventId>)>, Error> {
    let cases = replica.cases(&CaseFilter::default())?.into_iter();
    let disputes = replica.disputes(&DisputeFilter::default())?.into_iter();
    let cases = cases.map(|case| {
        let events = case.events.iter().map(|event| event.id).collect();
        (case.id.into(), events)
    });
    let disputes = disputes.map(|dispute| {
        let events = dispute.events.iter().map(|event| event.id).collect();
        (dispute.id.into(), events)
    });
    Ok(cases.chain(disputes).collect())
}

fn histories(office: &Office) -> BTreeMap<DocumentId, History> {
    let server = office.peek();
    let mut statement = server
        .prepare(
            "SELECT documents.id, log.hash, log.command
             FROM log JOIN documents ON documents.row = log.document
             WHERE log.epoch = documents.epoch AND log.replaces = 0
               AND NOT EXISTS (SELECT 1 FROM log AS other WHERE other.document = log.document AND other.replaces = 3)
             ORDER BY log.seq",
        )
        .expect("the log can be read");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("the log can be read");
    let mut histories: BTreeMap<DocumentId, History> = BTreeMap::new();
    for row in rows {
        let (id, hash, command): (Vec<u8>, Vec<u8>, Vec<u8>) = row.expect("the log can be read");
        let id = DocumentId::from_slice(&id).expect("an id is 16 bytes");
        let hash = ChangeHash::from_slice(&hash).expect("a hash is 32 bytes");
        let command = Command::from_bytes(&command).expect("the log holds commands");
        histories.entry(id).or_default().push((hash, command));
    }
    histories
}

fn events(histories: &BTreeMap<DocumentId, History>, document: DocumentId) -> Vec<EventId> {
    let history = histories.get(&document).map_or(&[][..], Vec::as_slice);
    let event = |command: &Command| match command {
        Command::NoteCase(note) => Some(note.event),
        Command::CloseCase(close) => Some(close.event),
        Command::ReferCase(refer) => Some(refer.event),
        Command::NoteReferral(note) => Some(note.event),
        Command::NoteDispute(note) => Some(note.event),
        Command::SettleDispute(settle) => Some(settle.event),
        Command::CloseDispute(close) => Some(close.event),
        _ => None,
    };
    history
        .iter()
        .filter_map(|(_, command)| event(command))
        .collect()
}

/// Telephone numbers that were last written by several people who did not know of each other.
fn apart(office: &Office, histories: &BTreeMap<DocumentId, History>) -> Vec<(DocumentId, String)> {
    let mut apart = Vec::new();
    for (id, history) in histories {
        let mut phones: BTreeMap<ResidentId, Vec<(ChangeHash, String)>> = BTreeMap::new();
        for (hash, command) in history {
            let Command::CorrectResident(correction) = command else {
                continue;
            };
            for change in &correction.changes {
                if let ResidentChange::Phone(Some(phone)) = change {
                    let written = phones.entry(correction.resident).or_default();
                    written.push((*hash, phone.as_str().to_owned()));
                }
            }
        }
        phones.retain(|_, written| written.len() > 1);
        if phones.is_empty() {
            continue;
        }
        let document = document(office, *id);
        for (resident, written) in phones {
            if several_last(&document, &written) {
                apart.push((*id, format!("residents/{resident}/phone")));
            }
        }
    }
    apart
}

/// Whether values that nobody wrote over afterwards differ.
fn several_last(document: &Document, written: &[(ChangeHash, String)]) -> bool {
    let knows: Vec<Document> = written
        .iter()
        .map(|(hash, _)| {
            document
                .fork_at(&[*hash])
                .expect("the log's changes are there")
        })
        .collect();
    let mut last = written.iter().enumerate().filter(|(index, (hash, _))| {
        let mut later = knows.iter().enumerate().filter(|(other, _)| other != index);
        !later.any(|(_, later)| later.contains(hash))
    });
    let first = last.next().map(|(_, (_, value))| value);
    last.any(|(_, (_, value))| Some(value) != first)
}

fn document(office: &Office, id: DocumentId) -> Document {
    let snapshot = office.runtime.block_on(office.store.snapshot(id));
    let snapshot = snapshot
        .expect("the store works")
        .expect("a document of the log");
    Document::load(&snapshot.document, snapshot.epoch, &snapshot.bytes)
        .expect("the server's documents can be read")
}
