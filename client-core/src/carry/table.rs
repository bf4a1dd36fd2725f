//! Parcels on the carrier's phone.

use linli_domain::{ChangeHash, Timestamp};
use linli_wire::{CarriedOutcome, SealedEnvelope, limits};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::{MOST_BYTES, MOST_PARCELS, parcel};
use crate::replica::{Replica, Work};
use crate::{Error, Result};

/// Bytes of parcels in one request: the largest one, and fewer than a full envelope of one's own leaves.
const BYTES_PER_REQUEST: usize = 768 * 1024;

/// A sealed envelope that this device carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parcel {
    /// Hexadecimal.
    pub hash: String,
    pub bytes: u32,
    /// By this device's clock.
    pub taken_at: Timestamp,
    /// Why the server does not take it: `unreadable`, `unknown_device`, `bad_signature`, `too_large`,
    /// `suspended`.
    pub refused: Option<String>,
}

/// The parcels that go with the next request.
pub(crate) fn waiting(connection: &Connection) -> Result<Vec<SealedEnvelope>> {
    let mut statement = connection.prepare_cached(
        "SELECT envelope FROM carried WHERE refused IS NULL ORDER BY number LIMIT ?1",
    )?;
    let mut rows = statement.query([limits::CARRIED_PER_REQUEST as i64])?;
    let mut waiting = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let encoded: Vec<u8> = row.get(0)?;
        bytes += encoded.len();
        if bytes > BYTES_PER_REQUEST && !waiting.is_empty() {
            break;
        }
        // `carry` takes nothing else in.
        waiting.push(minicbor::decode(&encoded).map_err(|_| Error::Damaged)?);
    }
    Ok(waiting)
}

impl Replica {
    /// Takes a colleague's file, to be sent with the next sync, and gives how many parcels of it are new here. Also
    /// while the replica is locked: nothing of it can be seen.
    ///
    /// # Errors
    /// `NoParcel` for anything else than such a file, `ParcelsFull` if there is no room. Nothing of it was kept.
    pub fn carry(&mut self, file: &[u8]) -> Result<usize> {
        let envelopes = parcel::from_bytes(file)?;
        self.transact(|work| {
            let mut new = 0;
            for envelope in &envelopes {
                new += work.take_parcel(envelope)?;
            }
            work.check_room()?;
            Ok(new)
        })
    }

    /// Whether no parcel is left for the server.
    pub(crate) fn has_delivered(&self) -> Result<bool> {
        Ok(waiting(self.past_the_lease())?.is_empty())
    }

    /// What is carried and has not been delivered, in the order in which it was taken.
    pub fn parcels(&self) -> Result<Vec<Parcel>> {
        let mut statement = self.past_the_lease().prepare_cached(
            "SELECT lower(hex(hash)), length(envelope), taken_at, refused FROM carried ORDER BY number",
        )?;
        let rows = statement
            .query_map([], |row| {
                Ok(Parcel {
                    hash: row.get(0)?,
                    bytes: row.get(1)?,
                    taken_at: Timestamp::clamped(row.get(2)?),
                    refused: row.get(3)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Forgets the parcels that the server refused, and gives how many. Their authors have what is in them.
    pub fn forget_refused_parcels(&mut self) -> Result<usize> {
        self.transact(|work| {
            let forgotten = work
                .tx
                .execute("DELETE FROM carried WHERE refused IS NOT NULL", [])?;
            Ok(forgotten)
        })
    }
}

impl Work<'_> {
    fn take_parcel(&mut self, envelope: &SealedEnvelope) -> Result<usize> {
        let encoded = minicbor::to_vec(envelope).expect("writing to memory does not fail");
        let now = self.surroundings.now().seconds();
        let taken = self
            .tx
            .prepare_cached(
                "INSERT OR IGNORE INTO carried (hash, envelope, taken_at) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![envelope.hash().0, encoded, now])?;
        Ok(taken)
    }

    fn check_room(&self) -> Result<()> {
        let (count, bytes): (u32, u32) = self.tx.query_row(
            "SELECT count(*) FILTER (WHERE refused IS NULL), ifnull(sum(length(envelope)), 0) FROM carried",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if count as usize > MOST_PARCELS || bytes as usize > MOST_BYTES {
            Err(Error::ParcelsFull)
        } else {
            Ok(())
        }
    }

    /// What the server said of a parcel. Whether it is there now.
    pub(crate) fn delivered(&mut self, hash: ChangeHash, outcome: CarriedOutcome) -> Result<bool> {
        match outcome {
            CarriedOutcome::Delivered | CarriedOutcome::AlreadyDelivered => {
                self.tx
                    .prepare_cached("DELETE FROM carried WHERE hash = ?1")?
                    .execute([hash.0])?;
                Ok(true)
            }
            CarriedOutcome::Refused(refusal) => {
                self.tx
                    .prepare_cached("UPDATE carried SET refused = ?2 WHERE hash = ?1")?
                    .execute(params![hash.0, refusal.as_str()])?;
                Ok(false)
            }
        }
    }
}
