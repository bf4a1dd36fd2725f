//! Log entries under the server's seal: given back to a server that comes from an old backup and lacks them.

use linli_documents::Change;
use linli_domain::{DocumentId, Epoch, EstateId, FeedId};
use linli_wire::{EntryDigest, GivenBack, GivenEntry, Seal, SealedChange, SealedDocument};
use rusqlite::{Connection, params};

use super::{DocumentRow, Work};
use crate::Result;

/// As long as own accepted commands.
pub(crate) const KEEP_SECONDS: i64 = 90 * 24 * 3600;
/// Plain bytes given back in one request, about; the rest goes with the next sync.
const GIVEN_BYTES: usize = 512 * 1024;

impl Work<'_> {
    pub(crate) fn keep_sealed(
        &self,
        estate: EstateId,
        seal: &Seal,
        changes: &[SealedChange],
    ) -> Result<()> {
        let number = self.new_seal(estate, seal)?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO sealed_changes (seal, place, digest, document, change) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (place, change) in (0i64..).zip(changes) {
            insert.execute(params![
                number,
                place,
                change.digest().0,
                change.document.id().as_bytes(),
                minicbor::to_vec(change).expect("writing to memory does not fail"),
            ])?;
        }
        Ok(())
    }

    /// The number under which its entries are kept.
    pub(super) fn new_seal(&self, estate: EstateId, seal: &Seal) -> Result<i64> {
        let now = self.server_now()?.seconds();
        self.tx
            .prepare_cached("INSERT INTO seals (estate, seal, kept_at) VALUES (?1, ?2, ?3)")?
            .execute(params![estate.as_bytes(), seal.0, now])?;
        Ok(self.tx.last_insert_rowid())
    }

    /// What may no longer be read: its digest stays, so that the others of its seal still count.
    pub(crate) fn forget_sealed(&self, document: &DocumentId) -> Result<()> {
        self.tx
            .prepare_cached(
                "UPDATE sealed_changes SET change = NULL, packed = NULL WHERE document = ?1",
            )?
            .execute([document.as_bytes()])?;
        Ok(())
    }

    /// The same with what is of a feed that was left, and was sealed before a full disk kept its document away. (Those
    /// that are there are forgotten one by one.)
    pub(crate) fn forget_sealed_of(&self, feed: FeedId) -> Result<()> {
        let mut statement = self.tx.prepare_cached(
            "SELECT document, change, packed FROM sealed_changes
             WHERE (change IS NOT NULL OR packed IS NOT NULL) AND document NOT IN (SELECT id FROM documents)",
        )?;
        let mut rows = statement.query([])?;
        let mut left = Vec::new();
        while let Some(row) = rows.next()? {
            let key = match Held::of(row.get(1)?, row.get(2)?) {
                Held::Entry(sealed) => sealed.document,
                Held::Packed { sealed, .. } => sealed.document,
                Held::Nothing => continue,
            };
            if key.feed() == feed {
                left.push(DocumentId::from_bytes(row.get(0)?));
            }
        }
        left.iter()
            .try_for_each(|document| self.forget_sealed(document))
    }

    /// The same with what is of an epoch before `epoch`, in which something was erased. Whether it is held what
    /// that one began with.
    pub(super) fn forget_sealed_before(&self, document: &DocumentId, epoch: Epoch) -> Result<bool> {
        let mut statement = self.tx.prepare_cached(
            "SELECT seal, place, change, packed FROM sealed_changes
             WHERE document = ?1 AND (change IS NOT NULL OR packed IS NOT NULL)",
        )?;
        let mut forget = self.tx.prepare_cached(
            "UPDATE sealed_changes SET change = NULL, packed = NULL WHERE seal = ?1 AND place = ?2",
        )?;
        let rows: Vec<(i64, i64, Held)> = statement
            .query_map([document.as_bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?, Held::of(row.get(2)?, row.get(3)?)))
            })?
            .collect::<Result<_, _>>()?;
        let mut begins = false;
        for (seal, place, held) in rows {
            match held {
                Held::Entry(sealed) if sealed.epoch >= epoch => begins |= sealed.order.is_some(),
                Held::Packed { sealed, .. } if sealed.epoch >= epoch => begins = true,
                _ => drop(forget.execute(params![seal, place])?),
            }
        }
        Ok(begins)
    }

    pub(crate) fn offer_sealed(&self) -> Result<()> {
        self.tx.execute("UPDATE seals SET offered = 1", [])?;
        Ok(())
    }

    /// After a whole sync: those of which the server lacks nothing any more need not be offered again.
    pub(crate) fn settle_sealed(&mut self) -> Result<()> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT number FROM seals WHERE offered")?;
        let numbers: Vec<i64> = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for number in numbers {
            let mut lacks = false;
            for (_, held) in held(self.tx, number)? {
                lacks = lacks || self.lacks(held)?.is_some();
            }
            if !lacks {
                self.tx
                    .execute("UPDATE seals SET offered = 0 WHERE number = ?1", [number])?;
            }
        }
        let old = self.server_now()?.seconds() - KEEP_SECONDS;
        self.tx
            .prepare_cached("DELETE FROM seals WHERE kept_at < ?1")?
            .execute([old])?;
        Ok(())
    }

    /// What is to be given back of it, if the server lacks it: by the confirmed document, which is as the server has
    /// it; all of it where nothing was heard of the document since the server came back.
    fn lacks(&mut self, held: Held) -> Result<Option<GivenEntry>> {
        match held {
            Held::Nothing => Ok(None),
            Held::Packed { sealed, aside } => {
                let lacking = self.lacks_packed(&sealed, aside.as_deref())?;
                Ok(lacking.map(GivenEntry::Document))
            }
            Held::Entry(sealed) => {
                let lacks = self.lacks_entry(&sealed)?;
                Ok(lacks.then_some(GivenEntry::Whole(sealed)))
            }
        }
    }

    fn lacks_entry(&mut self, sealed: &SealedChange) -> Result<bool> {
        let id = sealed.document.id();
        if DocumentRow::read(self.tx, &id)?.is_none() || DocumentRow::is_stale(self.tx, &id)? {
            return Ok(true);
        }
        let confirmed = match self.layers(&sealed.document) {
            Ok(layers) => layers.confirmed,
            // It is being fetched anew.
            Err(crate::Error::Document(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        if sealed.order.is_some() {
            return Ok(confirmed.epoch() < sealed.epoch);
        }
        let (change, ..) = Change::read(&sealed.bytes)?;
        Ok(confirmed.epoch() == sealed.epoch && !confirmed.contains(&change.hash))
    }

    /// What goes with the next request: of each seal that is offered what the server lacks whole, the rest as
    /// digests.
    pub(crate) fn lacking_sealed(&mut self) -> Result<Vec<GivenBack>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT number, estate, seal FROM seals WHERE offered ORDER BY number",
        )?;
        let seals: Vec<(i64, [u8; 16], Vec<u8>)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let mut given = Vec::new();
        let mut bytes = 0;
        for (number, estate, seal) in seals {
            let mut entries = Vec::new();
            let mut lacking = false;
            for (digest, held) in held(self.tx, number)? {
                let lacks = self.lacks(held)?;
                lacking |= lacks.is_some();
                // The rest goes with the next sync.
                let entry = lacks.filter(|_| bytes < GIVEN_BYTES);
                let entry = entry.unwrap_or(GivenEntry::Digest(digest));
                bytes += weight(&entry);
                entries.push(entry);
            }
            if lacking {
                given.push(GivenBack {
                    estate: EstateId::from_bytes(estate),
                    seal: Seal(seal),
                    entries,
                });
            }
            if bytes > GIVEN_BYTES {
                break;
            }
        }
        Ok(given)
    }
}

