//! Chains made by hand: right ones, and what is bent of them.

use linli_client_core::Surroundings;
use linli_client_core::domain::command::{
    NameEstate, NoteCase, OpenCase, OpenDispute, Outcome, RecordVisit,
};
use linli_client_core::domain::{
    ActorId, CaseId, ChangeHash, Command, DocumentKey, EventId, HouseholdId, Kind, PersonId,
    Recorded, Timestamp, VisitId,
};
use linli_documents::Document;
use linli_wire::{Chain, ChainEntry};

use super::device::Device;
use super::knowledge::Knowledge;
use crate::clock::Machine;
use crate::random::Random;

/// A month in seconds, about.
const MONTH_S: i64 = 30 * 24 * 3_600;
/// Visit logs that are written to, so that none grows without bounds.
const MONTHS: u64 = 12;

/// A visit in a log of the own building, on top of the own ones. It is legal.
pub(super) fn visit(known: &Knowledge, device: &mut Device, random: &mut Random) -> Chain {
    let at = some_months_ago(random, MONTHS);
    let key = visits(known, at);
    let command = recorded_visit(known.homes[0], at, None, random);
    let place = match device.own.iter().position(|own| *own.key() == key) {
        Some(place) => place,
        None => {
            device.own.push(Document::genesis(&key, 0));
            device.own.len() - 1
        }
    };
    chain(
        &mut device.own[place],
        known.person,
        device.actor,
        at,
        command,
    )
}

/// A new case of the own building. It is legal.
pub(super) fn case(known: &Knowledge, random: &mut Random) -> Chain {
    let at = Machine.now();
    let key = DocumentKey::Case {
        estate: known.estate,
        building: known.building,
        case: CaseId::from_bytes(random.bytes()),
    };
    let command = open_case(random.pick(&known.homes).copied(), at);
    chain(
        &mut Document::genesis(&key, 0),
        known.person,
        ActorId(random.bytes()),
        at,
        command,
    )
}

/// A visit beside all others of its log, as a device that never syncs would write it: one head more. Legal.
pub(super) fn visit_apart(known: &Knowledge, random: &mut Random) -> Chain {
    let at = some_months_ago(random, 2).plus_seconds(-24 * MONTH_S);
    let command = recorded_visit(known.homes[0], at, None, random);
    let mut log = Document::genesis(&visits(known, at), 0);
    chain(&mut log, known.person, ActorId(random.bytes()), at, command)
}

/// In somebody else's name, in the own building.
pub(super) fn for_another(known: &Knowledge, random: &mut Random) -> Chain {
    let at = Machine.now();
    let other = Some(PersonId::from_bytes(random.bytes()));
    let command = recorded_visit(known.homes[0], at, other, random);
    let mut log = Document::genesis(&visits(known, at), 0);
    chain(&mut log, known.person, ActorId(random.bytes()), at, command)
}

/// A command that fits the document, where there is no right to it.
pub(super) fn elsewhere(known: &Knowledge, random: &mut Random) -> Option<Chain> {
    let not_mine: Vec<_> = known
        .documents
        .iter()
        .filter(|key| !known.may_write(key))
        .collect();
    let key = *random.pick(&not_mine)?;
    let at = Machine.now();
    let words = format!("手写{}", random.below(1_000_000));
    let command: Command = match key.kind() {
        Kind::Directory => NameEstate {
            name: words.parse().ok()?,
        }
        .into(),
        Kind::Visits | Kind::Household => {
            recorded_visit(HouseholdId::from_bytes(random.bytes()), at, None, random)
        }
        Kind::Case => NoteCase {
            event: EventId::from_bytes(random.bytes()),
            at,
            label: None,
            text: words.parse().ok()?,
            by: None,
        }
        .into(),
        Kind::Dispute => OpenDispute {
            title: words.parse().ok()?,
            detail: None,
            opened_at: at,
            building: None,
            household: None,
            parties: Vec::new(),
            case: None,
        }
        .into(),
    };
    let mut chain = Chain {
        document: *key,
        epoch: 0,
        actor: ActorId(random.bytes()),
        base: Vec::new(),
        result: ChangeHash(random.bytes()).into(),
        entries: vec![entry(at, command.to_bytes())],
    };
    let recorded = Recorded {
        author: known.person,
        at,
        command,
    };
    // With the result that it truly has, where it can be known.
    if let Ok(change) = Document::genesis(key, 0).execute(chain.actor, &recorded) {
        chain.result = change.hash.into();
    }
    Some(chain)
}

/// Executes, as a replica would before it sends.
fn chain(
    document: &mut Document,
    author: PersonId,
    actor: ActorId,
    at: Timestamp,
    command: Command,
) -> Chain {
    let base = document.base();
    let entries = vec![entry(at, command.to_bytes())];
    let recorded = Recorded {
        author,
        at,
        command,
    };
    let change = document.execute(actor, &recorded);
    // A rule may have it refused; then the result is none.
    let result = change.map_or(ChangeHash([0; 32]), |change| change.hash);
    Chain {
        document: *document.key(),
        epoch: 0,
        actor,
        base,
        result: result.into(),
        entries,
    }
}

pub(crate) fn entry(at: Timestamp, command: Vec<u8>) -> ChainEntry {
    ChainEntry { at, command }
}

fn visits(known: &Knowledge, at: Timestamp) -> DocumentKey {
    DocumentKey::Visits {
        estate: known.estate,
        building: known.building,
        month: at.month(),
    }
}

fn some_months_ago(random: &mut Random, months: u64) -> Timestamp {
    Machine
        .now()
        .plus_seconds(-MONTH_S * random.below(months).cast_signed())
}

fn recorded_visit(
    household: HouseholdId,
    at: Timestamp,
    visitor: Option<PersonId>,
    random: &mut Random,
) -> Command {
    RecordVisit {
        visit: VisitId::from_bytes(random.bytes()),
        household,
        at,
        visitor,
        outcome: Outcome::Met,
        purpose: None,
        met: Vec::new(),
        note: None,
        requests: Vec::new(),
        next_visit_on: None,
        card: None,
    }
    .into()
}

fn open_case(household: Option<HouseholdId>, at: Timestamp) -> Command {
    let text = "a text within its bounds";
    OpenCase {
        household,
        title: "灯坏了".parse().expect(text),
        category: "维修".parse().expect(text),
        detail: None,
        opened_at: at,
        visit: None,
        assignee: None,
    }
    .into()
}
