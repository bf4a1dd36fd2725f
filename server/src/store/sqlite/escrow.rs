//! Work whose author may no longer do it: kept whole, chain by chain, until a secretary adopts or returns it.

use linli_domain::{
    Command, EstateId, PersonId, Recorded, Refusal, RefusalCode, Timestamp, limits,
};
use linli_sync::judge::{Judgement, Right, judge};
use linli_wire::{Chain, Verdict};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::bases::BasesOf;
use super::chain_log::{ChainLog, Owner, place_elsewhere};
use super::columns::{blob, time};
use super::dispatching::Dispatching;
use super::forgotten;
use super::loaded::Loaded;
use super::push::{self, Heard};
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, By, Decided, Escrowed, Push, StoreError};

/// Names a chain, however often it is sent.
pub(super) type ChainId = [u8; 16];

fn id(chain: &[u8]) -> ChainId {
    let digest: [u8; 32] = Sha256::digest(chain).into();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    id
}

/// What to answer to a chain that was handed over before: the decision, or that it waits.
pub(super) fn known(
    connection: &Connection,
    push: &Push,
    chain: &Chain,
) -> Result<Option<Vec<Verdict>>, StoreError> {
    let found: Option<(Option<Vec<u8>>, Vec<u8>)> = connection
        .prepare_cached("SELECT verdicts, chain FROM escrow WHERE id = ?1")?
        .query_row([id(&encoded(chain)?)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((Some(decided), _)) => verdicts(&decided).map(Some),
        Some((None, kept)) => Ok(Some(waits(&decoded(&kept)?))),
        None => known_in_part(connection, push, chain),
    }
}

/// The device says what it still holds of a chain of which something was erased.
fn known_in_part(
    connection: &Connection,
    push: &Push,
    chain: &Chain,
) -> Result<Option<Vec<Verdict>>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT verdicts, chain FROM escrow WHERE person = ?1 AND device = ?2 AND blanked = 1",
    )?;
    let mut rows = statement.query([push.person.as_bytes(), push.device.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let kept = decoded(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        let Some(places) = forgotten::places(&kept, chain) else {
            continue;
        };
        let all = match row.get::<_, Option<Vec<u8>>>(0)? {
            Some(decided) => verdicts(&decided)?,
            None => waits(&kept),
        };
        let theirs = places.into_iter().map(|place| all.get(place?).cloned());
        if let Some(theirs) = theirs.collect() {
            return Ok(Some(theirs));
        }
    }
    Ok(None)
}

fn verdicts(decided: &[u8]) -> Result<Vec<Verdict>, StoreError> {
    minicbor::decode(decided).map_err(|_| StoreError::Damaged("verdicts"))
}

/// What is answered while a chain waits.
fn waits(kept: &Chain) -> Vec<Verdict> {
    forgotten::verdicts(kept, vec![Verdict::Escrowed; kept.entries.len()])
}

pub(super) fn decoded(chain: &[u8]) -> Result<Chain, StoreError> {
    minicbor::decode(chain).map_err(|_| StoreError::Damaged("chain"))
}

pub(super) fn encoded(chain: &Chain) -> Result<Vec<u8>, StoreError> {
    minicbor::to_vec(chain).map_err(|_| StoreError::Damaged("chain"))
}

/// Takes a chain that was not handed over before, if there is room, and says what to answer.
pub(super) fn keep(
    connection: &Connection,
    push: &Push,
    chain: &Chain,
    suspended: bool,
) -> Result<Vec<Verdict>, StoreError> {
    let id = id(&encoded(chain)?);
    if waiting(connection, push.person)? + chain.entries.len()
        > limits::ESCROWED_COMMANDS_PER_PERSON
    {
        let refused = Verdict::Refused(RefusalCode::TooMany.into());
        return Ok(vec![refused; chain.entries.len()]);
    }
    let mut kept = chain.clone();
    forgotten::blank_late(connection, &mut kept)?;
    drop_shorter(connection, push, &mut kept)?;
    let verdicts = waits(&kept);
    if !verdicts.contains(&Verdict::Escrowed) {
        return Ok(verdicts);
    }
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO escrow
             (id, estate, person, device, chain, commands, clock_offset, received_at, suspended, blanked)
             SELECT ?1, row, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM estates WHERE id = ?2",
        )?
        .execute(params![
            id,
            chain.document.estate().as_bytes(),
            push.person.as_bytes(),
            push.device.as_bytes(),
            encoded(&kept)?,
            chain.entries.len(),
            push.clock_offset,
            push.received_at.seconds(),
            suspended,
            kept != *chain,
        ])?;
    Ok(verdicts)
}

