//! The documents that are worked on: the same bytes on every machine.

use linli_documents::Document;
use linli_domain::command::{
    CloseCase, Consent, ConsentMethod, CorrectResident, Dwelling, NewResident, NoteCase, OpenCase,
    Outcome, RecordVisit, RegisterHousehold, ResidentChange,
};
use linli_domain::{
    ActorId, BuildingId, CaseId, Command, DocumentKey, EstateId, EventId, HouseholdId, PersonId,
    Recorded, ResidentId, Timestamp, VisitId,
};

pub(crate) const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);
const BUILDING: BuildingId = BuildingId::from_bytes([0xb1; 16]);
const HOUSEHOLD: HouseholdId = HouseholdId::from_bytes([0x40; 16]);
const HERE: ActorId = ActorId([0xa1; 16]);
const ELSEWHERE: ActorId = ActorId([0xa2; 16]);
/// Changes of another device that a merge takes in.
const OTHERS: usize = 10;

/// A document, and commands that could come next.
pub(crate) struct Input {
    pub(crate) document: Document,
    next: fn(usize) -> Command,
    written: usize,
}

impl Input {
    fn new(key: DocumentKey, first: Vec<Command>, next: fn(usize) -> Command, more: usize) -> Self {
        let mut input = Self {
            document: Document::genesis(&key, 0),
            next,
            written: 0,
        };
        for command in first {
            execute(&mut input.document, HERE, command);
        }
        for number in 0..more {
            execute(&mut input.document, HERE, next(number));
        }
        input.written = more;
        input
    }

    pub(crate) fn next(&self) -> (ActorId, Recorded) {
        (HERE, recorded((self.next)(self.written)))
    }

    /// The document after one more command here, and what was written elsewhere meanwhile.
    pub(crate) fn apart(&self) -> (Document, Vec<Vec<u8>>) {
        let (mut here, mut elsewhere) = (self.document.clone(), self.document.clone());
        execute(&mut here, HERE, (self.next)(self.written));
        for number in 1..=OTHERS {
            execute(
                &mut elsewhere,
                ELSEWHERE,
                (self.next)(self.written + number),
            );
        }
        let changes = elsewhere.changes_since(&self.document.heads());
        (
            here,
            changes.into_iter().map(|change| change.bytes).collect(),
        )
    }
}

fn execute(document: &mut Document, actor: ActorId, command: Command) {
    document
        .execute(actor, &recorded(command))
        .expect("these commands are legal");
}

fn recorded(command: Command) -> Recorded {
    Recorded {
        author: PersonId::from_bytes([1; 16]),
        at: at(0),
        command,
    }
}

/// The morning of 24 November 2026 in China, and a minute more for each number.
pub(crate) fn at(number: usize) -> Timestamp {
    Timestamp::clamped(1_795_478_400 + 60 * number as i64)
}

/// Ids that differ in their last byte, as those of one day on one phone do.
fn id(number: usize) -> [u8; 16] {
    let mut bytes = [0x5d; 16];
    bytes[15] = number as u8;
    bytes
}

pub(crate) fn visit(number: usize) -> Command {
    RecordVisit {
        visit: VisitId::from_bytes(id(number)),
        household: HOUSEHOLD,
        at: at(number),
        outcome: Outcome::Met,
        purpose: Some("日常走访".parse().expect("a label")),
        met: vec![ResidentId::from_bytes(id(0))],
        note: Some("精神不错，约好周三陪同取药".parse().expect("a note")),
        requests: Vec::new(),
        next_visit_on: None,
        card: None,
        visitor: None,
    }
    .into()
}

pub(crate) fn visits() -> Input {
    let key = DocumentKey::Visits {
        estate: ESTATE,
        building: BUILDING,
        month: at(0).month(),
    };
    Input::new(key, Vec::new(), visit, 50)
}

pub(crate) fn household() -> Input {
    let key = DocumentKey::Household {
        estate: ESTATE,
        building: BUILDING,
        household: HOUSEHOLD,
    };
    let register = RegisterHousehold {
        dwelling: Dwelling {
            unit: "2单元".parse().expect("a label"),
            room: "301".parse().expect("a label"),
        },
        residents: (0..3).map(resident).collect(),
        tags: vec!["独居".parse().expect("a label")],
        consents: vec![Consent {
            tag: "独居".parse().expect("a label"),
            method: ConsentMethod::Spoken,
            on: at(0).date(),
            given_by: None,
        }],
    };
    Input::new(key, vec![register.into()], correction, 8)
}

fn resident(number: usize) -> NewResident {
    NewResident {
        id: ResidentId::from_bytes(id(number)),
        name: "周桂兰".parse().expect("a name"),
        phone: Some("13800000001".parse().expect("a phone")),
        relation: None,
        birth_year: Some(1950),
        gender: None,
        notes: None,
        moved_in: None,
    }
}

fn correction(number: usize) -> Command {
    let notes = format!("第{number}次更正：耳背，敲门要重");
    CorrectResident {
        resident: ResidentId::from_bytes(id(number % 3)),
        changes: vec![ResidentChange::Notes(Some(notes.parse().expect("a note")))],
    }
    .into()
}

pub(crate) fn case() -> Input {
    let key = DocumentKey::Case {
        estate: ESTATE,
        building: BUILDING,
        case: CaseId::from_bytes([0xca; 16]),
    };
    let open = OpenCase {
        household: Some(HOUSEHOLD),
        title: "楼道灯不亮".parse().expect("a title"),
        category: "设施维修".parse().expect("a label"),
        detail: Some("三楼拐角处".parse().expect("a note")),
        opened_at: at(0),
        visit: None,
        assignee: None,
    };
    let mut input = Input::new(key, vec![open.into()], note, 8);
    let close = CloseCase {
        event: EventId::from_bytes(id(200)),
        at: at(200),
        text: "已换灯泡".parse().expect("a note"),
    };
    execute(&mut input.document, HERE, close.into());
    input
}

fn note(number: usize) -> Command {
    NoteCase {
        event: EventId::from_bytes(id(number)),
        at: at(number),
        label: Some("电话".parse().expect("a label")),
        text: "物业说周五来".parse().expect("a note"),
        by: None,
    }
    .into()
}
