//! What a device forgets when a document begins anew: own commands of the old epoch, and whatever was still to be
//! said of somebody who was erased.

use std::collections::BTreeSet;

use linli_documents::Document;
use linli_domain::{DocumentId, DocumentKey, Epoch, RefusalCode, ResidentId};
use rusqlite::params;

use super::rows::encode;
use super::{Meta, PendingRow, Replica, Work};
use crate::{Changed, Error, Result};

/// Set while the write-ahead log may hold what was erased.
const ERASED: &str = "erased";

impl Work<'_> {
    /// Who is shown now and not in `document`, which takes the place of what is shown.
    pub(super) fn erased_by(&mut self, document: &Document) -> Result<BTreeSet<ResidentId>> {
        let shown = match self.layers(document.key()) {
            Ok(layers) => layers.visible().household(),
            // What cannot be read shows nobody.
            Err(Error::Document(_)) => None,
            Err(error) => return Err(error),
        };
        let (Some(shown), Some(kept)) = (shown, document.household()) else {
            return Ok(BTreeSet::new());
        };
        let mut gone: BTreeSet<_> = shown.residents.into_keys().collect();
        gone.retain(|resident| !kept.residents.contains_key(resident));
        Ok(gone)
    }

    /// The document has begun anew, with `epoch`. Own accepted commands of the old epoch are offered to nobody any
    /// more; what waits, is a draft or is with the secretary, and names somebody who was erased, leaves a draft that
    /// says so and holds nothing.
    pub(super) fn forget_the_old_epoch(
        &mut self,
        key: &DocumentKey,
        epoch: Epoch,
        erased: &BTreeSet<ResidentId>,
    ) -> Result<()> {
        // A server from a backup made before must hear of it again: by what the epoch began with, or else by the
        // erasing itself, which holds nothing but an id.
        let begins = self.forget_sealed_before(&key.id(), epoch)?;
        self.tx
            .prepare_cached(
                "DELETE FROM accepted WHERE document = ?1 AND (?2 OR NOT instr(command, ?3))",
            )?
            .execute(params![
                key.id().as_bytes(),
                begins,
                b"erase_resident".as_slice()
            ])?;
        for resident in erased {
            // An id stands in a command as its 16 bytes.
            let id = resident.as_bytes();
            for table in ["outbox", "escrow"] {
                self.tx.execute(
                    &format!(
                        "INSERT INTO drafts (name, command, at, code, path, refused_at)
                         SELECT name, x'', at, ?3, '', ?4 FROM {table}
                         WHERE document = ?1 AND instr(command, ?2)"
                    ),
                    params![
                        key.id().as_bytes(),
                        id,
                        RefusalCode::Erased.as_str(),
                        self.surroundings.now().seconds()
                    ],
                )?;
                self.tx.execute(
                    &format!("DELETE FROM {table} WHERE document = ?1 AND instr(command, ?2)"),
                    params![key.id().as_bytes(), id],
                )?;
            }
            self.tx.execute(
                "UPDATE drafts SET command = x'', code = ?3, path = '', note = NULL
                 WHERE name = ?1 AND instr(command, ?2)",
                params![encode(key), id, RefusalCode::Erased.as_str()],
            )?;
        }
        Meta(self.tx).set(ERASED, &[1])?;
        self.changed.push(Changed::Outbox);
        self.changed.push(Changed::Drafts);
        Ok(())
    }

    /// It was taken in an epoch that is over: as with what was accepted of that, nothing is left here.
    pub(super) fn forget_the_settled(&mut self, row: &PendingRow) -> Result<()> {
        PendingRow::delete(self.tx, row.entry.number)?;
        Meta(self.tx).set(ERASED, &[1])?;
        Ok(())
    }

    /// Somebody was erased from a document that is not held any more: own accepted commands on it go.
    pub(crate) fn forget_left(&mut self, document: &DocumentId, epoch: Epoch) -> Result<()> {
        let forgotten = self.tx.execute(
            "DELETE FROM accepted WHERE document = ?1 AND epoch < ?2 AND NOT instr(command, ?3)",
            params![document.as_bytes(), epoch, b"erase_resident".as_slice()],
        )?;
        if forgotten > 0 {
            Meta(self.tx).set(ERASED, &[1])?;
        }
        Ok(())
    }
}

impl Replica {
    /// Cuts off the write-ahead log after something was erased: the file's pages are overwritten already.
    pub(crate) fn forget_erased(&mut self) -> Result<()> {
        if Meta(&self.connection).get(ERASED)?.is_none() {
            return Ok(());
        }
        if linli_sqlite::forget_erased(&self.connection)? {
            self.transact(|work| Meta(work.tx).remove(ERASED))?;
        }
        Ok(())
    }
}
