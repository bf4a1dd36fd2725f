//! Guessing codes, sharing them, and keeping them too long.

use std::sync::Barrier;
use std::thread;

use linli_server::commands::new_invitation;
use linli_server::config::Rate;
use serde_json::json;

use crate::support::{Answer, Device, Request, TestServer};

/// A guess from an address, as a trusted proxy tells it.
fn guess(server: &TestServer, address: &str, code: &str, device: &Device) -> Answer {
    let body = json!({ "code": code, "public_key": device.public_key(), "name": "手机" });
    let request = Request::post("/v1/devices").header("x-forwarded-for", address);
    server.ask(&request.json(&body))
}

#[test]
fn a_code_that_many_show_at_once_enrols_one() {
    let server = TestServer::start();
    let code = server.invite(server.head);
    let together = Barrier::new(16);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let devices: Vec<_> = (1..=16)
            .map(|seed| {
                let (server, code, together) = (&server, &code, &together);
                scope.spawn(move || {
                    let device = Device::new(seed);
                    together.wait();
                    server.enrol(&device, code).status
                })
            })
            .collect();
        devices.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let enrolled = statuses.iter().filter(|status| **status == 201).count();
    assert_eq!(enrolled, 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 403].contains(status)));
    let devices = server.runtime.block_on(server.store.devices()).unwrap();
    assert_eq!(devices.len(), 1);
}

#[test]
fn a_code_is_good_for_the_hours_that_were_said_and_not_a_second_more() {
    let server = TestServer::start();
    let invite = |hours| {
        let invitation = new_invitation(
            server.store.as_ref(),
            server.clock.as_ref(),
            server.head,
            hours,
        );
        server.runtime.block_on(invitation).unwrap().0.to_string()
    };
    let (one, other) = (invite(1), invite(1));
    server.clock.turn(3_599);
    assert_eq!(server.enrol(&Device::new(1), &one).status, 201);
    server.clock.turn(1);
    assert_eq!(
        server.enrol(&Device::new(2), &other).problem(),
        "invitation_invalid"
    );
    // The device that had it in time still hears so: its first answer may have been lost.
    assert_eq!(server.enrol(&Device::new(1), &one).status, 201);
}

#[test]
fn an_address_that_guesses_is_stopped_and_its_neighbour_is_not() {
    let server = TestServer::with(|config| {
        config.rates.enrolment = Rate::new(3, 1);
        config.http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let code = server.invite(server.head);
    let device = Device::new(1);
    for number in 0..3 {
        let answer = guess(&server, "10.1.1.1", &format!("00000-0000{number}"), &device);
        assert_eq!(answer.problem(), "invitation_invalid");
    }
    let answer = guess(&server, "10.1.1.1", &code, &device);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (429, "rate_limited"),
        "even the right one"
    );
    assert!(answer.header("retry-after").is_some());
    assert_eq!(guess(&server, "10.1.1.2", &code, &device).status, 201);
}

#[test]
fn a_crowd_of_addresses_guesses_no_faster_than_a_few() {
    let server = TestServer::with(|config| {
        config.rates.codes = Rate::new(5, 1);
        config.http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let code = server.invite(server.head);
    let device = Device::new(1);
    let from = |number: u8| format!("10.1.1.{number}");
    // What is no code at all is no guess.
    for number in 100..120 {
        let answer = guess(&server, &from(number), "不是邀请码", &device);
        assert_eq!(answer.problem(), "invitation_invalid");
    }
    for number in 0..5 {
        let answer = guess(&server, &from(number), "00000-00000", &device);
        assert_eq!(answer.problem(), "invitation_invalid");
    }
    let answer = guess(&server, &from(50), &code, &device);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (429, "rate_limited")
    );
    // Whoever has joined is not held up by it.
    assert_eq!(server.ask(&Request::get("/readyz")).status, 200);
}
