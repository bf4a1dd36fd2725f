//! Erasing somebody for good: every document that ever told of them begins a new epoch without it, and what the
//! old ones were made of is emptied.

use std::collections::{BTreeMap, BTreeSet};

use linli_documents::{Document, Keep, KeepAll, Retained};
use linli_domain::command::{CorrectResident, EraseResident, ErasureGround, ResidentChange};
use linli_domain::{
    ActorId, ChangeHash, Command, DeviceId, DocumentId, DocumentKey, HouseholdId, Kind, ResidentId,
    Seq, Timestamp, VisitId,
};
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::columns::{DocumentRow, blob, feed_id, key};
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
    forget_people(writing, loaded, before, &[resident], &KeepAll, erasure)
}

/// A household begins anew with what `keep` keeps; what is told of `residents` elsewhere goes as well.
pub(super) fn forget_people(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    before: &Document,
    residents: &[ResidentId],
    keep: &dyn Keep,
    erasure: &Erasure,
) -> Result<(), StoreError> {
    let DocumentKey::Household { household, .. } = *loaded.document.key() else {
        return Ok(());
    };
    let secrets = Secrets::of(writing, loaded, before, residents)?;
    begin_anew(writing, loaded, keep, erasure)?;
    for key in neighbours(writing, loaded.document.key())? {
        let Some(mut other) = writing.take(&key)? else {
            continue;
        };
        let told = Told::by(writing, &other, household, &secrets)?;
        if let Some(told) = told {
            begin_anew(writing, &mut other, &told, erasure)?;
        }
        writing.put(other);
    }
    super::escrow::forget(writing.connection, loaded.document.key(), &secrets)
}

/// What of a resident may stand in documents as text: names, phone numbers, notes, of all times.
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    pub(super) fn of(
        writing: &Writing<'_>,
        loaded: &Loaded,
        before: &Document,
        residents: &[ResidentId],
    ) -> Result<Self, StoreError> {
        let mut secrets = Self(BTreeSet::new());
        for command in commands(writing, loaded)? {
            for resident in residents {
                secrets.learn(&command, *resident);
            }
        }
        let known = before.household().map(|view| view.residents);
        for (id, known) in known.unwrap_or_default() {
            if residents.contains(&id) {
                secrets.add(Some(&known.name));
                secrets.add(known.phone.as_deref());
                secrets.add(known.notes.as_deref());
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
            self.add(Some(new.name.as_str()));
            self.add(new.phone.as_ref().map(|phone| phone.as_str()));
            self.add(new.notes.as_deref());
        }
    }

    fn corrected(&mut self, command: &CorrectResident) {
        for change in &command.changes {
            match change {
                ResidentChange::Name(name) => self.add(Some(name.as_str())),
                ResidentChange::Phone(phone) => {
                    self.add(phone.as_ref().map(|phone| phone.as_str()));
                }
                ResidentChange::Notes(notes) => self.add(notes.as_deref()),
                _ => {}
            }
        }
    }

    fn add(&mut self, text: Option<&str>) {
        self.0.extend(
            text.filter(|text| text.chars().count() >= SHORTEST_CHARS)
                .map(str::to_owned),
        );
    }

    /// A name within a name must not be what is left of it.
    fn longest_first(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.0.iter().cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    pub(super) fn stand_in(&self, bytes: &[u8]) -> bool {
        self.0
            .iter()
            .any(|secret| contains(bytes, secret.as_bytes()))
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Another document tells of the household: its texts are kept without what is erased.
struct Told {
    secrets: Vec<String>,
    /// Of a visit log, the household's visits; `None`: the whole document is the household's.
    visits: Option<BTreeSet<String>>,
}

impl Told {
    /// `None` where it never told any of the secrets.
    fn by(
        writing: &Writing<'_>,
        other: &Loaded,
        household: HouseholdId,
        secrets: &Secrets,
    ) -> Result<Option<Self>, StoreError> {
        let commands = commands(writing, other)?;
        let document = &other.document;
        let (visits, shown) = match document.key().kind() {
            Kind::Visits => {
                let view = document.visits();
                let visits = view.map(|view| view.visits).unwrap_or_default();
                let theirs: Vec<_> = visits
                    .into_iter()
                    .filter(|(_, visit)| visit.household == household)
                    .collect();
                let shown = serde_json::to_vec(&theirs).unwrap_or_default();
                let ids: BTreeSet<VisitId> = theirs.iter().map(|(id, _)| *id).collect();
                (Some(ids), shown)
            }
            _ => {
                let view = document.case(&linli_documents::AsWritten);
                if view
                    .as_ref()
                    .is_none_or(|view| view.household != Some(household))
                {
                    return Ok(None);
                }
                (None, serde_json::to_vec(&view).unwrap_or_default())
            }
        };
        let about = |command: &&Command| match (&visits, command) {
            (Some(ids), Command::RecordVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::CorrectVisit(it)) => ids.contains(&it.visit),
            (Some(ids), Command::WithdrawVisit(it)) => ids.contains(&it.visit),
            (Some(_), _) => false,
            (None, _) => true,
        };
        let told = secrets.stand_in(&shown)
            || commands
                .iter()
                .filter(about)
                .any(|command| secrets.stand_in(&command.to_bytes()));
        Ok(told.then(|| Self {
            secrets: secrets.longest_first(),
            visits: visits.map(|ids| ids.iter().map(ToString::to_string).collect()),
        }))
    }
}

/// Stands where something was erased: shorter than the shortest text that a field may ask for.
const ERASED: &str = "□";

impl Keep for Told {
    fn keeps(&self, _: &[String]) -> bool {
        true
    }

    fn text(&self, path: &[String], text: &str) -> String {
        let theirs = match (&self.visits, path) {
            (None, _) => true,
            (Some(visits), [map, id, ..]) => map == "visits" && visits.contains(id),
            _ => false,
        };
        if !theirs {
            return text.to_owned();
        }
        self.secrets.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), ERASED)
        })
    }
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

/// Visit logs and cases of the household's building.
fn neighbours(writing: &Writing<'_>, home: &DocumentKey) -> Result<Vec<DocumentKey>, StoreError> {
    let Some(building) = home.building() else {
        return Ok(Vec::new());
    };
    let mut statement = writing.connection.prepare_cached(
        "SELECT d.id, d.month, f.kind FROM documents d JOIN feeds f ON f.row = d.feed JOIN estates e ON e.row = f.estate
         WHERE e.id = ?1 AND f.building = ?2 AND f.kind IN (?3, ?4) ORDER BY d.row",
    )?;
    let mut rows = statement.query(params![
        home.estate().as_bytes(),
        building.as_bytes(),
        Kind::Visits.code(),
        Kind::Case.code(),
    ])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let feed = feed_id(home.estate(), row.get(2)?, building.as_bytes())?;
        let id: DocumentId = blob(row, 0)?;
        keys.push(key(feed, id, row.get(1)?)?);
    }
    Ok(keys)
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
