//! Devices that the server has not heard of for too long.

mod walk;

use linli_domain::command::{Outcome, SetLease};
use linli_domain::{DocumentKey, Timestamp};
use linli_sync::Effect;
use linli_wire::{ResponseHello, ServerEpoch};

use super::TestSurroundings;
use super::estate::{ESTATE, Estate, HOME, Member};
use crate::actions::NewVisit;
use crate::replica::Meta;
use crate::{Error, Surroundings};

const DAY: i64 = 24 * 3600;

pub(super) fn greeting(server_time: Timestamp) -> Effect {
    Effect::Greet(ResponseHello {
        protocol: linli_wire::PROTOCOL,
        server_time,
        server_epoch: ServerEpoch([1; 8]),
    })
}

fn greet(member: &mut Member) {
    let now = member.surroundings.now();
    member.perform(greeting(now));
}

fn lease(estate: &mut Estate, days: u16) {
    estate.write(DocumentKey::Directory { estate: ESTATE }, SetLease { days });
}

fn is_locked(member: &Member) -> bool {
    let said = member.replica.status().unwrap().locked;
    let kept = matches!(member.replica.household(HOME), Err(Error::Locked { .. }));
    assert_eq!(said, kept, "what is said of the gate is what it does");
    kept
}

/// Joined and in contact, now, with an estate of this lease.
fn in_contact(days: u16) -> (Estate, Member) {
    let mut estate = Estate::new();
    lease(&mut estate, days);
    let mut head = estate.join(1);
    greet(&mut head);
    (estate, head)
}

#[test]
fn without_contact_a_device_locks_itself_and_after_contact_it_opens() {
    let (mut estate, mut head) = in_contact(7);
    let status = head.replica.status().unwrap();
    let until = head.surroundings.now().plus_seconds(7 * DAY);
    assert_eq!((status.lease_days, status.open_until), (7, Some(until)));
    head.surroundings.pass(7 * DAY);
    assert!(!is_locked(&head));
    head.replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap();
    head.surroundings.pass(1);
    assert!(is_locked(&head));
    let refused = head
        .replica
        .record_visit(NewVisit::new(HOME, Outcome::Met))
        .unwrap_err();
    assert!(matches!(refused, Error::Locked { days: 7, unsent: 1 }));
    assert!(refused.zh().contains("1 条未同步的记录都在"));
    assert!(refused.en().contains("Your 1 unsent entries are safe"));

    // What was recorded goes out while it is locked; the contact alone opens it.
    assert_eq!(head.replica.unsent_count().unwrap(), 1);
    assert_eq!(head.replica.export_unsent().unwrap().len(), 1);
    head.sync(&mut estate);
    assert!(is_locked(&head));
    assert_eq!(head.replica.unsent_count().unwrap(), 0);
    greet(&mut head);
    assert!(!is_locked(&head));
    assert_eq!(head.replica.visits_of(HOME).unwrap().len(), 1);
}

#[test]
fn a_device_that_never_had_contact_is_open() {
    let estate = Estate::new();
    let head = estate.join(1);
    head.surroundings.pass(400 * DAY);
    assert!(!is_locked(&head));
    assert_eq!(head.replica.status().unwrap().open_until, None);
}

#[test]
fn an_estate_that_says_nothing_gives_thirty_days() {
    let mut head = Estate::new().join(1);
    greet(&mut head);
    head.surroundings.pass(30 * DAY);
    assert!(!is_locked(&head));
    head.surroundings.pass(1);
    assert!(is_locked(&head));
}

#[test]
fn of_several_estates_the_shortest_lease_counts() {
    let (_, mut head) = in_contact(60);
    let with_another = |days: Option<u16>| {
        move |work: &mut crate::replica::Work<'_>| {
            work.tx.execute(
                "INSERT OR REPLACE INTO estates (id, name, lease_days) VALUES (x'01', '', ?1)",
                [days],
            )?;
            Ok(())
        }
    };
    assert_eq!(head.replica.status().unwrap().lease_days, 60);
    for (other, counts) in [(None, 30), (Some(90), 60), (Some(3), 3)] {
        head.replica.transact(with_another(other)).unwrap();
        assert_eq!(head.replica.status().unwrap().lease_days, counts);
    }
}

#[test]
fn a_clock_set_back_does_not_prolong_the_lease() {
    let (_, mut head) = in_contact(7);
    head.surroundings.pass(5 * DAY);
    assert!(!is_locked(&head));
    // Whoever has the phone sets its clock back, day after day, and closes the app in between.
    for _ in 0..2 {
        head.surroundings.pass(-5 * DAY);
        head = head.reopen();
        assert!(!is_locked(&head));
        head.surroundings.pass(DAY);
        assert!(!is_locked(&head));
    }
    head.surroundings.pass(1);
    assert!(is_locked(&head));
    head.surroundings.pass(-100 * DAY);
    let head = head.reopen();
    assert!(is_locked(&head));
}

#[test]
fn a_phone_whose_clock_is_years_off_is_measured_by_the_servers_time() {
    let mut head = Estate::new().join(1);
    head.surroundings.pass(-3650 * DAY);
    let server = TestSurroundings::seeded(0).now();
    head.perform(greeting(server));
    let until = server.plus_seconds(30 * DAY);
    assert_eq!(head.replica.status().unwrap().open_until, Some(until));
    head.surroundings.pass(30 * DAY);
    assert!(!is_locked(&head));
    // The phone's clock is put right: ten years, as far as the device can tell.
    head.surroundings.pass(3650 * DAY);
    assert!(is_locked(&head));
    // And the server knows better.
    greet(&mut head);
    assert!(!is_locked(&head));
}

#[test]
fn a_lease_comes_and_goes_with_the_directory() {
    let (mut estate, mut head) = in_contact(7);
    lease(&mut estate, 14);
    head.sync(&mut estate);
    assert_eq!(head.replica.status().unwrap().lease_days, 14);
    head.replica.rebuild().unwrap();
    assert_eq!(head.replica.status().unwrap().lease_days, 14);
}

#[test]
fn a_lease_that_an_older_version_received_holds_after_the_upgrade() {
    let (_, mut head) = in_contact(7);
    // As migration 3 leaves a replica whose directory was projected by a version that knew of no lease.
    head.replica
        .transact(|work| {
            work.tx
                .execute("UPDATE estates SET lease_days = NULL", [])?;
            Meta(work.tx).set("project_directories", &[1])
        })
        .unwrap();
    assert_eq!(head.replica.status().unwrap().lease_days, 30);
    let head = head.reopen();
    assert_eq!(head.replica.status().unwrap().lease_days, 7);
}

#[test]
fn reading_costs_no_commit_but_once_in_ten_minutes() {
    let (_, head) = in_contact(7);
    let written_by = |seconds| {
        let changes = || -> i64 {
            let connection = head.replica.past_the_lease();
            let counted = connection.query_row("SELECT total_changes()", [], |row| row.get(0));
            counted.unwrap()
        };
        head.surroundings.pass(seconds);
        let before = changes();
        head.replica.household_ids().unwrap();
        changes() - before
    };
    let written = [0, 599, 0, 1, 0, 300, -1, 0].map(written_by);
    assert_eq!(written, [0, 0, 0, 1, 0, 0, 0, 0]);
    // Behind what was noted: the clock was set back.
    assert_eq!([-600, 0].map(written_by), [1, 0]);
}
