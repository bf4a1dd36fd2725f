//! Proptest strategies for commands, for this crate's tests and others' (feature `testing`).
//!
//! Ids, dates and flags come from small pools, so that commands meet: about half of them are legal on
//! a document that some of them were executed on before, the others are refused in every way there is.

mod case;
mod directory;
mod dispute;
mod household;
mod visits;

use linli_domain::command::{Command, Dwelling, Recorded};
use linli_domain::text::{Note, Phone, Text};
use linli_domain::{
    BuildingId, CaseId, Date, DisputeId, DocumentKey, EstateId, HouseholdId, Kind, Timestamp,
};
use proptest::prelude::*;

pub use case::case_command;
pub use directory::directory_command;
pub use dispute::dispute_command;
pub use household::household_command;
pub use visits::visits_command;

/// The estate in which all keys of `key` lie.
pub const ESTATE: EstateId = EstateId::from_bytes([0xe5; 16]);

/// A fixed document of the kind; the commands of this module are made for it.
pub fn key(kind: Kind) -> DocumentKey {
    let (estate, building) = (ESTATE, BuildingId::from_bytes([0xb1; 16]));
    match kind {
        Kind::Directory => DocumentKey::Directory { estate },
        Kind::Household => DocumentKey::Household {
            estate,
            building,
            household: HouseholdId::from_bytes([1; 16]),
        },
        Kind::Visits => DocumentKey::Visits {
            estate,
            building,
            month: Timestamp::clamped(MARCH).month(),
        },
        Kind::Case => DocumentKey::Case {
            estate,
            building,
            case: CaseId::from_bytes([0xca; 16]),
        },
        Kind::Dispute => DocumentKey::Dispute {
            estate,
            dispute: DisputeId::from_bytes([0xd1; 16]),
        },
    }
}

/// 2024-03-01, noon in China.
const MARCH: i64 = 1_709_265_600;

pub fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(&Kind::ALL[..])
}

/// A command for documents of the kind.
pub fn command(kind: Kind) -> BoxedStrategy<Command> {
    match kind {
        Kind::Directory => directory_command().boxed(),
        Kind::Household => household_command().boxed(),
        Kind::Visits => visits_command().boxed(),
        Kind::Case => case_command().boxed(),
        Kind::Dispute => dispute_command().boxed(),
    }
}

/// A command as one of three people gave it, at some time.
pub fn recorded(kind: Kind) -> impl Strategy<Value = Recorded> {
    let at = prop_oneof![9 => MARCH..MARCH + 2_000_000, 1 => any::<i64>()];
    (person(), at, command(kind)).prop_map(|(author, at, command)| Recorded {
        author,
        at: Timestamp::clamped(at),
        command,
    })
}

/// One of `pool` ids; the macro gives each id type its own strategy.
macro_rules! pools {
    ($($name:ident: $id:ident of $pool:literal),* $(,)?) => {$(
        fn $name() -> impl Strategy<Value = linli_domain::$id> {
            (1..=$pool as u8).prop_map(|n| linli_domain::$id::from_bytes([n; 16]))
        }
    )*};
}

pools! {
    person: PersonId of 3,
    resident: ResidentId of 4,
    household: HouseholdId of 3,
    visit: VisitId of 4,
    case: CaseId of 3,
    event: EventId of 5,
    building: BuildingId of 3,
    appointment: AppointmentId of 3,
    department: DepartmentId of 2,
}

/// Some of the few texts that are legal whatever the bounds, or anything that can be typed.
fn text<const MIN: usize, const MAX: usize>() -> impl Strategy<Value = Text<MIN, MAX>> {
    let typed = "[\\PC\n]{1,12}".prop_filter_map("control or blank", |text| text.parse().ok());
    let known = prop::sample::select(&["张三", "李四", "甲/乙", "301"][..])
        .prop_map(|text| text.parse().expect("short and plain"));
    prop_oneof![3 => known, 1 => typed]
}

fn long_note() -> impl Strategy<Value = Note> {
    prop_oneof![
        9 => text::<0, { linli_domain::limits::NOTE_CHARS }>(),
        1 => Just("长".repeat(2_000).parse().expect("exactly as long as allowed")),
    ]
}

fn phone() -> impl Strategy<Value = Phone> {
    "1[3-9][0-9]{9}".prop_map(|digits| digits.parse().expect("eleven digits"))
}

fn date() -> impl Strategy<Value = Date> {
    let start = Timestamp::clamped(MARCH).date();
    (-40..40_i32).prop_map(move |days| start.plus_days(days))
}

/// Mostly within the month of `key(Kind::Visits)`.
fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![9 => 0..2_000_000_i64, 1 => -90_000_000..90_000_000_i64]
        .prop_map(|seconds| Timestamp::clamped(MARCH + seconds))
}

fn dwelling() -> impl Strategy<Value = Dwelling> {
    (text(), text()).prop_map(|(unit, room)| Dwelling { unit, room })
}
