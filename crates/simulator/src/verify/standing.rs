//! I1 over the years: what the log says was recorded stands in a document or in the archive, unless its term was over
//! when it was erased. What is archived is on no phone, and what was erased is nowhere.

use std::collections::{BTreeMap, BTreeSet};

use linli_client_core::domain::command::NewResident;
use linli_client_core::domain::{ChangeHash, Command, DocumentId, EventId, ResidentId, VisitId};
use linli_wire::{Chain, SealedChange};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::Broken;
use super::stock::Stock;
use super::terms::Retired;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::phone::Phone;

/// Every command that was ever in a log of the server, by its change. A log keeps no more than a digest of what was
/// archived.
#[derive(Debug, Default)]
pub(crate) struct Said {
    by_hash: BTreeMap<ChangeHash, Command>,
    /// How far this life's log was heard, as a row id.
    until: i64,
}

impl Said {
    /// Another life of the server has another log.
    pub(crate) fn begin(&mut self) {
        self.until = 0;
    }

    /// Hears what came since.
    pub(crate) fn go_on(&mut self, office: &Office) {
        let server = office.peek();
        let mut statement = server
            .prepare("SELECT rowid, hash, command FROM log WHERE rowid > ?1 ORDER BY rowid")
            .expect("the log can be read");
        let mut rows = statement.query([self.until]).expect("the log can be read");
        while let Some(row) = rows.next().expect("the log can be read") {
            self.until = row.get(0).expect("the log can be read");
            let hash = ChangeHash(row.get(1).expect("the log can be read"));
            let command: Vec<u8> = row.get(2).expect("the log can be read");
            if let Ok(command) = Command::from_bytes(&command) {
                self.by_hash.insert(hash, command);
            }
        }
    }
}

/// A part of a document with an id of its own.
enum Part {
    Visit(VisitId),
    /// A case or a dispute.
    Matter(DocumentId),
    Event(DocumentId, EventId),
    Resident(DocumentId, ResidentId),
}

impl Part {
    fn of(command: &Command, document: DocumentId) -> Vec<Self> {
        let resident = |new: &NewResident| Self::Resident(document, new.id);
        match command {
            Command::RegisterHousehold(new) => new.residents.iter().map(resident).collect(),
            _ => Self::one_of(command, document).into_iter().collect(),
        }
    }

    fn one_of(command: &Command, document: DocumentId) -> Option<Self> {
        match command {
            Command::AddResident(add) => Some(Self::Resident(document, add.resident.id)),
            Command::RecordVisit(visit) => Some(Self::Visit(visit.visit)),
            Command::OpenCase(_) | Command::OpenDispute(_) => Some(Self::Matter(document)),
            Command::NoteCase(note) => Some(Self::Event(document, note.event)),
            Command::CloseCase(close) => Some(Self::Event(document, close.event)),
            Command::ReferCase(refer) => Some(Self::Event(document, refer.event)),
            Command::NoteReferral(note) => Some(Self::Event(document, note.event)),
            Command::NoteDispute(note) => Some(Self::Event(document, note.event)),
            Command::SettleDispute(settle) => Some(Self::Event(document, settle.event)),
            Command::CloseDispute(close) => Some(Self::Event(document, close.event)),
            _ => None,
        }
    }

    /// Whether somebody asked for it.
    fn was_to_go(&self, ledger: &Ledger) -> bool {
        matches!(self, Self::Resident(_, id) if ledger.was_asked_to_erase(*id))
    }

    fn stands(&self, stock: &Stock, retired: &Retired) -> bool {
        match self {
            Self::Visit(id) => stock.visits.contains_key(id) || retired.visits.contains(id),
            Self::Matter(id) => stock.matters.contains_key(id) || retired.matters.contains_key(id),
            Self::Resident(home, id) => {
                stock.holds(*home, *id.as_bytes()) || retired.residents.contains(id)
            }
            Self::Event(matter, id) => {
                stock.events(*matter).contains(id) || retired.matters.contains_key(matter)
            }
        }
    }
}

