//! A quarrel that a building head refers to the mediators, and the receipt on the head's device.

use linli_domain::command::{Appoint, DisputeOutcome};
use linli_domain::view::{CaseStatus, ReferralState, VoidReason};
use linli_domain::{AppointmentId, CaseId, DocumentKey, Kind, PersonId, Role};

use super::estate::{ESTATE, Estate, HOME, Member, THREE, ZHANG};
use crate::actions::{NewCase, NewDispute};
use crate::query::DisputeFilter;
use crate::replica::Meta;
use crate::{Error, Replica};

const HEAD: u8 = 1;
const MEDIATOR: u8 = 2;
const HEADS_KINDS: [Kind; 4] = [Kind::Directory, Kind::Household, Kind::Visits, Kind::Case];

/// The head of building 3 with a case, and a mediator of the estate who knows nothing of it yet.
fn estate() -> (Estate, Member, Member) {
    let mut estate = Estate::new();
    estate.write(
        DocumentKey::Directory { estate: ESTATE },
        Appoint {
            appointment: AppointmentId::from_bytes([0xab; 16]),
            person: PersonId::from_bytes([MEDIATOR; 16]),
            name: "周调解".parse().unwrap(),
            role: Role::MediationHead,
            building: None,
            department: None,
            from: "2026-01-01".parse().unwrap(),
            until: None,
        },
    );
    let head = estate.join_reading(HEAD, &HEADS_KINDS);
    let mediator = estate.join(MEDIATOR);
    (estate, head, mediator)
}

fn quarrel(head: &mut Member) -> CaseId {
    let case = head.replica.open_case(NewCase {
        building: None,
        household: Some(HOME),
        title: "楼上漏水，两家争执".parse().unwrap(),
        category: "邻里".parse().unwrap(),
        detail: None,
    });
    let case = case.unwrap();
    let text = "两家谈不拢，请调解".parse().unwrap();
    head.replica.refer_case(case, text).unwrap();
    case
}

fn leak() -> NewDispute {
    NewDispute {
        estate: None,
        building: None,
        household: None,
        title: "楼上漏水赔偿".parse().unwrap(),
        detail: Some("楼上承认没做防水".parse().unwrap()),
        parties: Vec::new(),
    }
}

fn stands(member: &Member, case: CaseId) -> Option<ReferralState> {
    let view = member.replica.case(case).unwrap();
    view.referral.map(|referral| referral.state)
}

fn waiting(replica: &mut Replica) -> Vec<CaseId> {
    let waiting = replica.referrals().unwrap();
    waiting.into_iter().map(|case| case.id).collect()
}

fn withdraw(member: &mut Member, dispute: linli_domain::DisputeId) {
    let (outcome, why) = (DisputeOutcome::Withdrawn, "双方撤回".parse().unwrap());
    let replica = &mut member.replica;
    replica.close_dispute(dispute, outcome, Some(why)).unwrap();
}

#[test]
fn a_head_who_refers_a_quarrel_offline_reads_how_it_stands_and_nothing_of_the_dispute() {
    let (mut estate, mut head, mut mediator) = estate();
    let case = quarrel(&mut head);
    assert_eq!(stands(&head, case), Some(ReferralState::Waiting));
    assert_eq!(head.replica.status().unwrap().waiting_referrals, 1);
    // It waits for others.
    assert_eq!(waiting(&mut head.replica), []);
    head.sync(&mut estate);
    mediator.sync(&mut estate);
    assert_eq!(waiting(&mut mediator.replica), [case]);

    mediator.surroundings.pass(3_600);
    let dispute = mediator.replica.take_up_referral(case, leak()).unwrap();
    assert_eq!(waiting(&mut mediator.replica), []);
    let view = mediator.replica.dispute(dispute).unwrap();
    assert_eq!(view.case, Some(case));
    assert_eq!((view.household, view.building), (Some(HOME), Some(THREE)));
    mediator.sync(&mut estate);
    head.sync(&mut estate);
    let referral = head.replica.case(case).unwrap().referral.unwrap();
    assert_eq!(referral.state, ReferralState::TakenUp);
    assert_eq!(referral.by, PersonId::from_bytes([HEAD; 16]));
    assert_eq!(referral.since.seconds() - referral.at.seconds(), 3_600);
    assert_eq!(head.replica.status().unwrap().waiting_referrals, 0);

    withdraw(&mut mediator, dispute);
    mediator.sync(&mut estate);
    // Meanwhile the head had no more to do.
    let done = "已转调解".parse().unwrap();
    head.replica.close_case(case, done).unwrap();
    head.sync(&mut estate);
    assert_eq!(stands(&head, case), Some(ReferralState::Ended));
    let view = head.replica.case(case).unwrap();
    assert_eq!(view.status, CaseStatus::Closed);
    assert!(head.replica.dispute(dispute).is_err());
    let record = head.replica.record_of_resident(ZHANG).unwrap();
    let told = format!("{record:?}{}", head.screens());
    for hidden in ["防水", "赔偿", "withdrawn", "撤回", &dispute.to_string()] {
        assert!(!told.contains(hidden), "{hidden} in {told}");
    }
    head.replica.rebuild().unwrap();
    assert_eq!(head.replica.case(case).unwrap(), view);
}

