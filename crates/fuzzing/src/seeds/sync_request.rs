use linli_domain::command::{NameEstate, NoteCase, OpenCase, SetDoNotVisit};
use linli_domain::{ActorId, CaseId, ChangeHash, Command, DocumentKey, HouseholdId, VisitId};
use linli_domain::{EventId, PersonId};
use linli_wire::frame::write_item;
use linli_wire::{Chain, ChainEntry, FeedCursor, FeedPosition, FeedsDigest, Position, RequestItem};

use super::{Seed, seed};
use crate::stage::estate::{
    ESTATE, FOUR, HOME, THREE, directory, household, leak, now, visit, visits,
};
use crate::sync_request::hello;

pub(super) fn seeds() -> Vec<Seed> {
    requests().into_iter().chain(chains()).collect()
}

fn requests() -> Vec<Seed> {
    let cursor = |position| RequestItem::Cursor {
        estate: ESTATE,
        position,
    };
    let feeds = [directory().feed(), household(THREE, HOME).feed()];
    let each = |position| Position::Each {
        cursors: feeds.map(|feed| FeedCursor { feed, position }).to_vec(),
    };
    let none = Position::Each {
        cursors: Vec::new(),
    };
    let in_packs = each(FeedPosition::InPacks {
        generation: 1,
        next: 1,
    });
    let together = Position::Together {
        seq: 3,
        feeds: FeedsDigest::of(&feeds),
    };
    let documents = vec![leak().id(), household(FOUR, HOME).id(), visits(THREE).id()];
    [
        ("nothing", 0, Vec::new()),
        ("first-sync", 0, vec![cursor(none.clone())]),
        ("first-sync-in-zstd", 0x80, vec![cursor(none)]),
        (
            "each-at",
            0,
            vec![cursor(each(FeedPosition::At { seq: 4 }))],
        ),
        ("each-in-packs", 0, vec![cursor(in_packs)]),
        ("together", 0, vec![cursor(together)]),
        ("want", 0, vec![RequestItem::Want { documents }]),
    ]
    .into_iter()
    .map(|(name, choice, items)| {
        let mut bytes = vec![choice];
        write_item(&mut bytes, &RequestItem::Hello(hello()));
        items.iter().for_each(|item| write_item(&mut bytes, item));
        seed("sync_request", name, bytes)
    })
    .collect()
}

fn chains() -> Vec<Seed> {
    let note = |by| NoteCase {
        event: EventId::from_bytes([9; 16]),
        at: now(),
        label: None,
        text: "问过了".parse().expect("a short text"),
        by,
    };
    let name = NameEstate {
        name: "东苑".parse().expect("a short text"),
    };
    let open = OpenCase {
        household: Some(HOME),
        title: "灯坏了".parse().expect("a short text"),
        category: "维修".parse().expect("a short text"),
        detail: None,
        opened_at: now(),
        visit: Some(VisitId::from_bytes([1; 16])),
        assignee: None,
    };
    let lamp = DocumentKey::Case {
        estate: ESTATE,
        building: THREE,
        case: CaseId::from_bytes([0xcb; 16]),
    };
    let quiet = SetDoNotVisit {
        wanted: true,
        until: None,
    };
    let other = Some(PersonId::from_bytes([0x12; 16]));
    let allowed = vec![
        chain(
            visits(THREE),
            vec![visit(HOME, 8).into(), visit(HOME, 9).into()],
        ),
        chain(leak(), vec![note(None).into()]),
        chain(lamp, vec![open.clone().into()]),
        chain(household(THREE, HOME), vec![quiet.into()]),
    ];
    let forbidden = vec![
        chain(directory(), vec![name.into()]),
        chain(
            visits(FOUR),
            vec![visit(HouseholdId::from_bytes([0x41; 16]), 8).into()],
        ),
        chain(leak(), vec![note(other).into()]),
        chain(visits(THREE), vec![open.into()]),
    ];
    [
        ("allowed", 3, 1, &allowed),
        ("allowed-on-a-forged-base", 2, 1, &allowed),
        ("forbidden", 3, 2, &forbidden),
        ("forbidden-with-the-highest-number", 3, u64::MAX, &forbidden),
    ]
    .into_iter()
    .map(|(name, choice, counter, chains)| {
        let mut bytes = vec![choice];
        bytes.extend(counter.to_be_bytes());
        bytes.extend(minicbor::to_vec(chains).expect("memory does not refuse bytes"));
        seed("sync_request", name, bytes)
    })
    .collect()
}

fn chain(document: DocumentKey, commands: Vec<Command>) -> Chain {
    Chain {
        document,
        epoch: 0,
        actor: ActorId([0xac; 16]),
        base: Vec::new(),
        result: ChangeHash([0; 32]).into(),
        entries: commands
            .iter()
            .map(|command| ChainEntry {
                at: now(),
                command: command.to_bytes(),
            })
            .collect(),
    }
}
