//! I1 to I4: nothing that was acknowledged is nowhere, and nothing is there twice.

use std::collections::BTreeMap;

use linli_client_core::domain::{Command, DeviceId, DocumentId, RefusalCode, ResidentId};
use linli_wire::Chain;
use rusqlite::Connection;

use super::stock::Stock;
use super::{Broken, Memory};
use crate::ledger::Mark;
use crate::office::Office;
use crate::phone::Phone;

/// Everything that was acknowledged is in the log, among the drafts or with the secretary, unless it is excused.
/// Gives the erasures that are nowhere since the record came back begun anew, on another phone's word: whether those
/// were erased is asked for elsewhere.
pub(super) fn all(
    phones: &[Phone],
    office: &Office,
    memory: &Memory<'_>,
    stock: &Stock,
) -> Result<Vec<ResidentId>, Broken> {
    let mut found = held_by_server(office);
    for phone in phones {
        let drafts = phone.with(|replica| replica.drafts());
        for draft in drafts.map_err(|error| error.to_string())? {
            let mark = match draft.command {
                Some(command) => Mark::new(draft.document, draft.at, &command),
                None => Mark::erased(draft.document, draft.at, Vec::new()),
            };
            *found.entry(mark).or_insert(0) += 1;
        }
    }
    let (begun_anew, restored) = (office.begun_anew(), memory.restored.is_some());
    let mut done = Vec::new();
    let mut missing = memory.ledger.missing(&found);
    missing.retain(|mark| match Command::from_bytes(&mark.command) {
        Ok(Command::EraseResident(it)) if begun_anew.contains(&mark.document) => {
            done.push(it.resident);
            false
        }
        // Its phone had that beginning from a server that another phone brought it back to, found its work in there,
        // and said it no more. The log has no commands of a beginning.
        Ok(command) if restored && begun_anew.contains(&mark.document) => {
            !made_once(&command, mark.document).is_some_and(|id| stock.holds(mark.document, id))
        }
        _ => true,
    });
    match missing.first() {
        None => Ok(done),
        Some(mark) => Err(format!(
            "an acknowledged {} on {} given at {} is nowhere",
            mark.name(),
            mark.document,
            mark.at
        )),
    }
}

/// What is a draft is not in the log as well: who sends it again would say it twice. But a secretary may decide
/// otherwise on what a copy of the phone brings, or is asked again after a restore. What gives no id to anything is not
/// known again then where a copy was first. And a copy does not see what the other one brought where its person has
/// left: what stood on that has no ground any more.
pub(super) fn apart(
    phones: &[Phone],
    server: &Connection,
    server_restored: bool,
) -> Result<(), Broken> {
    let logged = logged(server);
    for phone in phones {
        let drafts = phone.with(|replica| replica.drafts());
        for draft in drafts.map_err(|error| error.to_string())? {
            let command = draft.command;
            let again = command
                .as_ref()
                .is_some_and(|it| made_once(it, draft.document).is_none());
            let opened = [RefusalCode::NotOpened, RefusalCode::NotRegistered];
            let groundless = opened.contains(&draft.refusal.code) && phone.may_fork.get();
            let returned = draft.refusal.code == RefusalCode::Returned;
            if returned || groundless || server_restored && again {
                continue;
            }
            let mark = command.map(|command| Mark::new(draft.document, draft.at, &command));
            // Of what was archived since, a digest.
            let is_logged = |mark: &Mark| {
                let [whole, digest, ..] = mark.traces();
                logged.contains_key(&whole) || logged.contains_key(&digest)
            };
            if let Some(mark) = mark.filter(is_logged) {
                return Err(format!(
                    "phone {}: a {} in the log is a draft as well ({})",
                    phone.number,
                    mark.name(),
                    draft.refusal
                ));
            }
        }
    }
    Ok(())
}

/// What the server holds, in its log or, of devices of which a phone is gone, in the escrow: waiting, adopted or
/// given back to nobody.
pub(crate) fn held_by_server(office: &Office) -> BTreeMap<Mark, usize> {
    let server = office.peek();
    let mut found = logged(&server);
    let mut statement = server
        .prepare("SELECT device, chain FROM escrow")
        .expect("the escrow can be read");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("the escrow can be read");
    for row in rows {
        let (device, chain): (Vec<u8>, Vec<u8>) = row.expect("the escrow can be read");
        let device = DeviceId::from_slice(&device).expect("an id is 16 bytes");
        if office.gone.contains(&device) {
            for mark in handed_over(&chain) {
                *found.entry(mark).or_insert(0) += 1;
            }
        }
    }
    found
}

fn handed_over(chain: &[u8]) -> Vec<Mark> {
    let chain: Chain = minicbor::decode(chain).expect("the escrow holds chains");
    let document = chain.document.id();
    let entries = chain.entries.into_iter();
    entries
        .map(|entry| Mark {
            document,
            at: entry.at.seconds(),
            command: entry.command,
        })
        .collect()
}

/// What the server's log holds of devices, by mark.
pub(crate) fn logged(server: &Connection) -> BTreeMap<Mark, usize> {
    let mut found = BTreeMap::new();
    let mut statement = server
        .prepare(
            "SELECT documents.id, log.device_time, coalesce(log.command_digest, log.command)
             FROM log JOIN documents ON documents.row = log.document WHERE log.device IS NOT NULL OR log.replaces = 3",
        )
        .expect("the log can be read");
    let rows = statement
        .query_map([], |row| {
            let id: Vec<u8> = row.get(0)?;
            Ok(Mark {
                document: DocumentId::from_slice(&id).expect("an id is 16 bytes"),
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
pub(super) fn once(server: &Connection) -> Result<(), Broken> {
    let mut seen = BTreeMap::new();
    for (mark, times) in logged(server) {
        let command = Command::from_bytes(&mark.command);
        let Some(id) = command.ok().and_then(|it| made_once(&it, mark.document)) else {
            continue;
        };
        let total = seen.entry(id).or_insert(0);
        *total += times;
        if *total > 1 {
            return Err(format!("a {} is in the log {total} times", mark.name()));
        }
    }
    Ok(())
}

/// What the command gives an id to.
fn made_once(command: &Command, document: DocumentId) -> Option<[u8; 16]> {
    match command {
        Command::RecordVisit(visit) => Some(*visit.visit.as_bytes()),
        Command::NoteCase(note) => Some(*note.event.as_bytes()),
        Command::CloseCase(close) => Some(*close.event.as_bytes()),
        Command::ReferCase(refer) => Some(*refer.event.as_bytes()),
        Command::NoteReferral(note) => Some(*note.event.as_bytes()),
        Command::NoteDispute(note) => Some(*note.event.as_bytes()),
        Command::SettleDispute(settle) => Some(*settle.event.as_bytes()),
        Command::CloseDispute(close) => Some(*close.event.as_bytes()),
        Command::AddResident(add) => Some(*add.resident.id.as_bytes()),
        Command::HandOver(handover) => Some(*handover.appointment.as_bytes()),
        Command::RegisterHousehold(_) | Command::OpenCase(_) | Command::OpenDispute(_) => {
            Some(*document.as_bytes())
        }
        _ => None,
    }
}