#[test]
fn a_referral_that_is_declined_says_why_and_may_be_made_again() {
    let (mut estate, mut head, mut mediator) = estate();
    let case = quarrel(&mut head);
    head.sync(&mut estate);
    mediator.sync(&mut estate);
    let reason = "已起诉，不再调解".parse().unwrap();
    mediator.replica.decline_referral(case, reason).unwrap();
    // Once it is said, there is nothing to take up.
    let late = mediator.replica.take_up_referral(case, leak());
    assert!(matches!(late, Err(Error::NotWaiting)), "{late:?}");
    assert_eq!(mediator.replica.status().unwrap().pending_disputes, 0);
    mediator.sync(&mut estate);
    head.sync(&mut estate);
    assert_eq!(stands(&head, case), Some(ReferralState::Declined));
    let view = head.replica.case(case).unwrap();
    assert_eq!(view.events.last().unwrap().text, "已起诉，不再调解");

    let again = "已撤诉，请调解".parse().unwrap();
    head.replica.refer_case(case, again).unwrap();
    let twice = "请调解".parse().unwrap();
    head.replica.refer_case(case, twice).unwrap();
    let view = head.replica.case(case).unwrap();
    assert_eq!(stands(&head, case), Some(ReferralState::Waiting));
    assert_eq!(
        view.events.last().unwrap().void,
        Some(VoidReason::AlreadyReferred)
    );
}

/// Each opens a dispute of the same case; the receipt ends with the last of them.
#[test]
fn two_mediators_who_take_it_up_apart_end_it_once() {
    let (mut estate, mut head, mut one) = estate();
    let case = quarrel(&mut head);
    head.sync(&mut estate);
    one.sync(&mut estate);
    let mut two = estate.join(3);
    let theirs = [&mut one, &mut two].map(|mediator| {
        let dispute = mediator.replica.take_up_referral(case, leak());
        mediator.sync(&mut estate);
        dispute.unwrap()
    });
    one.sync(&mut estate);
    let view = one.replica.case(case).unwrap();
    let last = view.events.last().unwrap();
    assert_eq!(last.void, Some(VoidReason::NotWaiting));

    withdraw(&mut one, theirs[1]);
    assert_eq!(stands(&one, case), Some(ReferralState::TakenUp));
    // A closing that changes nothing says nothing either.
    withdraw(&mut one, theirs[1]);
    assert_eq!(stands(&one, case), Some(ReferralState::TakenUp));
    withdraw(&mut one, theirs[0]);
    assert_eq!(stands(&one, case), Some(ReferralState::Ended));
}

#[test]
fn what_waits_longest_is_first() {
    let (mut estate, mut head, mut mediator) = estate();
    let mut referred = Vec::new();
    for _ in 0..3 {
        referred.push(quarrel(&mut head));
        // A clock that goes back: what counts is what each says of itself.
        head.surroundings.pass(-60);
    }
    head.sync(&mut estate);
    mediator.sync(&mut estate);
    referred.reverse();
    assert_eq!(waiting(&mut mediator.replica), referred);
}

/// The server refuses what a former mediator says of the case, or the file itself: the other stands.
#[test]
fn one_of_the_two_may_be_refused() {
    for (refused, state) in [
        ("note_referral", ReferralState::Waiting),
        ("open_dispute", ReferralState::TakenUp),
    ] {
        let (mut estate, mut head, mut mediator) = estate();
        let case = quarrel(&mut head);
        head.sync(&mut estate);
        mediator.sync(&mut estate);
        estate.forbidden = vec![refused];
        mediator.replica.take_up_referral(case, leak()).unwrap();
        mediator.sync(&mut estate);
        head.sync(&mut estate);
        let drafts = mediator.replica.drafts().unwrap();
        let drafts: Vec<_> = drafts
            .iter()
            .map(|it| it.command.as_ref().unwrap().name())
            .collect();
        assert_eq!(drafts, [refused]);
        assert_eq!(stands(&head, case), Some(state));
        let opened = mediator.replica.disputes(&DisputeFilter::default());
        assert_eq!(
            opened.unwrap().len(),
            usize::from(refused != "open_dispute")
        );
    }
}

#[test]
fn a_referral_that_an_older_version_read_as_a_note_shows_after_the_upgrade() {
    let (mut estate, mut head, _) = estate();
    let case = quarrel(&mut head);
    head.sync(&mut estate);
    // As migration 8 leaves a replica whose cases were projected by a version that knew of no referral.
    head.replica
        .transact(|work| {
            let sql = "UPDATE cases SET waits_since = NULL, view = json_remove(view, '$.referral')";
            work.tx.execute(sql, [])?;
            Meta(work.tx).set("project_cases", &[1])
        })
        .unwrap();
    assert_eq!(stands(&head, case), None);
    let head = head.reopen();
    assert_eq!(stands(&head, case), Some(ReferralState::Waiting));
    assert_eq!(head.replica.status().unwrap().waiting_referrals, 1);
}
