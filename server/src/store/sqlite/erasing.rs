//! Erasing somebody for good: every document that ever told of them begins a new epoch without it, and what the
//! old ones were made of is emptied.

use std::collections::BTreeMap;

use linli_documents::{Document, Keep, KeepAll, Retained};
use linli_domain::command::{EraseResident, ErasureGround};
use linli_domain::{ChangeHash, Command, DocumentKey, Epoch, Kind, ResidentId, Seq, Timestamp};
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::columns::{DocumentRow, blob};
use super::loaded::Loaded;
use super::secrets::Secrets;
use super::told::{self, InNotes, Sought, Told};
use super::writing::{NewEntry, Replaces, Writing};
use super::{archive, doors, epochs};
use crate::store::{AuditEvent, AuditNote, By, StoreError};

/// On what ground data goes, and on whose word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Erasure {
    pub(super) ground: ErasureGround,
    pub(super) by: By,
    pub(super) now: Timestamp,
}

impl Erasure {
    /// For the audit log; of what, whoever notes it says.
    pub(super) fn note(&self) -> AuditNote {
        AuditNote {
            by: self.by,
            ground: Some(word(self.ground)),
            ..AuditNote::of(AuditEvent::Erased, self.now)
        }
    }
}

/// The erasure that a command asks for, without reading the others whole.
pub(super) fn asked_for(command: &[u8]) -> Option<EraseResident> {
    let named = Command::name_in(command) == Some("erase_resident");
    match named.then(|| Command::from_bytes(command)) {
        Some(Ok(Command::EraseResident(erase))) => Some(erase),
        _ => None,
    }
}

/// After the command was executed: `loaded` is the household, and no longer shows the resident.
/// `before`: the household as it was before.
pub(super) fn erase(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    before: &Document,
    resident: ResidentId,
    erasure: &Erasure,
) -> Result<(), StoreError> {
    let everything = Forgetting {
        residents: &[resident],
        keep: &KeepAll,
        in_disputes: true,
    };
    forget_people(writing, loaded, before, &everything, erasure)
}

/// Who is forgotten, and how far.
pub(super) struct Forgetting<'a> {
    pub(super) residents: &'a [ResidentId],
    /// Of their household.
    pub(super) keep: &'a dyn Keep,
    /// A mediation file has a term of its own, and loses its parties before only when one of them is erased.
    pub(super) in_disputes: bool,
}

/// A household begins anew with what is kept of it; what is told of its people elsewhere goes as well.
pub(super) fn forget_people(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    before: &Document,
    forgetting: &Forgetting<'_>,
    erasure: &Erasure,
) -> Result<(), StoreError> {
    let residents = forgetting.residents;
    let DocumentKey::Household { household, .. } = *loaded.document.key() else {
        return Ok(());
    };
    let secrets = Secrets::of(writing, loaded, before, residents)?;
    let keep = InNotes::new(forgetting.keep, &secrets);
    begin_anew(writing, loaded, &keep, residents, erasure)?;
    let neighbours = told::neighbours(writing, loaded.document.key())?;
    let elsewhere = doors::not_shared(writing, &loaded.document, &neighbours, &secrets)?;
    let sought = Sought {
        secrets: &secrets,
        elsewhere: &elsewhere,
    };
    for key in neighbours {
        if key.kind() == Kind::Dispute && !forgetting.in_disputes {
            continue;
        }
        let Some(mut other) = writing.take(&key)? else {
            continue;
        };
        let told = Told::by(writing, &other, household, sought)?;
        if let Some(told) = told {
            begin_anew(writing, &mut other, &*told, &[], erasure)?;
        }
        writing.put(other);
    }
    let archived = archive::Forgetting {
        home: loaded.document.key(),
        sought,
        in_disputes: forgetting.in_disputes,
    };
    archive::forget(writing, &archived, &erasure.note())?;
    super::forgotten::forget(
        writing.connection,
        loaded.document.key(),
        &secrets,
        residents,
    )
}