pub(super) fn all(
    office: &Office,
    ledger: &Ledger,
    said: &Said,
    stock: &Stock,
    retired: &Retired,
) -> Result<(), Broken> {
    let acknowledged = ledger.marks().filter_map(|mark| {
        let command = Command::from_bytes(&mark.command).ok()?;
        Some((Sha256::digest(&mark.command).to_vec(), command))
    });
    let acknowledged: BTreeMap<Vec<u8>, Command> = acknowledged.collect();
    let server = office.peek();
    let mut statement = server
        .prepare(
            "SELECT documents.id, log.hash, log.command_digest
             FROM log JOIN documents ON documents.row = log.document WHERE log.replaces IN (0, 3)",
        )
        .expect("the log can be read");
    let mut rows = statement.query([]).expect("the log can be read");
    while let Some(row) = rows.next().expect("the log can be read") {
        let read = |error: rusqlite::Error| error.to_string();
        let document = DocumentId::from_bytes(row.get(0).map_err(read)?);
        let hash = ChangeHash(row.get(1).map_err(read)?);
        let digest: Option<Vec<u8>> = row.get(2).map_err(read)?;
        let command = said.by_hash.get(&hash);
        let command = command.or_else(|| acknowledged.get(&digest?));
        let Some(command) = command else { continue };
        let parts = Part::of(command, document);
        let is_nowhere = |part: &Part| !part.was_to_go(ledger) && !part.stands(stock, retired);
        if parts.iter().any(is_nowhere) {
            return Err(format!(
                "a {} of {document} is in the log, and neither in its document nor in the archive",
                command.name()
            ));
        }
    }
    Ok(())
}

/// I3: nothing is archived twice, and nothing that is archived stands in its document as well.
pub(super) fn once(stock: &Stock) -> Result<(), Broken> {
    let mut visits = stock.visits.iter();
    if let Some((id, visit)) = visits.find(|(_, visit)| visit.here + visit.archived > 1) {
        return Err(format!(
            "the visit {id} stands in several places: {visit:?}"
        ));
    }
    let mut matters = stock.matters.iter();
    match matters.find(|(_, matter)| matter.files().count() > 1) {
        None => Ok(()),
        Some((id, it)) => Err(format!(
            "the case or dispute {id} stands in several places: {it:?}"
        )),
    }
}

/// What is archived is off the phones, but for the drafts of their people; what was erased is off the server as well.
pub(super) fn gone(
    phones: &[Phone],
    office: &Office,
    stock: &Stock,
    retired: &Retired,
) -> Result<(), Broken> {
    let named = stock.named_by_cases();
    let erased = erased(stock, retired, &named);
    let server = office.peek();
    let place =
        find(&server, &erased, &["escrow"]).or_else(|| find_escrowed(&server, &erased, retired));
    place.map_or(Ok(()), |place| {
        Err(format!("the server: what was erased stands in {place}"))
    })?;
    let mut off = archived(stock, &named);
    off.extend(erased);
    for phone in phones {
        // Who lost a record before it was archived never hears of that, and keeps what was their own work.
        let own: &[&str] = if phone.may_fork.get() {
            &["drafts", "accepted"]
        } else {
            &["drafts"]
        };
        if let Some(place) = phone.look_into(|file| find(file, &off, own)) {
            return Err(format!(
                "phone {}: what was archived or erased stands in {place}",
                phone.number
            ));
        }
    }
    Ok(())
}

type Ids = BTreeSet<[u8; 16]>;

fn archived(stock: &Stock, named: &BTreeSet<VisitId>) -> Ids {
    let mut visits = stock.visits.clone();
    visits.retain(|id, visit| visit.here == 0 && !named.contains(id));
    let mut ids: Ids = visits.keys().map(|id| *id.as_bytes()).collect();
    for matter in stock.matters.values().filter(|it| it.here.is_none()) {
        let events = matter.archived.iter().flat_map(|file| &file.events);
        ids.extend(events.map(|event| *event.as_bytes()));
    }
    ids
}

/// A server from a backup may have some of it again, until its next run.
fn erased(stock: &Stock, retired: &Retired, named: &BTreeSet<VisitId>) -> Ids {
    let visits = retired.visits.difference(named);
    let visits = visits.filter(|id| !stock.visits.contains_key(id));
    let mut ids: Ids = visits.map(|id| *id.as_bytes()).collect();
    for (matter, events) in &retired.matters {
        let again = stock.events(*matter);
        let gone = events.difference(&again);
        ids.extend(gone.map(|event| *event.as_bytes()));
    }
    ids
}

