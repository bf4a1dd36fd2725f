use linli_domain::command::{
    Command, CorrectVisit, Outcome, RecordVisit, Request, VisitChange, WithdrawVisit,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::{case, date, household, long_note, person, resident, text, time, visit};

pub fn visits_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        5 => record(),
        3 => (visit(), vec(change(), 0..4))
            .prop_map(|(visit, changes)| CorrectVisit { visit, changes }.into()),
        1 => (visit(), text()).prop_map(|(visit, reason)| WithdrawVisit { visit, reason }.into()),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    select(&Outcome::ALL[..])
}

fn record() -> impl Strategy<Value = Command> {
    let facts = (visit(), household(), time(), outcome());
    let met = prop_oneof![9 => vec(resident(), 0..4), 1 => vec(resident(), 30..35)];
    let requests = prop_oneof![9 => vec(request(), 0..3), 1 => vec(request(), 10..18)];
    let words = (of(text()), of(long_note()), of(text()));
    let visitor = prop_oneof![3 => Just(None), 1 => person().prop_map(Some)];
    (facts, met, requests, words, of(date()), visitor).prop_map(
        |(facts, met, requests, (purpose, note, card), next_visit_on, visitor)| {
            RecordVisit {
                visit: facts.0,
                household: facts.1,
                at: facts.2,
                outcome: facts.3,
                purpose,
                met,
                note,
                requests,
                next_visit_on,
                card,
                visitor,
            }
            .into()
        },
    )
}

fn request() -> impl Strategy<Value = Request> {
    (text(), of(case())).prop_map(|(text, case)| Request { text, case })
}

fn change() -> BoxedStrategy<VisitChange> {
    prop_oneof![
        time().prop_map(VisitChange::At),
        outcome().prop_map(VisitChange::Outcome),
        of(text()).prop_map(VisitChange::Purpose),
        of(long_note()).prop_map(VisitChange::Note),
        of(date()).prop_map(VisitChange::NextVisitOn),
        of(text()).prop_map(VisitChange::Card),
    ]
    .boxed()
}
