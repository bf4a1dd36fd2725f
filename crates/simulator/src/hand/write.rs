//! A command on some document of the server, executed by hand as a replica would.

use linli_client_core::domain::command::{
    ContactChannel, NameEstate, NoteCase, NoteDispute, Outcome, RecordVisit, SetContactPreference,
};
use linli_client_core::domain::{
    ActorId, BuildingId, ChangeHash, Command, DocumentId, DocumentKey, EventId, FeedId,
    HouseholdId, PersonId, Recorded, Timestamp, VisitId,
};
use linli_documents::Document;
use linli_wire::{Chain, ChainEntry};

use crate::office::Office;
use crate::random::Random;

/// A chain of one command, with the hash that it truly has.
pub(super) struct Written {
    pub(super) chain: Chain,
    /// The change that its command makes, ...
    pub(super) hash: ChangeHash,
    /// ... and its bytes.
    pub(super) change: Vec<u8>,
    /// It names somebody else as the one who acted.
    pub(super) for_another: bool,
}

impl Written {
    pub(super) fn feed(&self) -> FeedId {
        self.chain.document.feed()
    }
}

/// `None` where the document's rules do not have it.
pub(super) fn write(
    office: &Office,
    author: PersonId,
    random: &mut Random,
    in_anothers_name: bool,
    now: Timestamp,
) -> Option<Written> {
    let id = *random.pick(&documents(office))?;
    let snapshot = office.runtime.block_on(office.store.snapshot(id));
    let snapshot = snapshot.expect("the store works")?;
    let mut document = Document::load(&snapshot.document, snapshot.epoch, &snapshot.bytes)
        .expect("the server's documents can be read");
    let mut actor = [0; 16];
    random.fill(&mut actor);
    let actor = ActorId(actor);
    let other = in_anothers_name.then_some(PersonId::from_bytes([8; 16]));
    let command = command(office, &snapshot.document, random, other, now)?;
    let for_another = match &command {
        Command::RecordVisit(visit) => visit.visitor.is_some(),
        Command::NoteCase(note) => note.by.is_some(),
        _ => false,
    };
    let entry = ChainEntry {
        at: now,
        command: command.to_bytes(),
    };
    let base = document.base();
    let recorded = Recorded {
        author,
        at: now,
        command,
    };
    let change = document.execute(actor, &recorded).ok()?;
    let chain = Chain {
        document: snapshot.document,
        epoch: snapshot.epoch,
        actor,
        base,
        result: change.hash.into(),
        entries: vec![entry],
    };
    Some(Written {
        chain,
        hash: change.hash,
        change: change.bytes,
        for_another,
    })
}

/// Every document of the server, in the order of its first change.
pub(super) fn documents(office: &Office) -> Vec<DocumentId> {
    ids(
        office,
        "SELECT id FROM documents WHERE ?1 IS NOT NULL ORDER BY row",
        &[],
    )
}

fn households(office: &Office, building: BuildingId) -> Vec<DocumentId> {
    let sql = "SELECT d.id FROM documents d JOIN feeds f ON f.row = d.feed
               WHERE f.kind = 2 AND f.building = ?1 ORDER BY d.row";
    ids(office, sql, building.as_bytes())
}

fn ids(office: &Office, sql: &str, parameter: &[u8]) -> Vec<DocumentId> {
    let server = office.peek();
    let mut statement = server.prepare(sql).expect("the documents can be read");
    let ids = statement
        .query_map([parameter], |row| row.get(0))
        .and_then(Iterator::collect::<Result<Vec<[u8; 16]>, _>>);
    let ids = ids.expect("the documents can be read").into_iter();
    ids.map(DocumentId::from_bytes).collect()
}

fn command(
    office: &Office,
    key: &DocumentKey,
    random: &mut Random,
    other: Option<PersonId>,
    at: Timestamp,
) -> Option<Command> {
    let mut id = [0; 16];
    random.fill(&mut id);
    let words = format!("手写{}", random.below(1_000_000));
    Some(match key {
        DocumentKey::Directory { .. } => NameEstate {
            name: words.parse().ok()?,
        }
        .into(),
        DocumentKey::Household { .. } => SetContactPreference {
            channel: ContactChannel::Phone,
            note: words.parse().ok(),
        }
        .into(),
        DocumentKey::Case { .. } => NoteCase {
            event: EventId::from_bytes(id),
            at,
            label: None,
            text: words.parse().ok()?,
            by: other,
        }
        .into(),
        DocumentKey::Dispute { .. } => NoteDispute {
            event: EventId::from_bytes(id),
            at,
            on: at.date(),
            session: random.below(2) == 0,
            text: words.parse().ok()?,
        }
        .into(),
        DocumentKey::Visits { building, .. } => {
            let household = *random.pick(&households(office, *building))?;
            RecordVisit {
                visit: VisitId::from_bytes(id),
                household: HouseholdId(household.0),
                at,
                outcome: Outcome::Met,
                purpose: None,
                met: Vec::new(),
                note: words.parse().ok(),
                requests: Vec::new(),
                next_visit_on: None,
                card: None,
                visitor: other,
            }
            .into()
        }
    })
}
