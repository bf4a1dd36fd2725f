//! Work whose author may no longer do it: kept whole, chain by chain, until a secretary adopts or returns it.

use linli_domain::{
    Command, DocumentKey, EstateId, PersonId, Recorded, Refusal, RefusalCode, ResidentId,
    Timestamp, limits,
};
use linli_sync::judge::{Judgement, Right, judge};
use linli_wire::{Chain, Verdict};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::bases::BasesOf;
use super::chain_log::{ChainLog, Owner, place_elsewhere};
use super::columns::{blob, time};
use super::dispatching::Dispatching;
use super::loaded::Loaded;
use super::push::{self, Heard};
use super::secrets::{self, Secrets};
use super::writing::Writing;
use crate::store::{AuditEvent, AuditNote, By, Decided, Escrowed, Push, Retired, StoreError};

/// Names a chain, however often it is sent.
type ChainId = [u8; 16];

fn id(chain: &[u8]) -> ChainId {
    let digest: [u8; 32] = Sha256::digest(chain).into();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    id
}

/// What to answer to a chain that was handed over before: the decision, or that it waits.
pub(super) fn known(
    connection: &Connection,
    chain: &Chain,
) -> Result<Option<Vec<Verdict>>, StoreError> {
    let verdicts: Option<Option<Vec<u8>>> = connection
        .prepare_cached("SELECT verdicts FROM escrow WHERE id = ?1")?
        .query_row([id(&encoded(chain)?)], |row| row.get(0))
        .optional()?;
    verdicts
        .map(|decided| match decided {
            Some(bytes) => minicbor::decode(&bytes).map_err(|_| StoreError::Damaged("verdicts")),
            None => Ok(vec![Verdict::Escrowed; chain.entries.len()]),
        })
        .transpose()
}

fn encoded(chain: &Chain) -> Result<Vec<u8>, StoreError> {
    minicbor::to_vec(chain).map_err(|_| StoreError::Damaged("chain"))
}

/// Takes a chain that was not handed over before, if there is room, and says what to answer.
pub(super) fn keep(
    connection: &Connection,
    push: &Push,
    chain: &Chain,
    suspended: bool,
) -> Result<Vec<Verdict>, StoreError> {
    let bytes = encoded(chain)?;
    let id = id(&bytes);
    let same = |verdict: Verdict| vec![verdict; chain.entries.len()];
    if waiting(connection, push.person)? + chain.entries.len()
        > limits::ESCROWED_COMMANDS_PER_PERSON
    {
        return Ok(same(Verdict::Refused(RefusalCode::TooMany.into())));
    }
    drop_shorter(connection, push, chain)?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO escrow
             (id, estate, person, device, chain, commands, clock_offset, received_at, suspended)
             SELECT ?1, row, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM estates WHERE id = ?2",
        )?
        .execute(params![
            id,
            chain.document.estate().as_bytes(),
            push.person.as_bytes(),
            push.device.as_bytes(),
            bytes,
            chain.entries.len(),
            push.clock_offset,
            push.received_at.seconds(),
            suspended,
        ])?;
    Ok(same(Verdict::Escrowed))
}

