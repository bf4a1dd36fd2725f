//! What must hold for any commands, in any order, on any replicas.

use std::collections::BTreeMap;

use linli_documents::strategy::{key, kind, recorded};
use linli_documents::{AsWritten, Change, Document, EventOrder};
use linli_domain::command::{DisputeOutcome, Recorded, ReferralStep};
use linli_domain::view::{CaseStatus, DisputeEventKind, DisputeStatus, EventKind, ReferralState};
use linli_domain::{ActorId, Kind};
use proptest::collection::vec;
use proptest::prelude::*;

/// One step of a fleet of three: a replica executes, or takes over what another one has.
#[derive(Debug, Clone)]
enum Step {
    Execute(usize, Box<Recorded>),
    Pull { from: usize, to: usize },
}

fn steps(kind: Kind) -> impl Strategy<Value = Vec<Step>> {
    let execute = (0..3_usize, recorded(kind)).prop_map(|(at, r)| Step::Execute(at, Box::new(r)));
    let pull = (0..3_usize, 0..3_usize).prop_map(|(from, to)| Step::Pull { from, to });
    vec(prop_oneof![4 => execute, 1 => pull], 1..40)
}

fn fleet() -> impl Strategy<Value = (Kind, Vec<Step>)> {
    kind().prop_flat_map(|kind| steps(kind).prop_map(move |steps| (kind, steps)))
}

fn history() -> impl Strategy<Value = (Kind, Vec<Recorded>)> {
    kind().prop_flat_map(|kind| vec(recorded(kind), 1..25).prop_map(move |all| (kind, all)))
}

fn actor(replica: usize) -> ActorId {
    ActorId([0xa0 + replica as u8; 16])
}

fn pull(from: &Document, to: &mut Document) {
    let missing = from.changes_since(&to.heads());
    to.apply(missing.iter().map(|change| &change.bytes[..]))
        .unwrap();
}

/// All that the steps made in one document, and an order in which some of it is pending, and some shares a number.
fn in_any_order(kind: Kind, steps: &[Step], numbers: &[u8]) -> (Document, impl EventOrder) {
    let (mut replicas, changes) = run(kind, steps);
    let all = &mut replicas[0];
    all.apply(changes.iter().map(|(_, change)| &change.bytes[..]))
        .unwrap();
    let places = changes
        .iter()
        .map(|(_, change)| (change.actor, change.actor_seq));
    let numbered: BTreeMap<_, _> = places
        .zip(numbers.to_vec())
        .filter(|(_, n)| *n > 40)
        .collect();
    let order =
        move |actor: &ActorId, seq: u64| numbered.get(&(*actor, seq)).map(|n| u64::from(*n));
    (replicas.swap_remove(0), order)
}

/// Everything that a document says, for comparison.
fn reading(document: &Document) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        document.household(),
        document.visits(),
        document.directory(),
        document.case(&AsWritten),
        document.dispute(&AsWritten),
        document.conflicts(),
        document.change_ids(),
    )
}

/// Runs the steps; gives the replicas, and each change with what was executed on which heads.
fn run(kind: Kind, steps: &[Step]) -> (Vec<Document>, Vec<(Recorded, Change)>) {
    let mut replicas = vec![Document::genesis(&key(kind), 0); 3];
    let mut changes = Vec::new();
    for step in steps {
        match step {
            Step::Execute(at, recorded) => {
                if let Ok(change) = replicas[*at].execute(actor(*at), recorded) {
                    changes.push((Recorded::clone(recorded), change));
                }
            }
            Step::Pull { from, to } => {
                let from = replicas[*from].clone();
                pull(&from, &mut replicas[*to]);
            }
        }
    }
    (replicas, changes)
}

