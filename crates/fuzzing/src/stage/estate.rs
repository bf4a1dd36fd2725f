//! An estate with two buildings, of which one is looked after by the head whose device the targets hold.

use linli_domain::command::{
    AddBuilding, AddDwellings, Appoint, Dwelling, NameEstate, NewResident, NoteCase, OpenCase,
    Outcome, RecordVisit, RegisterHousehold,
};
use linli_domain::{
    AppointmentId, BuildingId, CaseId, Command, DocumentKey, EstateId, EventId, FeedId,
    HouseholdId, Kind, PersonId, ResidentId, Role, Timestamp, VisitId,
};
use linli_server::store::ConsoleCommand;

pub(crate) const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);
/// Nobody of the targets' people holds anything in it.
pub(crate) const ANOTHER: EstateId = EstateId::from_bytes([0xe6; 16]);
/// The head's building, and one that is not theirs.
pub(crate) const THREE: BuildingId = BuildingId::from_bytes([0xb3; 16]);
pub(crate) const FOUR: BuildingId = BuildingId::from_bytes([0xb4; 16]);
pub(crate) const HEAD: PersonId = PersonId::from_bytes([0x11; 16]);
pub(crate) const HOME: HouseholdId = HouseholdId::from_bytes([0x40; 16]);
const NEIGHBOUR: HouseholdId = HouseholdId::from_bytes([0x41; 16]);
pub(crate) const LEAK: CaseId = CaseId::from_bytes([0xca; 16]);

/// 14:00 in China.
pub(crate) fn now() -> Timestamp {
    Timestamp::clamped(1_795_500_000)
}

pub(crate) fn directory() -> DocumentKey {
    DocumentKey::Directory { estate: ESTATE }
}

pub(crate) fn household(building: BuildingId, household: HouseholdId) -> DocumentKey {
    DocumentKey::Household {
        estate: ESTATE,
        building,
        household,
    }
}

pub(crate) fn visits(building: BuildingId) -> DocumentKey {
    DocumentKey::Visits {
        estate: ESTATE,
        building,
        month: now().month(),
    }
}

pub(crate) fn leak() -> DocumentKey {
    DocumentKey::Case {
        estate: ESTATE,
        building: THREE,
        case: LEAK,
    }
}

/// Said anew here, and not asked of the product: what a head of `THREE` writes to.
pub(crate) fn may_write(document: &DocumentKey) -> bool {
    document.estate() == ESTATE
        && document.building() == Some(THREE)
        && document.kind() != Kind::Directory
}

/// The same of reading.
pub(crate) fn may_read(feed: FeedId) -> bool {
    feed.estate == ESTATE
        && match feed.kind {
            Kind::Directory => feed.building.is_none(),
            Kind::Household | Kind::Visits | Kind::Case => feed.building == Some(THREE),
            Kind::Dispute => false,
        }
}

/// What the estate is made of.
pub(crate) fn beginning() -> Vec<ConsoleCommand> {
    let mut commands = vec![on(
        directory(),
        NameEstate {
            name: text("西苑")
        },
    )];
    for (building, name) in [(THREE, "3号楼"), (FOUR, "4号楼")] {
        commands.push(on(
            directory(),
            AddBuilding {
                building,
                name: text(name),
            },
        ));
        let dwellings = vec![dwelling("101"), dwelling("102")];
        commands.push(on(
            directory(),
            AddDwellings {
                building,
                dwellings,
            },
        ));
    }
    commands.push(on(directory(), appointment()));
    commands.push(on(household(THREE, HOME), registration("101", 1)));
    commands.push(on(household(FOUR, NEIGHBOUR), registration("102", 2)));
    commands.push(on(leak(), complaint()));
    commands.extend(
        [(THREE, HOME, 1), (FOUR, NEIGHBOUR, 2)]
            .map(|(building, home, number)| on(visits(building), visit(home, number))),
    );
    commands
}

/// What happens after the phone has synced: news for it.
pub(crate) fn news() -> Vec<ConsoleCommand> {
    let note = NoteCase {
        event: EventId::from_bytes([7; 16]),
        at: now(),
        label: Some(text("电话")),
        text: text("约了周三"),
        by: None,
    };
    vec![
        on(leak(), note),
        on(visits(THREE), visit(HOME, 3)),
        on(
            household(THREE, HouseholdId::from_bytes([0x42; 16])),
            registration("102", 3),
        ),
    ]
}

fn on(document: DocumentKey, command: impl Into<Command>) -> ConsoleCommand {
    ConsoleCommand {
        document,
        at: now(),
        command: command.into(),
    }
}

fn appointment() -> Appoint {
    Appoint {
        appointment: AppointmentId::from_bytes([0xa1; 16]),
        person: HEAD,
        name: text("王秀兰"),
        role: Role::BuildingHead,
        building: Some(THREE),
        department: None,
        from: now().date(),
        until: None,
    }
}

fn registration(room: &str, number: u8) -> RegisterHousehold {
    RegisterHousehold {
        dwelling: dwelling(room),
        residents: vec![NewResident {
            id: ResidentId::from_bytes([number; 16]),
            name: text("张三"),
            phone: Some(text("13800000001")),
            relation: None,
            birth_year: Some(1950),
            gender: None,
            notes: None,
            moved_in: None,
        }],
        tags: Vec::new(),
        consents: Vec::new(),
    }
}

fn complaint() -> OpenCase {
    OpenCase {
        household: Some(HOME),
        title: text("楼道漏水"),
        category: text("维修"),
        detail: None,
        opened_at: now(),
        visit: None,
        assignee: None,
    }
}

pub(crate) fn visit(household: HouseholdId, number: u8) -> RecordVisit {
    RecordVisit {
        visit: VisitId::from_bytes([number; 16]),
        household,
        at: now(),
        visitor: None,
        outcome: Outcome::Met,
        purpose: None,
        met: Vec::new(),
        note: Some(text("都好")),
        requests: Vec::new(),
        next_visit_on: None,
        card: None,
    }
}

fn dwelling(room: &str) -> Dwelling {
    Dwelling {
        unit: text("1单元"),
        room: text(room),
    }
}

fn text<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a text within its bounds")
}
