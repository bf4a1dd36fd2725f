//! I1 to I4: nothing that was acknowledged is nowhere, and nothing is there twice.

use std::collections::BTreeMap;

use linli_client_core::domain::{Command, DocumentId, RefusalCode};
use rusqlite::Connection;

use super::Broken;
use crate::ledger::{Ledger, Mark};
use crate::office::Office;
use crate::phone::Phone;

/// Everything that was acknowledged is in the log, among the drafts or with the secretary, unless it is excused.
pub(super) fn all(phones: &[Phone], office: &Office, ledger: &Ledger) -> Result<(), Broken> {
    let mut found = logged(&office.peek());
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

/// What is a draft is not in the log as well: who sends it again would say it twice. But a secretary whose word went
/// with the days that a backup lacks is asked again, and may decide otherwise.
pub(super) fn apart(
    phones: &[Phone],
    server: &Connection,
    decided_again: bool,
) -> Result<(), Broken> {
    let logged = logged(server);
    for phone in phones {
        let drafts = phone.with(|replica| replica.drafts());
        for draft in drafts.map_err(|error| error.to_string())? {
            if decided_again && draft.refusal.code == RefusalCode::Returned {
                continue;
            }
            let mark = draft
                .command
                .map(|command| Mark::new(draft.document, draft.at, &command));
            if let Some(mark) = mark.filter(|mark| logged.contains_key(mark)) {
                return Err(format!(
                    "phone {}: a {} in the log is a draft as well",
                    phone.number,
                    mark.name()
                ));
            }
        }
    }
    Ok(())
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