/// The same chain as it was when it had fewer commands: the answer was lost, and the work went on. What was blanked in
/// it since stays blank.
fn drop_shorter(connection: &Connection, push: &Push, chain: &mut Chain) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE s.person = ?1 AND s.device = ?2 AND s.decided_at IS NULL"
    ))?;
    let mut rows = statement.query([push.person.as_bytes(), push.device.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let other = escrowed(row)?;
        let places = forgotten::places(&other.chain, chain);
        // One that says nothing new is known.
        let longer = places.filter(|places| places.contains(&None));
        if let Some(places) = longer {
            forgotten::blank_as(&other.chain, &places, chain);
            connection
                .prepare_cached("DELETE FROM escrow WHERE id = ?1")?
                .execute([other.id.as_bytes()])?;
        }
    }
    Ok(())
}

/// Commands of a person that wait.
fn waiting(connection: &Connection, person: PersonId) -> Result<usize, StoreError> {
    let commands: i64 = connection
        .prepare_cached(
            "SELECT coalesce(sum(commands), 0) FROM escrow WHERE person = ?1 AND decided_at IS NULL",
        )?
        .query_row([person.as_bytes()], |row| row.get(0))?;
    Ok(usize::try_from(commands).unwrap_or(usize::MAX))
}

const COLUMNS: &str =
    "SELECT s.id, e.id, s.person, s.device, s.chain, s.clock_offset, s.received_at, s.suspended
     FROM escrow s JOIN estates e ON e.row = s.estate";

fn escrowed(row: &rusqlite::Row<'_>) -> Result<Escrowed, StoreError> {
    let chain: Vec<u8> = row.get(4)?;
    Ok(Escrowed {
        id: uuid::Uuid::from_bytes(blob(row, 0)?),
        estate: blob(row, 1)?,
        person: blob(row, 2)?,
        device: blob(row, 3)?,
        chain: decoded(&chain)?,
        clock_offset: row.get(5)?,
        received_at: time(row, 6)?,
        suspended: row.get(7)?,
    })
}

/// What waits in an estate, in the order in which it came.
pub(super) fn list(connection: &Connection, estate: EstateId) -> Result<Vec<Escrowed>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE e.id = ?1 AND s.decided_at IS NULL ORDER BY s.received_at, s.id"
    ))?;
    let mut rows = statement.query([estate.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(escrowed(row)?);
    }
    Ok(found)
}

pub(super) fn read(
    connection: &Connection,
    id: uuid::Uuid,
) -> Result<Option<Escrowed>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE s.id = ?1 AND s.decided_at IS NULL"
    ))?;
    let mut rows = statement.query([id.as_bytes()])?;
    rows.next()?.map(escrowed).transpose()
}

/// `verdicts`: on what is not blank.
fn decide(
    connection: &Connection,
    escrowed: &Escrowed,
    verdicts: Vec<Verdict>,
    by: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let verdicts = forgotten::verdicts(&escrowed.chain, verdicts);
    let verdicts = minicbor::to_vec(verdicts).map_err(|_| StoreError::Damaged("verdicts"))?;
    connection
        .prepare_cached(
            "UPDATE escrow SET decided_by = ?2, decided_at = ?3, verdicts = ?4 WHERE id = ?1",
        )?
        .execute(params![
            escrowed.id.as_bytes(),
            by.as_bytes(),
            now.seconds(),
            verdicts
        ])?;
    Ok(())
}

/// Takes a chain into the register as its author's work, where the author did it; `by` adopts it.
pub(super) fn adopt(
    writing: &mut Writing<'_>,
    id: uuid::Uuid,
    by: PersonId,
    now: Timestamp,
) -> Result<Decided, StoreError> {
    let Some(escrowed) = read(writing.connection, id)? else {
        return Ok(Decided::Unknown);
    };
    let chain = &forgotten::rest(&escrowed.chain);
    let Some(loaded) = writing.take(&chain.document)? else {
        return Ok(Decided::Impossible(RefusalCode::WrongDocument.into()));
    };
    // Its author had the right, and the secretary decides; that a department must be known is no matter of rights.
    let dispatching = Dispatching::of_chain(writing, &loaded, chain)?;
    writing.put(loaded);
    let right = |_: usize, command: &Command| {
        let allowed = dispatching.allows(command);
        allowed.map_err(|code| Verdict::Refused(code.into()))
    };
    let Some((mut loaded, owner, mut judgement)) = hear(writing, &escrowed, chain, &right)? else {
        return Ok(Decided::Impossible(RefusalCode::WrongDocument.into()));
    };
    if let Some(why) = hindrance(&judgement) {
        writing.put(loaded);
        return Ok(why);
    }
    let heard = Heard {
        person: escrowed.person,
        device: escrowed.device,
        clock_offset: escrowed.clock_offset,
        received_at: now,
        adopted_by: Some(by),
    };
    push::accept(writing, &heard, chain, owner, &mut loaded, &mut judgement)?;
    writing.put(loaded);
    decide(writing.connection, &escrowed, judgement.verdicts, by, now)?;
    writing.account(AuditEvent::TakenFromEscrow, By::Person(by), now)?;
    let seq = writing.estate(escrowed.estate)?.map_or(0, |it| it.seq);
    Ok(Decided::Done {
        estate: escrowed.estate,
        seq,
    })
}

