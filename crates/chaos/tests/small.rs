//! A small run of both attacks. The large one is `just chaos`.

use std::time::Duration;

use linli_chaos::hostile::Hostile;
use linli_chaos::rush::Rush;
use linli_chaos::siege::Siege;
use linli_chaos::{Programs, Switch};

/// I1, I2, I3: what was acknowledged survives kill -9 of either side, a bad network and a full disk.
#[test]
fn nothing_acknowledged_is_lost_or_twice_while_processes_are_killed() {
    let siege = Siege {
        programs: programs(),
        seed: 7,
        clients: 3,
        server_kills: 8,
        longest: Duration::from_secs(30),
        tell: |_| {},
    };
    let outcome = siege
        .run(&Switch::default())
        .unwrap_or_else(|failure| panic!("{failure}"));
    outcome
        .result
        .unwrap_or_else(|failure| panic!("{failure}\n{:#?}", outcome.counts));
    assert!(outcome.counts.acknowledged > 0);
}

/// I3: a verdict that a device has is a visit that the server keeps, whenever it dies.
#[test]
fn verdicts_outlive_a_server_that_dies_while_everybody_pushes() {
    let rush = Rush {
        programs: programs(),
        seed: 7,
        devices: 12,
        visits_each: 5,
        rounds: 3,
    };
    let rounds = rush
        .run(&Switch::default())
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(rounds.len(), 3);
}

/// I6: whatever a device with a valid key sends, it hears and writes what it may, and harms nobody.
#[test]
fn a_hostile_device_with_a_valid_key_gets_no_further_than_its_rights() {
    let hostile = Hostile {
        programs: programs(),
        seed: 7,
        requests: 1_500,
        syncs: 5,
    };
    let outcome = hostile
        .run(&Switch::default())
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.requests, 1_500);
    assert!(
        outcome.taken > 0 && outcome.rows["refusals"] > 0,
        "{outcome:?}"
    );
}

fn programs() -> Programs {
    Programs::beside_this_one().unwrap_or_else(|failure| panic!("{failure}"))
}
