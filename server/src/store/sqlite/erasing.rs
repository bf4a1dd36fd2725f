//! Erasing somebody for good: every document that ever told of them begins a new epoch without it, and what the
//! old ones were made of is emptied.

mod told;

use std::collections::{BTreeMap, BTreeSet};

use linli_documents::{Document, Keep, KeepAll, Retained};
use linli_domain::command::{CorrectResident, EraseResident, ErasureGround, ResidentChange};
use linli_domain::{
    ActorId, ChangeHash, Command, DeviceId, DocumentKey, Kind, ResidentId, Seq, Timestamp,
};
use rusqlite::params;
use sha2::{Digest, Sha256};

use self::told::Told;
use super::columns::{DocumentRow, blob};
use super::loaded::Loaded;
use super::writing::{NewEntry, Replaces, Writing};
use crate::store::{AuditEvent, AuditNote, By, StoreError};

/// Stands for the server where the actors of a new epoch are derived; no key has this as its device.
const SERVER: DeviceId = DeviceId::from_bytes(*b"linli-server new");
/// A name of one character is found everywhere.
const SHORTEST_CHARS: usize = 2;

/// On what ground data goes, and on whose word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Erasure {
    pub(super) ground: ErasureGround,
    pub(super) by: By,
    pub(super) now: Timestamp,
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
    begin_anew(writing, loaded, forgetting.keep, erasure)?;
    for key in told::neighbours(writing, loaded.document.key())? {
        if key.kind() == Kind::Dispute && !forgetting.in_disputes {
            continue;
        }
        let Some(mut other) = writing.take(&key)? else {
            continue;
        };
        let told = Told::by(writing, &other, household, &secrets)?;
        if let Some(told) = told {
            begin_anew(writing, &mut other, &told, erasure)?;
        }
        writing.put(other);
    }
    super::escrow::forget(
        writing.connection,
        loaded.document.key(),
        &secrets,
        residents,
    )
}

/// What of a resident may stand in documents as text, of all times.
#[derive(Debug, Clone, Default)]
pub(super) struct Secrets {
    /// Names and phone numbers.
    who: BTreeSet<String>,
    /// What was noted of them, which others may say of anybody.
    notes: BTreeSet<String>,
}

impl Secrets {
    pub(super) fn of(
        writing: &Writing<'_>,
        loaded: &Loaded,
        before: &Document,
        residents: &[ResidentId],
    ) -> Result<Self, StoreError> {
        let mut secrets = Self::default();
        for command in commands(writing, loaded)? {
            for resident in residents {
                secrets.learn(&command, *resident);
            }
        }
        let known = before.household().map(|view| view.residents);
        for (id, known) in known.unwrap_or_default() {
            if residents.contains(&id) {
                secrets.name(Some(&known.name));
                secrets.name(known.phone.as_deref());
                secrets.note(known.notes.as_deref());
            }
        }
        Ok(secrets)
    }

    fn learn(&mut self, command: &Command, resident: ResidentId) {
        let new = match command {
            Command::RegisterHousehold(it) => it.residents.iter().find(|new| new.id == resident),
            Command::AddResident(it) => Some(&it.resident).filter(|new| new.id == resident),
            Command::CorrectResident(it) if it.resident == resident => {
                self.corrected(it);
                None
            }
            _ => None,
        };
        if let Some(new) = new {
            self.name(Some(new.name.as_str()));
            self.name(new.phone.as_ref().map(|phone| phone.as_str()));
            self.note(new.notes.as_deref());
        }
    }

    fn corrected(&mut self, command: &CorrectResident) {
        for change in &command.changes {
            match change {
                ResidentChange::Name(name) => self.name(Some(name.as_str())),
                ResidentChange::Phone(phone) => {
                    self.name(phone.as_ref().map(|phone| phone.as_str()));
                }
                ResidentChange::Notes(notes) => self.note(notes.as_deref()),
                _ => {}
            }
        }
    }

    fn name(&mut self, text: Option<&str>) {
        self.who.extend(long_enough(text));
    }

    fn note(&mut self, text: Option<&str>) {
        self.notes.extend(long_enough(text));
    }

    /// For a document that does not say that it is about the household: somebody else's notes may read the same.
    fn only_who(&self) -> Self {
        Self {
            who: self.who.clone(),
            notes: BTreeSet::new(),
        }
    }

    /// A name within a name must not be what is left of it.
    fn longest_first(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.who.union(&self.notes).cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        let mut secrets = self.who.iter().chain(&self.notes);
        secrets.any(|secret| contains(bytes, secret.as_bytes()))
    }
}

fn long_enough(text: Option<&str>) -> Option<String> {
    text.filter(|text| text.chars().count() >= SHORTEST_CHARS)
        .map(str::to_owned)
}

pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// All commands of the document that are still there.
fn commands(writing: &Writing<'_>, loaded: &Loaded) -> Result<Vec<Command>, StoreError> {
    let Some(stored) = loaded.stored else {
        return Ok(Vec::new());
    };
    let mut statement = writing
        .connection
        .prepare_cached("SELECT command FROM log WHERE document = ?1 AND command <> x''")?;
    let mut rows = statement.query([stored.row])?;
    let mut commands = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        commands.extend(Command::from_bytes(&bytes).ok());
    }
    Ok(commands)
}

/// The document's next epoch, with what `keep` keeps; of the old ones nothing is left but that they were.
pub(super) fn begin_anew(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    keep: &dyn Keep,
    erasure: &Erasure,
) -> Result<(), StoreError> {
    let Some(stored) = loaded.stored else {
        return Ok(());
    };
    let key = *loaded.document.key();
    let epoch = loaded.document.epoch() + 1;
    let seed = ActorId::derive(SERVER, &writing.kept.console_nonce, epoch);
    let order = numbers(writing, stored.row)?;
    let (document, retained) = loaded.document.begin_anew(epoch, seed, &order, keep)?;
    loaded.document = document;
    write_anew(writing, loaded, &retained, erasure.now)?;
    writing.note(&AuditNote {
        by: erasure.by,
        estate: Some(key.estate()),
        subject: Some(key.id().0),
        ground: Some(word(erasure.ground)),
        ..AuditNote::of(AuditEvent::Erased, erasure.now)
    })?;
    Ok(())
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
