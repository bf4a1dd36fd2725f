//! The `documents` table as values.

use linli_documents::{Document, EventOrder};
use linli_domain::{ActorId, BuildingId, ChangeHash, DocumentId, DocumentKey, Epoch, FeedId, Seq};
use linli_wire::Checksum;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use crate::{Error, Result};

/// One row of `documents`.
#[derive(Debug, Clone)]
pub(crate) struct DocumentRow {
    pub(crate) key: DocumentKey,
    pub(crate) epoch: Epoch,
    /// `Document::save`; `None`: nothing but genesis.
    pub(crate) confirmed: Option<Vec<u8>>,
    pub(crate) numbers: Numbers,
    pub(crate) fork: u32,
    pub(crate) damaged: bool,
}

impl DocumentRow {
    pub(crate) fn genesis(key: DocumentKey, epoch: Epoch) -> Self {
        Self {
            key,
            epoch,
            confirmed: None,
            numbers: Numbers::default(),
            fork: 0,
            damaged: false,
        }
    }

    pub(crate) fn read(connection: &Connection, id: &DocumentId) -> Result<Option<Self>> {
        let mut statement = connection.prepare_cached(
            "SELECT name, epoch, confirmed, numbers, fork, damaged FROM documents WHERE id = ?1",
        )?;
        Ok(statement
            .query_row([id.as_bytes()], Self::from_row)
            .optional()?)
    }

    /// The full name of a document that is held here.
    pub(crate) fn key(connection: &Connection, id: &DocumentId) -> Result<DocumentKey> {
        let mut statement =
            connection.prepare_cached("SELECT name FROM documents WHERE id = ?1")?;
        let key = statement
            .query_row([id.as_bytes()], |row| decode(row, 0))
            .optional()?;
        key.ok_or(Error::Unknown("档案 (record)"))
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: decode(row, 0)?,
            epoch: row.get(1)?,
            confirmed: row.get(2)?,
            numbers: Numbers::from_bytes(&row.get::<_, Vec<u8>>(3)?),
            fork: row.get(4)?,
            damaged: row.get(5)?,
        })
    }

    pub(crate) fn all_keys(connection: &Connection) -> Result<Vec<DocumentKey>> {
        let mut statement = connection.prepare("SELECT name FROM documents ORDER BY id")?;
        let keys = statement
            .query_map([], |row| decode(row, 0))?
            .collect::<Result<_, _>>()?;
        Ok(keys)
    }

    pub(crate) fn load(&self) -> Result<Document> {
        Ok(match &self.confirmed {
            Some(bytes) => Document::load(&self.key, self.epoch, bytes)?,
            None => Document::genesis(&self.key, self.epoch),
        })
    }

    /// Writes the row; `heads` are those of the confirmed layer. Whether it is stale stays as it is: own work
    /// that is confirmed on a stale document makes it no fresher.
    pub(crate) fn write(&self, connection: &Connection, heads: &[ChangeHash]) -> Result<()> {
        let id = self.key.id();
        let checksum = self
            .confirmed
            .as_ref()
            .map(|_| Checksum::of_document(id, self.epoch, heads).0);
        connection
            .prepare_cached(
                "INSERT INTO documents (id, name, estate, building, kind, epoch, confirmed, checksum, numbers, fork, damaged)
                 VALUES (:id, :name, :estate, :building, :kind, :epoch, :confirmed, :checksum, :numbers, :fork, :damaged)
                 ON CONFLICT (id) DO UPDATE SET epoch = :epoch, confirmed = :confirmed, checksum = :checksum,
                     numbers = :numbers, fork = :fork, damaged = :damaged",
            )?
            .execute(named_params! {
                ":id": id.as_bytes(),
                ":name": encode(&self.key),
                ":estate": self.key.estate().as_bytes(),
                ":building": feed_building(self.key.feed()),
                ":kind": self.key.kind().code(),
                ":epoch": self.epoch,
                ":confirmed": self.confirmed,
                ":checksum": checksum,
                ":numbers": self.numbers.to_bytes(),
                ":fork": self.fork,
                ":damaged": self.damaged,
            })?;
        Ok(())
    }

    /// The document is as the server has it: what was noted by `make_stale` is done.
    pub(crate) fn is_fresh(connection: &Connection, id: &DocumentId) -> Result<()> {
        connection
            .prepare_cached("UPDATE documents SET stale = 0 WHERE id = ?1 AND stale")?
            .execute([id.as_bytes()])?;
        Ok(())
    }

    /// Whether the server may no longer have what is held of it: see `make_stale`.
    pub(crate) fn is_stale(connection: &Connection, id: &DocumentId) -> Result<bool> {
        let mut statement =
            connection.prepare_cached("SELECT 1 FROM documents WHERE id = ?1 AND stale")?;
        Ok(statement.exists([id.as_bytes()])?)
    }

    /// Marks a document as damaged, so that the next sync asks for its snapshot.
    pub(crate) fn park(connection: &Connection, key: &DocumentKey) -> Result<()> {
        let mut row = Self::read(connection, &key.id())?.unwrap_or_else(|| Self::genesis(*key, 0));
        row.damaged = true;
        row.confirmed = None;
        row.write(connection, &[])
    }

    /// Notes that a feed's documents (or, without one, all) are to be fetched anew.
    pub(crate) fn make_stale(connection: &Connection, feed: Option<FeedId>) -> Result<()> {
        let scope = feed.map(|feed| {
            (
                *feed.estate.as_bytes(),
                feed_building(feed),
                feed.kind.code(),
            )
        });
        match scope {
            Some(scope) => connection.execute(
                "UPDATE documents SET stale = 1 WHERE estate = ?1 AND building = ?2 AND kind = ?3",
                scope,
            )?,
            None => connection.execute("UPDATE documents SET stale = 1", [])?,
        };
        Ok(())
    }

    /// Documents of a feed that fetching it anew did not bring.
    pub(crate) fn still_stale(connection: &Connection, feed: FeedId) -> Result<Vec<DocumentKey>> {
        let mut statement = connection.prepare_cached(
            "SELECT name FROM documents WHERE estate = ?1 AND building = ?2 AND kind = ?3 AND stale",
        )?;
        let scope = (
            *feed.estate.as_bytes(),
            feed_building(feed),
            feed.kind.code(),
        );
        let keys = statement
            .query_map(scope, |row| decode(row, 0))?
            .collect::<Result<_, _>>()?;
        Ok(keys)
    }

    pub(crate) fn delete(connection: &Connection, id: &DocumentId) -> Result<()> {
        connection.execute(
            "DELETE FROM documents WHERE id = ?1",
            params![id.as_bytes()],
        )?;
        Ok(())
    }
}

