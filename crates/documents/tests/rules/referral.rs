//! Cases that are referred to the mediators, and what becomes of that.

use linli_documents::AsWritten;
use linli_domain::RefusalCode::*;
use linli_domain::view::{CaseStatus, CaseView, Referral, ReferralState, VoidReason};
use linli_domain::{ActorId, CaseId, Seq, Timestamp};
use serde_json::{Value, json};

use crate::replica::{Replica, case_key, dispute_key, id};

fn open() -> Value {
    json!({"open_case": {"title": "楼上漏水", "category": "邻里", "opened_at": "2024-03-01T01:00:00Z"}})
}

/// The `n`th event is of minute `n`.
fn at(n: u128) -> String {
    format!("2024-03-01T02:{n:02}:00Z")
}

fn refer(n: u128) -> Value {
    json!({"refer_case": {"event": id(n), "at": at(n), "text": "请调解"}})
}

fn says(n: u128, state: &str) -> Value {
    json!({"note_referral": {"event": id(n), "at": at(n), "state": state}})
}

fn close(n: u128) -> Value {
    json!({"close_case": {"event": id(n), "at": at(n), "text": "办结"}})
}

fn opened() -> Replica {
    let mut replica = Replica::new(&case_key(), 1);
    replica.does(open());
    replica
}

fn read(replica: &Replica) -> CaseView {
    replica.document.case(&AsWritten).unwrap()
}

fn time(n: u128) -> Timestamp {
    at(n).parse().unwrap()
}

/// How the referral stands in the end and since which event, and why each event is void.
fn history(commands: &[Value]) -> (Option<(ReferralState, u128)>, Vec<Option<VoidReason>>) {
    let mut replica = opened();
    for command in commands {
        replica.does(command.clone());
    }
    let view = read(&replica);
    let stands = view.referral.map(|referral| {
        let mut since = 0..;
        let since = since.find(|n| time(*n) == referral.since).unwrap();
        (referral.state, since)
    });
    let void = view.events.iter().map(|event| event.void).collect();
    (stands, void)
}

#[test]
fn a_referral_waits_is_taken_up_and_ends() {
    use ReferralState::{Ended, TakenUp, Waiting};
    let story = [refer(1), says(2, "taken_up"), says(3, "ended")];
    let stands = [(Waiting, 1), (TakenUp, 2), (Ended, 3)];
    for (told, stands) in (1..).zip(stands) {
        let expected = (Some(stands), vec![None; told]);
        assert_eq!(history(&story[..told]), expected);
    }
    assert_eq!(history(&[]), (None, vec![]));
}

#[test]
fn whoever_referred_reads_since_when_and_why_it_is_declined() {
    let mut replica = opened();
    replica.does(refer(1));
    let mut mediator = replica.twin(2);
    mediator.does(
        json!({"note_referral": {"event": id(2), "at": at(2), "state": "declined", "text": "已起诉"}}),
    );
    mediator.sync(&mut replica);
    let view = read(&replica);
    assert_eq!(
        view.referral,
        Some(Referral {
            by: replica.author,
            at: time(1),
            state: ReferralState::Declined,
            since: time(2),
        })
    );
    let told = serde_json::to_value(&view.events[1]).unwrap();
    assert_eq!(
        told,
        json!({"id": id(2), "at": at(2), "by": mediator.author, "kind": "referral", "department": null,
            "referral": "declined", "label": null, "text": "已起诉", "void": null})
    );
}

#[test]
fn what_does_not_follow_stays_and_changes_nothing() {
    use ReferralState::{Declined, Ended, TakenUp, Waiting};
    use VoidReason::{AlreadyReferred, NotTakenUp, NotWaiting};
    let (again, early, late) = (Some(AlreadyReferred), Some(NotTakenUp), Some(NotWaiting));
    // Nobody referred it.
    let nothing = [says(1, "taken_up"), says(2, "declined"), says(3, "ended")];
    assert_eq!(history(&nothing), (None, vec![late, late, early]));
    let waiting = [refer(1), refer(2), says(3, "ended")];
    assert_eq!(
        history(&waiting),
        (Some((Waiting, 1)), vec![None, again, early])
    );
    let taken_up = [
        refer(1),
        says(2, "taken_up"),
        says(3, "taken_up"),
        says(4, "declined"),
        refer(5),
    ];
    assert_eq!(
        history(&taken_up),
        (Some((TakenUp, 2)), vec![None, None, late, late, again])
    );
    let declined = [
        refer(1),
        says(2, "declined"),
        says(3, "taken_up"),
        says(4, "declined"),
        says(5, "ended"),
    ];
    assert_eq!(
        history(&declined),
        (Some((Declined, 2)), vec![None, None, late, late, early])
    );
    let ended = [
        refer(1),
        says(2, "taken_up"),
        says(3, "ended"),
        says(4, "ended"),
        says(5, "taken_up"),
    ];
    assert_eq!(
        history(&ended),
        (Some((Ended, 3)), vec![None, None, None, early, late])
    );
}

