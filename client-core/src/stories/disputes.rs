//! A mediation file on the device of a mediator, and on the devices of others.

use linli_domain::command::{DisputeOutcome, Party};
use linli_domain::view::{DisputeStatus, VoidReason};
use linli_domain::{DisputeId, FeedId, HouseholdId, Kind};
use linli_sync::Effect;

use super::estate::{ESTATE, Estate, HOME, Member, THREE, ZHANG};
use crate::actions::NewDispute;
use crate::query::DisputeFilter;

fn leak() -> NewDispute {
    NewDispute {
        estate: None,
        building: None,
        household: Some(HOME),
        title: "楼上漏水".parse().unwrap(),
        detail: Some("张三说天花板泡坏了".parse().unwrap()),
        parties: vec![Party {
            text: "装修队".parse().unwrap(),
            household: None,
        }],
    }
}

fn adopt(member: &mut Member, keep: impl Fn(&FeedId) -> bool) {
    let feeds = Estate::feeds().into_iter().filter(keep).collect();
    member.perform(Effect::AdoptFeeds {
        estate: ESTATE,
        feeds,
    });
    member.perform(Effect::Finish { more: false });
}

fn settled(member: &mut Member) -> DisputeId {
    let replica = &mut member.replica;
    let dispute = replica.open_dispute(leak()).unwrap();
    let (met, agreed) = ("2026-11-20".parse().unwrap(), "2026-11-22".parse().unwrap());
    let note = "楼上承认没做防水".parse().unwrap();
    replica.note_dispute(dispute, met, true, note).unwrap();
    let agreement = "各出一半".parse().unwrap();
    replica.settle_dispute(dispute, agreed, agreement).unwrap();
    dispute
}

#[test]
fn a_dispute_is_mediated_offline_and_read_by_another_mediator() {
    let mut estate = Estate::new();
    let (mut one, mut two) = (estate.join(1), estate.join(2));
    let dispute = settled(&mut one);
    let view = one.replica.dispute(dispute).unwrap();
    assert_eq!(
        (view.building, view.status),
        (Some(THREE), DisputeStatus::Settled)
    );
    one.sync(&mut estate);
    two.sync(&mut estate);
    assert_eq!(
        two.replica.dispute(dispute).unwrap(),
        one.replica.dispute(dispute).unwrap()
    );
    assert_eq!(two.replica.status().unwrap().pending_disputes, 1);
    // Both close it apart: the server's order decides.
    for (member, outcome) in [
        (&mut one, DisputeOutcome::Settled),
        (&mut two, DisputeOutcome::PassedOn),
    ] {
        member
            .replica
            .close_dispute(dispute, outcome, None)
            .unwrap();
    }
    two.sync(&mut estate);
    one.sync(&mut estate);
    two.sync(&mut estate);
    let view = one.replica.dispute(dispute).unwrap();
    assert_eq!(view.outcome, Some(DisputeOutcome::PassedOn));
    assert_eq!(
        view.events.last().unwrap().void,
        Some(VoidReason::AlreadyClosed)
    );
    assert_eq!(two.replica.dispute(dispute).unwrap(), view);
    one.replica.rebuild().unwrap();
    assert_eq!(one.replica.dispute(dispute).unwrap(), view);
}

#[test]
fn disputes_are_listed_by_place_and_by_whether_they_are_closed() {
    let mut member = Estate::new().join(1);
    let ours = settled(&mut member);
    let elsewhere = member.replica.open_dispute(NewDispute {
        estate: Some(ESTATE),
        household: None,
        ..leak()
    });
    let elsewhere = elsewhere.unwrap();
    let outcome = DisputeOutcome::Withdrawn;
    member
        .replica
        .close_dispute(elsewhere, outcome, None)
        .unwrap();
    let listed = |filter: DisputeFilter| {
        let found = member.replica.disputes(&filter).unwrap();
        found.into_iter().map(|view| view.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(DisputeFilter::default()).len(), 2);
    let pending_only = true;
    assert_eq!(
        listed(DisputeFilter {
            pending_only,
            ..DisputeFilter::default()
        }),
        [ours]
    );
    assert_eq!(
        listed(DisputeFilter {
            household: Some(HOME),
            ..DisputeFilter::default()
        }),
        [ours]
    );
    assert_eq!(
        listed(DisputeFilter {
            building: Some(THREE),
            ..DisputeFilter::default()
        }),
        [ours]
    );
    let nobodys = HouseholdId::from_bytes([7; 16]);
    assert_eq!(
        listed(DisputeFilter {
            household: Some(nobodys),
            ..DisputeFilter::default()
        }),
        []
    );
}

/// By name only the register is searched; and whoever may read no disputes keeps none.
#[test]
fn who_mediates_no_longer_keeps_no_file_once_the_work_is_handed_over() {
    let mut estate = Estate::new();
    let mut member = estate.join(1);
    let dispute = settled(&mut member);
    assert!(member.replica.search("漏水", 10).unwrap().is_empty());
    adopt(&mut member, |feed| feed.kind != Kind::Dispute);
    assert!(
        member.replica.dispute(dispute).is_ok(),
        "what is unsent stays"
    );
    let (effects, numbers) = estate.judge_all(&member.replica);
    for effect in effects {
        member
            .replica
            .perform(effect, &numbers, &mut member.report)
            .unwrap();
    }
    member.perform(Effect::Finish { more: false });
    assert!(member.replica.dispute(dispute).is_err());
    assert!(
        member
            .replica
            .disputes(&DisputeFilter::default())
            .unwrap()
            .is_empty()
    );
    assert!(!member.replica.household_ids().unwrap().is_empty());
}

#[test]
fn a_resident_reads_what_the_parties_know_together() {
    let mut member = Estate::new().join(1);
    let dispute = settled(&mut member);
    let record = member.replica.record_of_resident(ZHANG).unwrap();
    let [told] = &record.disputes[..] else {
        panic!("{:?}", record.disputes)
    };
    assert_eq!((told.id, told.title.as_str()), (dispute, "楼上漏水"));
    assert_eq!(told.agreement.as_deref(), Some("各出一半"));
    assert_eq!(told.sessions, ["2026-11-20".parse().unwrap()]);
    // The detail, and what was said in the session.
    assert_eq!(told.withheld, 2);
    assert!(!format!("{record:?}").contains("没做防水"));
}