/// The first of these ids in a file, as bytes or as text: in which column. `own`: tables that are passed over.
fn find(file: &Connection, ids: &Ids, own: &[&str]) -> Option<String> {
    if ids.is_empty() {
        return None;
    }
    let mut statement = file
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .expect("the schema can be read");
    let tables = statement
        .query_map([], |row| row.get(0))
        .and_then(Iterator::collect::<Result<Vec<String>, _>>)
        .expect("the schema can be read");
    let mut tables = tables.iter().filter(|table| !own.contains(&table.as_str()));
    tables.find_map(|table| {
        let mut statement = file.prepare(&rows_of(table)).ok()?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).ok()?;
        while let Some(row) = rows.next().expect("a table can be read") {
            for (index, column) in columns.iter().enumerate() {
                let value = row.get_ref(index).expect("a column that is there");
                let bytes = value.as_bytes_or_null().ok().flatten().unwrap_or_default();
                if table == "sealed_changes" && is_of_this_beginning(file, bytes) {
                    continue;
                }
                if let Some(id) = first_of(ids, bytes) {
                    let id = VisitId::from_bytes(id);
                    return Some(format!("{table}.{column}: {id}"));
                }
            }
        }
        None
    })
}

/// A case that was returned may name the visit out of which it was to be opened. What was said later of something that
/// was erased waits as a whole, and stays as it was decided on.
fn find_escrowed(server: &Connection, ids: &Ids, retired: &Retired) -> Option<String> {
    let mut statement = server
        .prepare("SELECT chain, coalesce(decided_at, 0x7fffffffffff) FROM escrow")
        .expect("the escrow can be read");
    let mut rows = statement.query([]).expect("the escrow can be read");
    while let Some(row) = rows.next().expect("the escrow can be read") {
        let chain: Vec<u8> = row.get(0).expect("the escrow can be read");
        let decided: i64 = row.get(1).expect("the escrow can be read");
        let chain: Chain = minicbor::decode(&chain).expect("the escrow holds chains");
        for entry in &chain.entries {
            let opens = matches!(
                Command::from_bytes(&entry.command),
                Ok(Command::OpenCase(_))
            );
            let before = |id: &[u8; 16]| retired.at.get(id).is_none_or(|at| at.seconds() > decided);
            let found = first_of(ids, &entry.command).filter(before);
            if let Some(id) = found.filter(|_| !opens) {
                let id = VisitId::from_bytes(id);
                return Some(format!("the escrow: {id}"));
            }
        }
    }
    None
}

/// What a phone said once more after its record had begun anew, and was known, it keeps for as long as what was
/// accepted.
fn rows_of(table: &str) -> String {
    match table {
        "accepted" => {
            "SELECT accepted.* FROM accepted JOIN documents ON documents.id = accepted.document
                       WHERE accepted.epoch < documents.epoch"
                .to_owned()
        }
        _ => format!("SELECT * FROM \"{table}\""),
    }
}

/// A late entry on what an archived record began with, that a server from a backup has in its archive already and so does
/// not take back: it stays under its seal for as long as what was accepted.
fn is_of_this_beginning(file: &Connection, sealed: &[u8]) -> bool {
    let Ok(sealed) = minicbor::decode::<SealedChange>(sealed) else {
        return false;
    };
    let epoch = file.query_row(
        "SELECT epoch FROM documents WHERE id = ?1",
        [sealed.document.id().as_bytes()],
        |row| row.get(0),
    );
    epoch.is_ok_and(|epoch: u32| sealed.epoch > 0 && sealed.epoch == epoch)
}

fn first_of(ids: &Ids, bytes: &[u8]) -> Option<[u8; 16]> {
    let mut raw = bytes
        .windows(16)
        .filter_map(|window| window.try_into().ok());
    let text = |window: &&[u8]| [8, 13, 18, 23].iter().all(|at| window[*at] == b'-');
    let mut texts = bytes.windows(36).filter(text).filter_map(|window| {
        let id: VisitId = std::str::from_utf8(window).ok()?.parse().ok()?;
        Some(*id.as_bytes())
    });
    raw.find(|id| ids.contains(id))
        .or_else(|| texts.find(|id| ids.contains(id)))
}