/// Plain bytes of an entry, about.
fn weight(entry: &GivenEntry) -> usize {
    match entry {
        GivenEntry::Whole(change) => change.bytes.len() + 64,
        GivenEntry::Document(given) => given.changes.iter().map(|it| it.0.len() + 8).sum(),
        GivenEntry::Digest(_) => 0,
    }
}

/// What is left of something sealed.
enum Held {
    Entry(SealedChange),
    /// A document that came in a pack. `aside`: what the server lacks of it, once that is known.
    Packed {
        sealed: SealedDocument,
        aside: Option<Vec<u8>>,
    },
    /// It was erased, or its feed was left.
    Nothing,
}

impl Held {
    fn of(change: Option<Vec<u8>>, packed: Option<Vec<u8>>) -> Self {
        match packed {
            Some(packed) => {
                minicbor::decode(&packed).map_or(Self::Nothing, |sealed| Self::Packed {
                    sealed,
                    aside: change,
                })
            }
            None => change
                .and_then(|bytes| minicbor::decode(&bytes).ok())
                .map_or(Self::Nothing, Self::Entry),
        }
    }
}

fn held(connection: &Connection, seal: i64) -> Result<Vec<(EntryDigest, Held)>> {
    let mut statement = connection.prepare_cached(
        "SELECT digest, change, packed FROM sealed_changes WHERE seal = ?1 ORDER BY place",
    )?;
    let rows = statement
        .query_map([seal], |row| {
            let held = Held::of(row.get(1)?, row.get(2)?);
            Ok((EntryDigest(row.get(0)?), held))
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
