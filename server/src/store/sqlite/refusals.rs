//! Refusals that were given: the same commands sent again get the same answer, even where the rights have
//! changed meanwhile. The device may have made a draft of them.

use std::collections::BTreeMap;

use linli_domain::rights::POLICY_VERSION;
use linli_domain::{Refusal, RefusalCode};
use linli_wire::{Chain, Verdict};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::store::{Push, StoreError};

/// Where a command would stand: SHA-256 of epoch, base and the chain's commands up to it.
type Place = [u8; 32];

/// Those given to one actor on one document; most actors were never refused anything.
#[derive(Debug, Default)]
pub(super) struct Given(BTreeMap<Place, Refusal>);

impl Given {
    pub(super) fn read(connection: &Connection, chain: &Chain) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT place, code, path FROM refusals WHERE document = ?1 AND actor = ?2",
        )?;
        let document = chain.document.id();
        let mut rows = statement.query((&document.as_bytes()[..], &chain.actor.0[..]))?;
        let mut given = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get(1)?;
            let code = RefusalCode::ALL.iter().find(|known| known.as_str() == code);
            let code = *code.ok_or(StoreError::Damaged("refusal"))?;
            given.insert(
                super::columns::blob(row, 0)?,
                Refusal::new(code, row.get::<_, String>(2)?),
            );
        }
        Ok(Self(given))
    }

    pub(super) fn on(&self, chain: &Chain, entry: usize) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0
            .get(&place(chain, entry))
            .map_or(Ok(()), |refusal| Err(refusal.clone()))
    }
}

/// Keeps the refusals among `verdicts`, those of `chain`, and says how many had not been given before.
pub(super) fn keep(
    connection: &Connection,
    push: &Push,
    chain: &Chain,
    verdicts: &[Verdict],
) -> Result<u64, StoreError> {
    let mut new = 0;
    for (entry, verdict) in verdicts.iter().enumerate() {
        let Verdict::Refused(refusal) = verdict else {
            continue;
        };
        new += connection
            .prepare_cached(
                "INSERT OR IGNORE INTO refusals VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute((
                &chain.document.id().as_bytes()[..],
                &chain.actor.0[..],
                &place(chain, entry)[..],
                refusal.code.as_str(),
                &refusal.path,
                &push.person.as_bytes()[..],
                &push.device.as_bytes()[..],
                push.received_at.seconds(),
                POLICY_VERSION,
            ))? as u64;
    }
    Ok(new)
}

fn place(chain: &Chain, entry: usize) -> Place {
    let mut base = chain.base.clone();
    base.sort_unstable();
    let mut hasher = Sha256::new().chain_update(chain.epoch.to_be_bytes());
    for head in &base {
        hasher.update(head.as_bytes());
    }
    for entry in &chain.entries[..=entry] {
        hasher.update(entry.at.seconds().to_be_bytes());
        hasher.update((entry.command.len() as u64).to_be_bytes());
        hasher.update(&entry.command);
    }
    hasher.finalize().into()
}