proptest! {
    #[test]
    fn replicas_converge((kind, steps) in fleet()) {
        let (mut replicas, changes) = run(kind, &steps);
        // All that there is, in the opposite order of its making, in one batch.
        let mut backwards = Document::genesis(&key(kind), 0);
        backwards.apply(changes.iter().rev().map(|(_, change)| &change.bytes[..])).unwrap();
        // And singly, each with a further one that is known already.
        let mut singly = Document::genesis(&key(kind), 0);
        for (_, change) in &changes {
            singly.apply([&change.bytes[..], &change.bytes[..]]).unwrap();
        }
        for round in 0..2 {
            for from in 0..3 {
                let source = replicas[from].clone();
                pull(&source, &mut replicas[(from + 1 + round) % 3]);
            }
        }
        for round in 0..3 {
            let source = replicas[round].clone();
            replicas.iter_mut().for_each(|replica| pull(&source, replica));
        }
        replicas.push(backwards);
        replicas.push(singly);
        for replica in &replicas[1..] {
            prop_assert_eq!(replica.heads(), replicas[0].heads());
            prop_assert_eq!(reading(replica), reading(&replicas[0]));
        }
    }

    #[test]
    fn re_execution_gives_equal_changes((kind, steps) in fleet()) {
        let (_, changes) = run(kind, &steps);
        // A server that sees the commands only, each with the heads that it was given on.
        let mut server = Document::genesis(&key(kind), 0);
        for (recorded, change) in &changes {
            let mut fork = server.fork_at(&change.deps).unwrap();
            let again = fork.execute(change.actor, recorded).unwrap();
            prop_assert_eq!(&again, change);
            server.apply([&again.bytes[..]]).unwrap();
        }
    }

    #[test]
    fn a_refusal_leaves_no_trace((kind, history) in history()) {
        let mut document = Document::genesis(&key(kind), 0);
        for (nth, recorded) in history.iter().enumerate() {
            let (before, heads) = (document.save(), document.heads());
            // Every third by another actor, whose first command may be the one that is refused.
            match document.execute(actor(nth % 3), recorded) {
                Ok(change) => {
                    prop_assert!(heads.iter().all(|head| change.deps.contains(head)));
                    prop_assert_eq!(document.heads(), [change.hash]);
                    prop_assert_eq!(document.change(&change.hash), Some(change));
                }
                Err(refusal) => {
                    prop_assert_eq!(document.save(), before, "{}", refusal);
                }
            }
        }
    }

    #[test]
    fn load_gives_what_save_took((kind, steps) in fleet()) {
        let (replicas, _) = run(kind, &steps);
        for replica in replicas {
            let bytes = replica.save();
            let loaded = Document::load(&key(kind), 0, &bytes).unwrap();
            prop_assert_eq!(loaded.save(), bytes);
            prop_assert_eq!(loaded.heads(), replica.heads());
            prop_assert_eq!(reading(&loaded), reading(&replica));
            prop_assert_eq!(loaded.is_empty(), replica.change_ids().is_empty());
        }
    }

    #[test]
    fn damaged_bytes_are_an_error((kind, history) in history(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut document = Document::genesis(&key(kind), 0);
        let made: Vec<_> = history.iter().filter_map(|r| document.execute(actor(0), r).ok()).collect();
        let mut bytes = document.save();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Document::load(&key(kind), 0, &bytes).is_err());
        bytes.truncate(at);
        prop_assert!(Document::load(&key(kind), 0, &bytes).is_err());
        if let Some(change) = made.last() {
            let mut bytes = change.bytes.clone();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            let before = document.save();
            prop_assert!(document.apply([&bytes[..]]).is_err());
            prop_assert_eq!(document.save(), before);
        }
    }

    /// Whatever the server's order makes of events that were written apart.
    #[test]
    fn mediation_ends_once_and_as_settled_behind_an_agreement_only(steps in steps(Kind::Dispute), numbers in vec(any::<u8>(), 40)) {
        let (all, order) = in_any_order(Kind::Dispute, &steps, &numbers);
        let view = all.dispute(&order).unwrap();
        let (mut status, mut outcome) = (DisputeStatus::Open, None);
        for event in view.events.iter().filter(|event| event.void.is_none()) {
            match event.kind {
                DisputeEventKind::Note | DisputeEventKind::Session => continue,
                DisputeEventKind::Settle => {
                    prop_assert_eq!(status, DisputeStatus::Open);
                    status = DisputeStatus::Settled;
                }
                DisputeEventKind::Close => {
                    prop_assert_ne!(status, DisputeStatus::Closed);
                    let agreed = status == DisputeStatus::Settled;
                    prop_assert!(agreed || event.outcome != Some(DisputeOutcome::Settled));
                    (status, outcome) = (DisputeStatus::Closed, event.outcome);
                }
            }
        }
        prop_assert_eq!((view.status, view.outcome), (status, outcome));
        // Nothing is void that could have counted where it stands.
        let closes = view.events.iter().any(|event| event.outcome.is_some_and(|it| it != DisputeOutcome::Settled));
        prop_assert!(!closes || status == DisputeStatus::Closed);
    }

    /// Each step of a referral that counts follows from the one before, and none that follows is void.
    #[test]
    fn a_receipt_says_how_the_referral_stands(steps in steps(Kind::Case), numbers in vec(any::<u8>(), 40)) {
        let (all, order) = in_any_order(Kind::Case, &steps, &numbers);
        let view = all.case(&order).unwrap();
        let (mut state, mut since, mut closed) = (None, None, false);
        for event in &view.events {
            let over = matches!(state, None | Some(ReferralState::Declined | ReferralState::Ended));
            let (follows, next) = match (event.kind, event.referral) {
                (EventKind::Refer, _) => (over && !closed, ReferralState::Waiting),
                (EventKind::Referral, Some(ReferralStep::TakenUp)) => (state == Some(ReferralState::Waiting), ReferralState::TakenUp),
                (EventKind::Referral, Some(ReferralStep::Declined)) => (state == Some(ReferralState::Waiting), ReferralState::Declined),
                (EventKind::Referral, Some(ReferralStep::Ended)) => (state == Some(ReferralState::TakenUp), ReferralState::Ended),
                (kind, step) => {
                    prop_assert_eq!(step, None);
                    closed |= kind == EventKind::Close;
                    continue;
                }
            };
            prop_assert_eq!(event.void.is_none(), follows);
            if follows {
                (state, since) = (Some(next), Some(event.at));
            }
        }
        prop_assert_eq!(view.referral.map(|it| it.state), state);
        prop_assert_eq!(view.referral.map(|it| it.since), since);
        prop_assert_eq!(view.status == CaseStatus::Closed, closed);
    }
}