/// How a feed's building stands in a primary key, which takes no NULL: empty for the whole estate.
pub(crate) fn feed_building(feed: FeedId) -> Vec<u8> {
    feed.building.map_or_else(Vec::new, |building: BuildingId| {
        building.as_bytes().to_vec()
    })
}

pub(crate) fn encode(key: &DocumentKey) -> Vec<u8> {
    minicbor::to_vec(key).expect("writing to memory does not fail")
}

pub(crate) fn decode(row: &Row<'_>, column: usize) -> rusqlite::Result<DocumentKey> {
    let bytes: Vec<u8> = row.get(column)?;
    minicbor::decode(&bytes).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, error.into())
    })
}

/// The server's numbers of a document's changes: 32 bytes each, sorted (actor, place, seq).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Numbers(std::collections::BTreeMap<(ActorId, u64), Seq>);

impl Numbers {
    /// `order` in the canonical order of `ids`, as a snapshot gives it.
    pub(crate) fn of_snapshot(ids: Vec<(ActorId, u64)>, order: &[Seq]) -> Self {
        Self(ids.into_iter().zip(order.iter().copied()).collect())
    }

    pub(crate) fn insert(&mut self, actor: ActorId, actor_seq: u64, seq: Seq) {
        self.0.insert((actor, actor_seq), seq);
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * 32);
        for ((actor, actor_seq), seq) in &self.0 {
            bytes.extend_from_slice(actor.as_bytes());
            bytes.extend_from_slice(&actor_seq.to_be_bytes());
            bytes.extend_from_slice(&seq.to_be_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let number = |eight: &[u8]| eight.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        let entries = bytes.chunks_exact(32).filter_map(|entry| {
            let actor = ActorId::from_slice(&entry[..16])?;
            Some(((actor, number(&entry[16..24])), number(&entry[24..])))
        });
        Self(entries.collect())
    }
}

impl EventOrder for Numbers {
    fn seq_of(&self, actor: &ActorId, actor_seq: u64) -> Option<Seq> {
        self.0.get(&(*actor, actor_seq)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_their_bytes() {
        let mut numbers = Numbers::default();
        numbers.insert(ActorId([1; 16]), 3, 900);
        numbers.insert(ActorId([2; 16]), 1, u64::MAX);
        assert_eq!(Numbers::from_bytes(&numbers.to_bytes()), numbers);
    }
}
