//! What the log says of one actor on one document: all that judging a chain asks of it.

use std::collections::BTreeMap;

use linli_domain::{ActorId, ChangeHash, DeviceId, Seq};
use linli_sync::{Judgement, Log};
use rusqlite::{Connection, OptionalExtension};

use super::columns::{DocumentRow, FromBlob, blob};
use crate::store::StoreError;

/// Read by two statements a chain, whatever its length.
#[derive(Debug, Default)]
pub(super) struct ChainLog {
    actor: Option<ActorId>,
    /// The actor's changes in the document, by its own numbers.
    places: BTreeMap<u64, ChangeHash>,
    seqs: BTreeMap<ChangeHash, Seq>,
    pub(super) owner: Owner,
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
    pub(super) fn read(
        connection: &Connection,
        document: Option<DocumentRow>,
        actor: ActorId,
        device: DeviceId,
    ) -> Result<Self, StoreError> {
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
        let Some(document) = document else {
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
        Ok(log)
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
}
