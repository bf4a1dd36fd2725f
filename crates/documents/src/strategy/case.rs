use linli_domain::command::{
    AnswerCase, CloseCase, Command, DispatchCase, NoteCase, NoteReferral, OpenCase, RecallCase,
    ReferCase, ReferralStep,
};
use proptest::option::of;
use proptest::prelude::*;

use super::{department, event, household, long_note, person, text, time, visit};

pub fn case_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => open(), 4 => note(), 2 => close(), 2 => dispatch(), 1 => recall(), 2 => answer(),
        2 => refer(), 3 => note_referral()
    ]
}

fn open() -> impl Strategy<Value = Command> {
    let words = (text(), text(), of(long_note()));
    (words, of(household()), time(), of(visit()), of(person())).prop_map(
        |((title, category, detail), household, opened_at, visit, assignee)| {
            OpenCase {
                household,
                title,
                category,
                detail,
                opened_at,
                visit,
                assignee,
            }
            .into()
        },
    )
}

fn note() -> impl Strategy<Value = Command> {
    (event(), time(), of(text()), long_note(), of(person())).prop_map(
        |(event, at, label, text, by)| {
            NoteCase {
                event,
                at,
                label,
                text,
                by,
            }
            .into()
        },
    )
}

fn close() -> impl Strategy<Value = Command> {
    (event(), time(), long_note())
        .prop_map(|(event, at, text)| CloseCase { event, at, text }.into())
}

fn dispatch() -> impl Strategy<Value = Command> {
    (event(), time(), department(), long_note()).prop_map(|(event, at, department, text)| {
        DispatchCase {
            event,
            at,
            department,
            text,
        }
        .into()
    })
}

fn recall() -> impl Strategy<Value = Command> {
    (event(), time(), long_note())
        .prop_map(|(event, at, text)| RecallCase { event, at, text }.into())
}

fn answer() -> impl Strategy<Value = Command> {
    (event(), time(), department(), long_note()).prop_map(|(event, at, department, text)| {
        AnswerCase {
            event,
            at,
            department,
            text,
        }
        .into()
    })
}

fn refer() -> impl Strategy<Value = Command> {
    (event(), time(), long_note())
        .prop_map(|(event, at, text)| ReferCase { event, at, text }.into())
}

/// Now and then with a text where none may be.
fn note_referral() -> impl Strategy<Value = Command> {
    let state = prop::sample::select(&ReferralStep::ALL[..]);
    let text = prop_oneof![3 => Just(None), 1 => of(long_note())];
    (event(), time(), state, text).prop_map(|(event, at, state, text)| {
        NoteReferral {
            event,
            at,
            state,
            text,
        }
        .into()
    })
}