/// The document's next epoch, with what `keep` keeps, and that `gone` were erased from it; of the old ones nothing is left
/// but that they were.
pub(super) fn begin_anew(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    keep: &dyn Keep,
    gone: &[ResidentId],
    erasure: &Erasure,
) -> Result<(), StoreError> {
    if loaded.stored.is_none() {
        return Ok(());
    }
    let key = *loaded.document.key();
    // Whatever happened to it before, it stays told that older parts of it are in the archive.
    let archived = epochs::archived_in(&loaded.document);
    begin_next(writing, loaded, archived, keep, gone, erasure.now)?;
    writing.note(&AuditNote {
        estate: Some(key.estate()),
        subject: Some(key.id().0),
        ..erasure.note()
    })?;
    Ok(())
}

/// The same without a word in the audit log. `archived`: the epoch that last began by archiving, 0 if none did.
pub(super) fn begin_next(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    archived: Epoch,
    keep: &dyn Keep,
    gone: &[ResidentId],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(stored) = loaded.stored else {
        return Ok(());
    };
    let epoch = loaded.document.epoch() + 1;
    let seed = epochs::seed(&writing.kept.console_nonce, epoch, archived);
    let order = numbers(writing, stored.row)?;
    let (document, retained) = loaded
        .document
        .begin_anew(epoch, seed, &order, keep, gone)?;
    loaded.document = document;
    write_anew(writing, loaded, &retained, now)
}

/// Empties what the old epochs were made of, and writes what the new one begins with: `retained`, in order, of which
/// `loaded` is made already.
pub(super) fn write_anew(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    retained: &[Retained],
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(stored) = loaded.stored {
        empty(writing, stored.row)?;
        writing.drop_packs(loaded.document.key().feed())?;
    }
    (loaded.changes, loaded.snapshot_changes) = (0, 0);
    let last = retained.len().saturating_sub(1);
    for (index, one) in retained.iter().enumerate() {
        let author = one.author;
        writing.append(
            loaded,
            &NewEntry {
                change: &one.change,
                command: &[],
                author,
                device: None,
                device_time: one.at,
                clock_offset: None,
                received_at: now,
                adopted_by: None,
                replaces: if index == last {
                    Replaces::Last
                } else {
                    Replaces::Part
                },
            },
        )?;
    }
    writing.kept.bases.forget();
    writing.erased();
    Ok(())
}

const fn word(ground: ErasureGround) -> &'static str {
    match ground {
        ErasureGround::Requested => "requested",
        ErasureGround::Purpose => "purpose",
        ErasureGround::Consent => "consent",
        ErasureGround::Unlawful => "unlawful",
    }
}

fn numbers(
    writing: &Writing<'_>,
    document: DocumentRow,
) -> Result<BTreeMap<ChangeHash, Seq>, StoreError> {
    let mut statement = writing
        .connection
        .prepare_cached("SELECT hash, seq FROM log WHERE document = ?1")?;
    let mut rows = statement.query([document])?;
    let mut numbers = BTreeMap::new();
    while let Some(row) = rows.next()? {
        numbers.insert(blob(row, 0)?, row.get(1)?);
    }
    Ok(numbers)
}

/// The log keeps who did something when, and a digest of what; not what.
fn empty(writing: &Writing<'_>, document: DocumentRow) -> Result<(), StoreError> {
    let connection = writing.connection;
    let mut statement = connection.prepare_cached(
        "SELECT estate, seq, command FROM log WHERE document = ?1 AND change <> x''",
    )?;
    let mut rows = statement.query([document])?;
    let mut full: Vec<(i64, Seq, Vec<u8>)> = Vec::new();
    while let Some(row) = rows.next()? {
        full.push((row.get(0)?, row.get(1)?, row.get(2)?));
    }
    let mut update = connection.prepare_cached(
        "UPDATE log SET command = x'', change = x'', command_digest = ?3 WHERE estate = ?1 AND seq = ?2",
    )?;
    for (estate, seq, command) in full {
        let digest: [u8; 32] = Sha256::digest(&command).into();
        update.execute(params![estate, seq, digest])?;
    }
    connection
        .prepare_cached("DELETE FROM snapshots WHERE document = ?1")?
        .execute([document])?;
    Ok(())
}