/// The same chain as it was when it had fewer commands: the answer was lost, and the work went on.
fn drop_shorter(connection: &Connection, push: &Push, chain: &Chain) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE s.person = ?1 AND s.device = ?2 AND s.decided_at IS NULL"
    ))?;
    let mut rows = statement.query([push.person.as_bytes(), push.device.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let other = escrowed(row)?;
        let begins = |short: &Chain| {
            (short.document, short.epoch, short.actor) == (chain.document, chain.epoch, chain.actor)
                && short.base == chain.base
                && short.entries.len() < chain.entries.len()
                && chain.entries.starts_with(&short.entries)
        };
        if begins(&other.chain) {
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
        chain: minicbor::decode(&chain).map_err(|_| StoreError::Damaged("chain"))?,
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

fn decide(
    connection: &Connection,
    escrowed: &Escrowed,
    verdicts: &[Verdict],
    by: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
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
    let chain = &escrowed.chain;
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
    let Some((mut loaded, owner, mut judgement)) = hear(writing, &escrowed, &right)? else {
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
    decide(writing.connection, &escrowed, &judgement.verdicts, by, now)?;
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
    right: Right<'_>,
) -> Result<Option<(Loaded, Owner, Judgement)>, StoreError> {
    let chain = &escrowed.chain;
    let Some(loaded) = writing.take(&chain.document)? else {
        return Ok(None);
    };
    let row = loaded.stored.map(|stored| stored.row);
    let mut log = ChainLog::read(writing.connection, row, chain.actor, escrowed.device)?;
    let now = (row, loaded.document.epoch());
    log.look_before(writing.connection, now, escrowed.person, chain)?;
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
    escrowed: &Escrowed,
    loaded: &Loaded,
    judgement: &mut Judgement,
) -> Result<(), StoreError> {
    for (index, entry) in escrowed.chain.entries.iter().enumerate() {
        let verdict = judgement.verdicts.get_mut(index);
        let Some(verdict) = verdict.filter(|it| !push::is_in_the_log(it)) else {
            continue;
        };
        let Ok(command) = Command::from_bytes(&entry.command) else {
            continue;
        };
        let recorded = Recorded {
            author: escrowed.person,
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
    let mut verdicts = match hear(writing, &escrowed, &|_, _| Err(returned.clone()))? {
        Some((loaded, _, mut judgement)) => {
            find_behind(writing.connection, &escrowed, &loaded, &mut judgement)?;
            writing.put(loaded);
            judgement.verdicts
        }
        None => vec![returned.clone(); escrowed.chain.entries.len()],
    };
    for verdict in &mut verdicts {
        if !push::is_in_the_log(verdict) {
            *verdict = returned.clone();
        }
    }
    decide(writing.connection, &escrowed, &verdicts, by, now)?;
    writing.note(&AuditNote {
        by: By::Person(by),
        estate: Some(escrowed.estate),
        count: verdicts.len() as u64,
        subject: Some(escrowed.id),
        ..AuditNote::of(AuditEvent::Returned, now)
    })?;
    Ok(Decided::Done {
        estate: escrowed.estate,
        seq: 0,
    })
}

/// Empties chains on documents of the same estate in which something stands that was erased, or that say something
/// new of `residents`, who were: they can no longer be adopted, and their authors hear why.
pub(super) fn forget(
    connection: &Connection,
    key: &DocumentKey,
    secrets: &Secrets,
    residents: &[ResidentId],
) -> Result<(), StoreError> {
    // An id stands in a command as its 16 bytes.
    let names = |chain: &[u8]| {
        let mut ids = residents.iter();
        ids.any(|id| secrets::contains(chain, id.as_bytes()))
    };
    let mut statement = connection.prepare_cached(
        "SELECT s.id, s.chain, s.commands, s.verdicts FROM escrow s JOIN estates e ON e.row = s.estate
         WHERE e.id = ?1 AND s.chain <> x''",
    )?;
    let mut rows = statement.query([key.estate().as_bytes()])?;
    while let Some(row) = rows.next()? {
        let id: ChainId = blob(row, 0)?;
        let chain: Vec<u8> = row.get(1)?;
        if !secrets.stand_in(&chain) && !names(&chain) {
            continue;
        }
        let erased = Verdict::Refused(RefusalCode::Erased.into());
        let verdicts = match row.get::<_, Option<Vec<u8>>>(3)? {
            Some(decided) => decided,
            None => minicbor::to_vec(vec![erased; row.get::<_, u32>(2)? as usize])
                .map_err(|_| StoreError::Damaged("verdicts"))?,
        };
        connection
            .prepare_cached(
                "UPDATE escrow SET chain = x'', verdicts = ?2, decided_at = coalesce(decided_at, received_at) WHERE id = ?1",
            )?
            .execute(params![id, verdicts])?;
    }
    Ok(())
}

/// Empties what was decided on and tells of what goes from its document, since its term is over: the register has it
/// from there no more. What still waits is whole until somebody has decided.
pub(super) fn retire(connection: &Connection, retired: &Retired) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id, s.chain FROM escrow s JOIN estates e ON e.row = s.estate
         WHERE e.id = ?1 AND s.chain <> x'' AND s.decided_at IS NOT NULL",
    )?;
    let mut rows = statement.query([retired.document.estate().as_bytes()])?;
    while let Some(row) = rows.next()? {
        let (id, bytes): (ChainId, Vec<u8>) = (blob(row, 0)?, row.get(1)?);
        let chain: Chain = minicbor::decode(&bytes).map_err(|_| StoreError::Damaged("chain"))?;
        if chain.document == retired.document && tells_of(&bytes, &retired.paths) {
            connection
                .prepare_cached("UPDATE escrow SET chain = x'' WHERE id = ?1")?
                .execute([id])?;
        }
    }
    Ok(())
}

/// An id stands in a command as its 16 bytes.
fn tells_of(chain: &[u8], paths: &[String]) -> bool {
    paths.iter().any(|path| {
        let named = path.rsplit('/').next().map(uuid::Uuid::parse_str);
        path == "*" || matches!(named, Some(Ok(id)) if secrets::contains(chain, id.as_bytes()))
    })
}
