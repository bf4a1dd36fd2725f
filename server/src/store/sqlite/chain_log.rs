//! What the log says of one actor on one document: all that judging a chain asks of it.

use std::collections::BTreeMap;

use linli_domain::{ActorId, ChangeHash, DeviceId, Epoch, PersonId, Seq, Timestamp};
use linli_sync::{Judgement, Log};
use linli_wire::{Chain, ChainEntry};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::columns::{DocumentRow, FromBlob, blob, time};
use super::loaded::Loaded;
use super::writing::Replaces;
use crate::store::StoreError;

/// Read by two statements a chain, and a third where the document has begun anew, whatever its length.
#[derive(Debug, Default)]
pub(super) struct ChainLog {
    actor: Option<ActorId>,
    /// The actor's changes in the document, by its own numbers.
    places: BTreeMap<u64, ChangeHash>,
    seqs: BTreeMap<ChangeHash, Seq>,
    pub(super) owner: Owner,
    /// What the chain's author gave before the document began anew, by when and by the digest of what.
    before: BTreeMap<(Timestamp, [u8; 32]), (ChangeHash, Seq)>,
}

/// Whose an actor is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Owner {
    #[default]
    Nobody,
    ThisDevice,
    AnotherDevice,
}

impl ChainLog {
    /// For judging `chain`, of `author` on `device`, where it stands: on `loaded`.
    pub(super) fn read(
        connection: &Connection,
        loaded: &Loaded,
        chain: &Chain,
        (author, device): (PersonId, DeviceId),
    ) -> Result<Self, StoreError> {
        let actor = chain.actor;
        let owner: Option<Vec<u8>> = connection
            .prepare_cached("SELECT device FROM actors WHERE actor = ?1")?
            .query_row([&actor.0[..]], |row| row.get(0))
            .optional()?;
        let owner = match owner.as_deref().map(DeviceId::from_blob) {
            None => Owner::Nobody,
            Some(Some(owner)) if owner == device => Owner::ThisDevice,
            Some(_) => Owner::AnotherDevice,
        };
        let mut log = Self {
            actor: Some(actor),
            owner,
            ..Self::default()
        };
        let Some(document) = loaded.stored.map(|stored| stored.row) else {
            return Ok(log);
        };
        let mut statement = connection.prepare_cached(
            "SELECT actor_seq, hash, seq FROM log WHERE document = ?1 AND actor = ?2",
        )?;
        let mut rows = statement.query((document, &actor.0[..]))?;
        while let Some(row) = rows.next()? {
            let hash: ChangeHash = blob(row, 1)?;
            log.places.insert(row.get(0)?, hash);
            log.seqs.insert(hash, row.get(2)?);
        }
        let epoch = loaded.document.epoch();
        if epoch > 0 {
            log.look_before(connection, (document, epoch), author, chain)?;
        }
        Ok(log)
    }

    /// Reads what `author` gave to the document before its `epoch`, at the times at which the chain says something: of
    /// what was archived or erased the log keeps a digest.
    fn look_before(
        &mut self,
        connection: &Connection,
        (document, epoch): (DocumentRow, Epoch),
        author: PersonId,
        chain: &Chain,
    ) -> Result<(), StoreError> {
        let times = || chain.entries.iter().map(|entry| entry.at);
        let (Some(first), Some(last)) = (times().min(), times().max()) else {
            return Ok(());
        };
        let mut statement = connection.prepare_cached(&format!(
            "SELECT device_time, command_digest, hash, seq FROM log
             WHERE document = ?1 AND epoch < ?2 AND author = ?3 AND device_time BETWEEN ?4 AND ?5
               AND command_digest IS NOT NULL AND replaces = {}",
            Replaces::Nothing as u8
        ))?;
        let mut rows = statement.query((
            document,
            epoch,
            author.as_bytes(),
            first.seconds(),
            last.seconds(),
        ))?;
        while let Some(row) = rows.next()? {
            let found = (blob(row, 2)?, row.get(3)?);
            self.before.insert((time(row, 0)?, row.get(1)?), found);
        }
        Ok(())
    }
}

/// Says of what is in the log as another actor's change where it stands.
pub(super) fn place_elsewhere(
    connection: &Connection,
    document: Option<DocumentRow>,
    judgement: &mut Judgement,
) -> Result<(), StoreError> {
    for (entry, hash) in std::mem::take(&mut judgement.elsewhere) {
        let seq = connection
            .prepare_cached("SELECT seq FROM log WHERE document = ?1 AND hash = ?2")?
            .query_row((document, &hash.0[..]), |row| row.get(0))?;
        judgement.place(entry, seq);
    }
    Ok(())
}

impl Log for ChainLog {
    fn seq_of(&self, hash: &ChangeHash) -> Option<Seq> {
        self.seqs.get(hash).copied()
    }

    fn change_of(&self, actor: &ActorId, actor_seq: u64) -> Option<ChangeHash> {
        let ours = self.actor.as_ref() == Some(actor);
        self.places.get(&actor_seq).copied().filter(|_| ours)
    }

    fn owns(&self, _: &ActorId) -> bool {
        self.owner != Owner::AnotherDevice
    }

    fn before(&self, entry: &ChainEntry) -> Option<(ChangeHash, Seq)> {
        if self.before.is_empty() {
            return None;
        }
        let digest = Sha256::digest(&entry.command).into();
        self.before.get(&(entry.at, digest)).copied()
    }
}