/// Why a chain can't be adopted as it is. A part of it is not: what stands together is decided together.
fn hindrance(judgement: &Judgement) -> Option<Decided> {
    judgement.verdicts.iter().find_map(|verdict| match verdict {
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } | Verdict::Superseded { .. } => None,
        Verdict::Refused(refusal) => Some(Decided::Impossible(refusal.clone())),
        Verdict::Deferred | Verdict::ActorForked | Verdict::UpgradeNeeded | Verdict::Escrowed => {
            Some(Decided::Waits)
        }
    })
}

/// Judges a chain where it stands; `None` where its id is another document's.
fn hear(
    writing: &mut Writing<'_>,
    escrowed: &Escrowed,
    chain: &Chain,
    right: Right<'_>,
) -> Result<Option<(Loaded, Owner, Judgement)>, StoreError> {
    let Some(loaded) = writing.take(&chain.document)? else {
        return Ok(None);
    };
    let row = loaded.stored.map(|stored| stored.row);
    let by = (escrowed.person, escrowed.device);
    let log = ChainLog::read(writing.connection, &loaded, chain, by)?;
    let mut bases = BasesOf {
        changes: loaded.changes as usize,
        kept: &mut writing.kept.bases,
    };
    let document = &loaded.document;
    let mut judgement = judge(chain, escrowed.person, document, &mut bases, &log, right);
    place_elsewhere(writing.connection, row, &mut judgement)?;
    Ok(Some((loaded, log.owner, judgement)))
}

/// Behind the first command that is new the judge looks no further: what a copy of the device brought into the register
/// already is found there all the same.
fn find_behind(
    connection: &Connection,
    author: PersonId,
    chain: &Chain,
    loaded: &Loaded,
    judgement: &mut Judgement,
) -> Result<(), StoreError> {
    for (index, entry) in chain.entries.iter().enumerate() {
        let verdict = judgement.verdicts.get_mut(index);
        let Some(verdict) = verdict.filter(|it| !push::is_in_the_log(it)) else {
            continue;
        };
        let Ok(command) = Command::from_bytes(&entry.command) else {
            continue;
        };
        let recorded = Recorded {
            author,
            at: entry.at,
            command,
        };
        if let Some(hash) = loaded.document.twin(&recorded) {
            *verdict = Verdict::Superseded { seq: 0, hash };
            judgement.elsewhere.push((index, hash));
        }
    }
    let row = loaded.stored.map(|stored| stored.row);
    place_elsewhere(connection, row, judgement)
}

/// Gives a chain back to its author, who gets it as drafts with `note`. What is in the register already stays.
pub(super) fn give_back(
    writing: &mut Writing<'_>,
    id: uuid::Uuid,
    by: PersonId,
    note: &str,
    now: Timestamp,
) -> Result<Decided, StoreError> {
    let Some(escrowed) = read(writing.connection, id)? else {
        return Ok(Decided::Unknown);
    };
    let returned = Verdict::Refused(Refusal {
        note: (!note.is_empty()).then(|| note.to_owned()),
        ..RefusalCode::Returned.into()
    });
    let chain = &forgotten::rest(&escrowed.chain);
    let mut verdicts = match hear(writing, &escrowed, chain, &|_, _| Err(returned.clone()))? {
        Some((loaded, _, mut judgement)) => {
            find_behind(
                writing.connection,
                escrowed.person,
                chain,
                &loaded,
                &mut judgement,
            )?;
            writing.put(loaded);
            judgement.verdicts
        }
        None => vec![returned.clone(); chain.entries.len()],
    };
    for verdict in &mut verdicts {
        if !push::is_in_the_log(verdict) {
            *verdict = returned.clone();
        }
    }
    let count = verdicts.len() as u64;
    decide(writing.connection, &escrowed, verdicts, by, now)?;
    writing.note(&AuditNote {
        by: By::Person(by),
        estate: Some(escrowed.estate),
        count,
        subject: Some(escrowed.id),
        ..AuditNote::of(AuditEvent::Returned, now)
    })?;
    Ok(Decided::Done {
        estate: escrowed.estate,
        seq: 0,
    })
}
