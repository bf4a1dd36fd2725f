//! Documents that came in packs, under the server's seal. Their heads are kept, no copy of them: what a server that
//! comes from an old backup turns out to lack is put aside when its poorer document takes the place of the own one.

use linli_documents::{Columns, Document, EventOrder};
use linli_domain::{DocumentId, DocumentKey, EstateId};
use linli_wire::{EntryDigest, GivenDocument, RawChange, Seal, SealedDocument, Snapshot};
use rusqlite::params;

use super::{DocumentRow, Work};
use crate::Result;

/// A row whose document came in a pack and is offered to the server.
struct Offered {
    seal: i64,
    place: i64,
    sealed: SealedDocument,
}

impl Work<'_> {
    /// What a pack brought, with the server's word for it.
    pub(crate) fn keep_pack(
        &self,
        estate: EstateId,
        seal: &Seal,
        snapshots: &[Snapshot],
    ) -> Result<()> {
        let mut entries: Vec<(EntryDigest, SealedDocument)> = Vec::with_capacity(snapshots.len());
        for snapshot in snapshots {
            let Some(heads) = Columns::heads_of(&snapshot.bytes) else {
                // What can't be read can't be vouched for, and the seal is over all of them.
                return Ok(());
            };
            let sealed = SealedDocument {
                document: snapshot.document,
                epoch: snapshot.epoch,
                heads,
            };
            entries.push((sealed.digest(), sealed));
        }
        entries.sort_unstable_by_key(|(digest, _)| digest.0);
        let number = self.new_seal(estate, seal)?;
        let mut outdated = self.tx.prepare_cached(
            "UPDATE sealed_changes SET packed = NULL WHERE document = ?1 AND packed IS NOT NULL
             AND seal IN (SELECT number FROM seals WHERE NOT offered)",
        )?;
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO sealed_changes (seal, place, digest, document, packed) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (place, (digest, sealed)) in (0i64..).zip(&entries) {
            let id = sealed.document.id();
            outdated.execute([id.as_bytes()])?;
            let packed = minicbor::to_vec(sealed).expect("writing to memory does not fail");
            insert.execute(params![number, place, digest.0, id.as_bytes(), packed])?;
        }
        Ok(())
    }

    /// Before `next` takes the place of the document, by what a restored server says: what that lacks of what was
    /// sealed is put aside. `None`: the server has no such document.
    pub(super) fn put_aside(&mut self, key: &DocumentKey, next: Option<&Document>) -> Result<()> {
        for offered in self.offered(&key.id())? {
            let lacking = match self.layers(key) {
                Ok(layers) => lacking(
                    &layers.confirmed,
                    &offered.sealed,
                    next,
                    &self.row(key)?.numbers,
                ),
                // What cannot be read has nothing to give.
                Err(crate::Error::Document(_)) => continue,
                Err(error) => return Err(error),
            };
            if !lacking.is_empty() {
                let changes = minicbor::to_vec(lacking).expect("writing to memory does not fail");
                self.tx
                    .prepare_cached(
                        "UPDATE sealed_changes SET change = ?3 WHERE seal = ?1 AND place = ?2 AND change IS NULL",
                    )?
                    .execute(params![offered.seal, offered.place, changes])?;
            }
        }
        Ok(())
    }

    fn offered(&self, document: &DocumentId) -> Result<Vec<Offered>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT c.seal, c.place, c.packed FROM sealed_changes c JOIN seals s ON s.number = c.seal
             WHERE c.document = ?1 AND c.packed IS NOT NULL AND s.offered",
        )?;
        let rows: Vec<(i64, i64, Vec<u8>)> = statement
            .query_map([document.as_bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<Result<_, _>>()?;
        let offered = rows.into_iter().filter_map(|(seal, place, packed)| {
            let sealed = minicbor::decode(&packed).ok()?;
            Some(Offered {
                seal,
                place,
                sealed,
            })
        });
        Ok(offered.collect())
    }

    /// What the server lacks of a document that came in a pack: what was put aside, or all of it while nothing was
    /// heard of the document since the server came back. `None` where nothing is lacking.
    pub(super) fn lacks_packed(
        &mut self,
        sealed: &SealedDocument,
        aside: Option<&[u8]>,
    ) -> Result<Option<GivenDocument>> {
        let key = sealed.document;
        let given = |changes| {
            let sealed = sealed.clone();
            Some(GivenDocument { sealed, changes })
        };
        let aside = || {
            let changes = aside.and_then(|bytes| minicbor::decode(bytes).ok());
            changes.and_then(given)
        };
        let Some(row) = DocumentRow::read(self.tx, &key.id())? else {
            return Ok(aside());
        };
        let confirmed = match self.layers(&key) {
            Ok(layers) => layers.confirmed,
            // It is being fetched anew.
            Err(crate::Error::Document(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if DocumentRow::is_stale(self.tx, &key.id())? {
            let all = lacking(&confirmed, sealed, None, &row.numbers);
            return Ok(given(all).filter(|given| !given.changes.is_empty()));
        }
        let there = confirmed.epoch() > sealed.epoch
            || confirmed.epoch() == sealed.epoch
                && sealed.heads.iter().all(|head| confirmed.contains(head));
        Ok(if there { None } else { aside() })
    }
}

/// The changes of `held`, as it was at the sealed heads, that `next` does not have: in the server's order.
fn lacking(
    held: &Document,
    sealed: &SealedDocument,
    next: Option<&Document>,
    numbers: &super::Numbers,
) -> Vec<RawChange> {
    if held.epoch() != sealed.epoch || next.is_some_and(|next| next.epoch() > sealed.epoch) {
        return Vec::new();
    }
    let Ok(then) = held.fork_at(&sealed.heads) else {
        return Vec::new();
    };
    let next = next.filter(|next| next.epoch() == sealed.epoch);
    let Ok(mut changes) = then.retained(&[]) else {
        return Vec::new();
    };
    if let Some(next) = next {
        changes.retain(|one| !next.contains(&one.change.hash));
    }
    // Stable: without numbers each stays behind what it builds on.
    changes.sort_by_key(|one| numbers.seq_of(&one.change.actor, one.change.actor_seq));
    changes
        .into_iter()
        .map(|one| RawChange(one.change.bytes))
        .collect()
}
