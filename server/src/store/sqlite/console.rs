//! Console commands: executed on the newest state, in the operator's name.

use linli_domain::rights;
use linli_domain::{
    ActorId, Command, DeviceId, DocumentKey, Epoch, Level, PersonId, Recorded, Refusal,
    RefusalCode, Seq, Timestamp,
};

use super::dispatching::Dispatching;
use super::erasing::{self, Erasure};
use super::loaded::Loaded;
use super::writing::{NewEntry, Replaces, Writing};
use crate::store::{AuditEvent, By, ConsoleCommand, StoreError};

/// Stands for the console where an actor is derived; no key has this as its device.
const CONSOLE: DeviceId = DeviceId::from_bytes(*b"linli-server con");

pub(super) fn console(
    writing: &mut Writing<'_>,
    commands: &[ConsoleCommand],
    now: Timestamp,
) -> Result<Vec<Result<Seq, Refusal>>, StoreError> {
    let mut outcomes = Vec::with_capacity(commands.len());
    // An import fills one document after the other: each is taken once.
    for run in commands.chunk_by(|a, b| a.document == b.document) {
        let Some(first) = run.first() else { continue };
        match open(writing, &first.document)? {
            Err(refusal) => outcomes.extend(run.iter().map(|_| Err(refusal.clone()))),
            Ok(mut loaded) => {
                let place = writing.estate(first.document.estate())?;
                let mut level = place.map_or(Level::Estate, |estate| estate.roster.level);
                for given in run {
                    let command = &given.command;
                    let name = std::iter::once(command.name());
                    let dispatching = Dispatching::of(writing, &loaded, name)?;
                    let outcome = match (
                        rights::can_be_held(command, level),
                        dispatching.allows(command),
                    ) {
                        (Ok(()), Ok(())) => {
                            let times = (given.at, now);
                            execute(writing, &mut loaded, command, PersonId::OPERATOR, times)?
                        }
                        (Err(code), _) => Err(Refusal::new(code, "role")),
                        (_, Err(code)) => Err(Refusal::new(code, "department")),
                    };
                    if let (Command::PlaceUnder(placed), Ok(_)) = (&given.command, &outcome) {
                        level = placed.level;
                    }
                    outcomes.push(outcome);
                }
                writing.refresh_roster(&loaded)?;
                writing.put(loaded);
            }
        }
    }
    writing.account(AuditEvent::Commanded, By::Operator, now)?;
    Ok(outcomes)
}

/// The document, if it may exist.
fn open(
    writing: &mut Writing<'_>,
    key: &DocumentKey,
) -> Result<Result<Loaded, Refusal>, StoreError> {
    let Some(estate) = writing.estate(key.estate())? else {
        return Ok(Err(RefusalCode::UnknownDocument.into()));
    };
    if key
        .building()
        .is_some_and(|building| !estate.roster.has_building(building))
    {
        return Ok(Err(RefusalCode::UnknownBuilding.into()));
    }
    let loaded = writing.take(key)?;
    Ok(loaded.ok_or_else(|| RefusalCode::WrongDocument.into()))
}

/// By the server's own actor, on the newest state, in the name of `author`. The times: when it was given, and now.
pub(super) fn execute(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    command: &Command,
    author: PersonId,
    (at, now): (Timestamp, Timestamp),
) -> Result<Result<Seq, Refusal>, StoreError> {
    // What goes into the log must be readable from there again, within the same bounds as from a device.
    let bytes = command.to_bytes();
    if let Err(refusal) = Command::from_bytes(&bytes) {
        return Ok(Err(refusal));
    }
    let actor = actor(writing, loaded.document.epoch());
    let recorded = Recorded {
        author,
        at,
        command: command.clone(),
    };
    let erase = erasing::asked_for(&bytes).map(|erase| (erase, loaded.document.clone()));
    let change = match loaded.document.execute(actor, &recorded) {
        Ok(change) => change,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let seq = writing.append(
        loaded,
        &NewEntry {
            change: &change,
            command: &bytes,
            author,
            device: None,
            device_time: at,
            clock_offset: None,
            received_at: now,
            adopted_by: None,
            replaces: Replaces::Nothing,
        },
    )?;
    if let Some((erase, before)) = erase {
        let erasure = Erasure {
            ground: erase.ground,
            by: By::Operator,
            now,
        };
        erasing::erase(writing, loaded, &before, erase.resident, &erasure)?;
    }
    Ok(Ok(seq))
}

/// In a new epoch of a document it counts from one again, and is another.
pub(super) fn actor(writing: &Writing<'_>, epoch: Epoch) -> ActorId {
    ActorId::derive(CONSOLE, &writing.kept.console_nonce, epoch)
}
