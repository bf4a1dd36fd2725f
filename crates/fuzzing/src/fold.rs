//! A case that several people write to at once, and the server's numbers in any order. Each step is three
//! bytes: who, what, and which event or whom they hear of it from.

use std::collections::BTreeMap;

use linli_documents::strategy::key;
use linli_documents::{Change, Document, EventOrder};
use linli_domain::command::{
    AnswerCase, CloseCase, DispatchCase, NoteCase, NoteReferral, OpenCase, RecallCase, ReferCase,
    ReferralStep,
};
use linli_domain::view::{CaseStatus, CaseView, EventKind, ReferralState};
use linli_domain::{
    ActorId, Command, DepartmentId, EventId, Kind, PersonId, Recorded, Seq, Timestamp,
};

use crate::take::Take;

const REPLICAS: usize = 3;
/// Steps read; more cost time and show nothing new.
const MOST_STEPS: usize = 64;
const START: i64 = 1_709_265_600;

pub fn run(bytes: &[u8]) {
    let mut take = Take(bytes);
    let mut fleet = Fleet::new();
    let steps = usize::from(take.byte()) % (MOST_STEPS + 1);
    for _ in 0..steps {
        fleet.step(&mut take);
    }
    let order = numbers(&fleet.made, &mut take);
    let all = fleet.meet();
    let view = read(&all[0], &order);
    for document in &all {
        assert_eq!(read(document, &order), view, "replicas disagree");
    }
    holds(&view, &all[0], &order);
}

struct Fleet {
    replicas: Vec<Document>,
    made: Vec<Change>,
}

impl Fleet {
    fn new() -> Self {
        Self {
            replicas: vec![Document::genesis(&key(Kind::Case), 0); REPLICAS],
            made: Vec::new(),
        }
    }

    fn step(&mut self, take: &mut Take<'_>) {
        let (who, what, which) = (take.byte(), take.byte(), take.byte());
        let at = usize::from(who) % REPLICAS;
        if what % 4 == 3 {
            let from = self.replicas[usize::from(which) % REPLICAS].clone();
            pull(&from, &mut self.replicas[at]);
            return;
        }
        let recorded = Recorded {
            author: PersonId::from_bytes([who % 5; 16]),
            at: time(what),
            command: command(what, which),
        };
        if let Ok(change) = self.replicas[at].execute(ActorId([at as u8 + 1; 16]), &recorded) {
            self.made.push(change);
        }
    }

    /// Documents that hold everything, each by another way.
    fn meet(mut self) -> Vec<Document> {
        let genesis = Document::genesis(&key(Kind::Case), 0);
        let (mut backwards, mut singly) = (genesis.clone(), genesis);
        let reversed = self.made.iter().rev().map(|change| change.bytes.as_slice());
        backwards.apply(reversed).expect("a batch in any order");
        for change in &self.made {
            let one = singly.apply([change.bytes.as_slice()]);
            one.expect("each after those that it builds on");
        }
        for replica in &mut self.replicas {
            pull(&backwards, replica);
        }
        let loaded = Document::load(singly.key(), 0, &singly.save());
        self.replicas
            .push(loaded.expect("what was saved can be loaded"));
        self.replicas.extend([backwards, singly]);
        self.replicas
    }
}

fn pull(from: &Document, to: &mut Document) {
    let missing = from.changes_since(&to.heads());
    to.apply(missing.iter().map(|change| change.bytes.as_slice()))
        .expect("a replica takes what another one has");
}

fn command(what: u8, which: u8) -> Command {
    let event = EventId::from_bytes([which % 16; 16]);
    let at = time(what);
    let text = "问过了".parse().expect("a short text");
    match what % 4 {
        0 => OpenCase {
            household: None,
            title: "漏水".parse().expect("a short text"),
            category: "维修".parse().expect("a short text"),
            detail: None,
            opened_at: at,
            visit: None,
            assignee: None,
        }
        .into(),
        1 => NoteCase {
            event,
            at,
            label: None,
            text,
            by: None,
        }
        .into(),
        2 if what > 127 => about_the_mediators(what / 4, event, at),
        2 if what > 8 => about_a_department(what / 4, event, at),
        _ => CloseCase { event, at, text }.into(),
    }
}