#[test]
fn a_case_may_be_referred_again() {
    for over in [
        vec![says(2, "declined")],
        vec![says(2, "taken_up"), says(3, "ended")],
    ] {
        let story = [vec![refer(1)], over, vec![refer(4)]].concat();
        let waits = Some((ReferralState::Waiting, 4));
        assert_eq!(history(&story), (waits, vec![None; story.len()]));
    }
}

#[test]
fn a_closed_case_is_not_referred_and_hears_of_an_earlier_referral() {
    let closed = Some(VoidReason::AlreadyClosed);
    assert_eq!(
        history(&[close(1), refer(2), says(3, "taken_up")]),
        (None, vec![None, closed, Some(VoidReason::NotWaiting)])
    );
    let story = [refer(1), close(2), says(3, "taken_up"), says(4, "ended")];
    assert_eq!(
        history(&story),
        (Some((ReferralState::Ended, 4)), vec![None; 4])
    );
    let mut replica = opened();
    story
        .into_iter()
        .for_each(|command| drop(replica.does(command)));
    assert_eq!(read(&replica).status, CaseStatus::Closed);
}

#[test]
fn a_receipt_tells_nothing_of_the_mediation() {
    let mut replica = opened();
    replica.does(refer(1));
    for state in ["taken_up", "ended"] {
        let told = json!({"note_referral": {"event": id(2), "at": at(2), "state": state, "text": "赔八百"}});
        assert_eq!(replica.is_refused(told), (Malformed, "text".to_owned()));
    }
}

#[test]
fn a_case_must_be_opened_before_it_is_referred() {
    let mut replica = Replica::new(&case_key(), 1);
    for command in [refer(1), says(2, "taken_up")] {
        assert_eq!(replica.is_refused(command), (NotOpened, String::new()));
    }
    replica.does(open());
    replica.does(refer(1));
    for command in [refer(1), says(1, "taken_up")] {
        let known = (AlreadyExists, "event".to_owned());
        assert_eq!(replica.is_refused(command), known);
    }
}

#[test]
fn the_server_s_numbers_decide_which_mediator_was_first() {
    let mut one = opened();
    one.does(refer(1));
    let mut two = one.twin(2);
    one.does(says(10, "taken_up"));
    two.does(says(20, "declined"));
    one.sync(&mut two);
    for declined_first in [true, false] {
        let order = move |actor: &ActorId, actor_seq: u64| -> Option<Seq> {
            match (actor.0[0], actor_seq) {
                (2, _) => Some(if declined_first { 3 } else { 9 }),
                (_, seq) if seq < 3 => Some(seq),
                _ => Some(5),
            }
        };
        let view = one.document.case(&order).unwrap();
        let state = match declined_first {
            true => ReferralState::Declined,
            false => ReferralState::TakenUp,
        };
        assert_eq!(view.referral.unwrap().state, state);
        assert_eq!(view.events[2].void, Some(VoidReason::NotWaiting));
        assert_eq!(Some(view), two.document.case(&order));
    }
}

#[test]
fn a_dispute_tells_from_which_case_it_came() {
    let facts = json!({"title": "楼上漏水", "opened_at": "2024-03-01T03:00:00Z"});
    let case = |case: Option<u128>| {
        let mut facts = facts.clone();
        if let Some(case) = case {
            facts["case"] = json!(id(case));
        }
        let mut replica = Replica::new(&dispute_key(), 1);
        replica.does(json!({"open_dispute": facts}));
        replica.document.dispute(&AsWritten).unwrap().case
    };
    assert_eq!(case(Some(7)), id(7).parse::<CaseId>().ok());
    assert_eq!(case(None), None);
}
