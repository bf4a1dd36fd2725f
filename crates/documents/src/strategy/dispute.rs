use linli_domain::command::{
    CloseDispute, Command, DisputeOutcome, NoteDispute, OpenDispute, Party, SettleDispute,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::{building, case, date, event, household, long_note, text, time};

pub fn dispute_command() -> impl Strategy<Value = Command> {
    prop_oneof![2 => open(), 4 => note(), 2 => settle(), 2 => close()]
}

fn open() -> impl Strategy<Value = Command> {
    let parties = prop_oneof![9 => vec(party(), 0..4), 1 => vec(party(), 17)];
    let place = (of(building()), of(household()), of(case()));
    (text(), of(long_note()), time(), place, parties).prop_map(
        |(title, detail, opened_at, (building, household, case), parties)| {
            OpenDispute {
                title,
                detail,
                opened_at,
                building,
                household,
                parties,
                case,
            }
            .into()
        },
    )
}

fn party() -> impl Strategy<Value = Party> {
    (text(), of(household())).prop_map(|(text, household)| Party { text, household })
}

fn note() -> impl Strategy<Value = Command> {
    (event(), time(), date(), any::<bool>(), long_note()).prop_map(
        |(event, at, on, session, text)| {
            NoteDispute {
                event,
                at,
                on,
                session,
                text,
            }
            .into()
        },
    )
}

fn settle() -> impl Strategy<Value = Command> {
    (event(), time(), date(), text()).prop_map(|(event, at, on, agreement)| {
        SettleDispute {
            event,
            at,
            on,
            agreement,
        }
        .into()
    })
}

fn close() -> impl Strategy<Value = Command> {
    let outcome = prop::sample::select(&DisputeOutcome::ALL[..]);
    (event(), time(), outcome, of(long_note())).prop_map(|(event, at, outcome, text)| {
        CloseDispute {
            event,
            at,
            outcome,
            text,
        }
        .into()
    })
}