fn about_a_department(what: u8, event: EventId, at: Timestamp) -> Command {
    let department = DepartmentId::from_bytes([what / 3 % 2; 16]);
    let text = "请处理".parse().expect("a short text");
    match what % 3 {
        0 => DispatchCase {
            event,
            at,
            department,
            text,
        }
        .into(),
        1 => RecallCase { event, at, text }.into(),
        _ => AnswerCase {
            event,
            at,
            department,
            text,
        }
        .into(),
    }
}

fn about_the_mediators(what: u8, event: EventId, at: Timestamp) -> Command {
    let Some(state) = ReferralStep::ALL.into_iter().nth(usize::from(what % 4)) else {
        let text = "请调解".parse().expect("a short text");
        return ReferCase { event, at, text }.into();
    };
    NoteReferral {
        event,
        at,
        state,
        text: None,
    }
    .into()
}

/// Clocks lie: nothing may be ordered by them.
fn time(what: u8) -> Timestamp {
    Timestamp::clamped(START - i64::from(what) * 1_000)
}

type Numbers = BTreeMap<(ActorId, u64), Seq>;

/// Some changes have a number: of any size, and two may even share one.
fn numbers(made: &[Change], take: &mut Take<'_>) -> Numbers {
    let mut numbers = Numbers::new();
    for change in made {
        if take.is_empty() {
            break;
        }
        let seq = match take.byte() {
            0 => continue,
            255 => Seq::MAX,
            seq => Seq::from(seq),
        };
        numbers.insert((change.actor, change.actor_seq), seq);
    }
    numbers
}

fn order(numbers: &Numbers) -> impl EventOrder {
    |actor: &ActorId, actor_seq: u64| numbers.get(&(*actor, actor_seq)).copied()
}

fn read(document: &Document, numbers: &Numbers) -> CaseView {
    let view = document.case(&order(numbers)).expect("it is a case");
    let again = document.case(&order(numbers));
    assert_eq!(again.as_ref(), Some(&view), "a fold is no function");
    view
}

/// A department has the case from its dispatch to the next that counts, and says something that counts in between.
fn departments(view: &CaseView) {
    let mut with = None;
    for event in view.events.iter().filter(|event| event.void.is_none()) {
        match event.kind {
            EventKind::Note | EventKind::Refer | EventKind::Referral => {}
            EventKind::Dispatch => with = event.department,
            EventKind::Recall => assert!(with.take().is_some(), "nothing was recalled"),
            EventKind::Answer => assert!(with.is_some() && with == event.department),
            EventKind::Close => with = None,
        }
    }
    assert_eq!(view.dispatched, with);
}

/// Each step of a referral that counts follows from the one before.
fn referrals(view: &CaseView) {
    use ReferralState::{Declined, Ended, TakenUp, Waiting};
    let mut state = None;
    for event in view.events.iter().filter(|event| event.void.is_none()) {
        state = match (event.kind, event.referral) {
            (EventKind::Refer, _) => {
                assert!(matches!(state, None | Some(Declined | Ended)));
                Some(Waiting)
            }
            (EventKind::Referral, Some(step)) => {
                let (from, to) = match step {
                    ReferralStep::TakenUp => (Waiting, TakenUp),
                    ReferralStep::Declined => (Waiting, Declined),
                    ReferralStep::Ended => (TakenUp, Ended),
                };
                assert_eq!(state, Some(from), "nothing to follow from");
                Some(to)
            }
            _ => state,
        };
    }
    assert_eq!(view.referral.map(|referral| referral.state), state);
}

/// What a fold owes, whatever came in.
fn holds(view: &CaseView, document: &Document, numbers: &Numbers) {
    let closings = || {
        view.events
            .iter()
            .filter(|event| event.kind == EventKind::Close)
    };
    let valid = closings().filter(|event| event.void.is_none()).count();
    assert_eq!(valid, usize::from(closings().next().is_some()));
    assert!(closings().next().is_none_or(|first| first.void.is_none()));
    assert_eq!(view.status == CaseStatus::Closed, valid == 1);
    let notes = view
        .events
        .iter()
        .filter(|event| event.kind == EventKind::Note);
    assert!(notes.into_iter().all(|note| note.void.is_none()));
    departments(view);
    referrals(view);
    let mut ids: Vec<EventId> = view.events.iter().map(|event| event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), view.events.len(), "an event counts twice");
    // With no number known, all that is there counts all the same.
    let unnumbered = read(document, &Numbers::new());
    assert_eq!(unnumbered.events.len(), view.events.len());
    assert_eq!(unnumbered.status, view.status);
    assert!(numbers.len() <= document.change_ids().len());
}
