//! Joining: an invitation binds a device's key to a person, once.

use serde_json::json;

use crate::support::{Device, HEAD, Request, SECRETARY, TestServer};

#[test]
fn a_device_joins_and_hears_whose_it_is() {
    let server = TestServer::start();
    let device = Device::new(1);
    let answer = server.enrol(&device, &server.invite(server.head));
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(
        answer.json(),
        json!({
            "device_id": device.id,
            "person": { "id": server.head, "name": HEAD },
            "estates": [{ "id": server.estate, "name": "幸福里" }],
            "server_epoch": "0707070707070707",
            "server_time": 1_795_492_800,
        })
    );
}

#[test]
fn a_code_is_good_for_one_key_but_an_answer_may_be_lost() {
    let server = TestServer::start();
    let code = server.invite(server.head);
    let first = server.enrol(&Device::new(1), &code);
    let again = server.enrol(&Device::new(1), &code);
    assert_eq!((first.status, first.json()), (again.status, again.json()));
    let thief = server.enrol(&Device::new(2), &code);
    assert_eq!(
        (thief.status, thief.problem().as_str()),
        (403, "invitation_invalid")
    );
    let devices = server.runtime.block_on(server.store.devices()).unwrap();
    assert_eq!(devices.len(), 1);
}

#[test]
fn unknown_used_expired_and_impossible_codes_get_one_and_the_same_answer() {
    let server = TestServer::start();
    let used = server.invite(server.head);
    assert_eq!(server.enrol(&Device::new(1), &used).status, 201);
    let expired = server.invite(server.head);
    server.clock.turn(24 * 3_600 + 1);
    let mut answers = Vec::new();
    for code in [
        used.as_str(),
        expired.as_str(),
        "00000-00000",
        "not a code",
        "",
    ] {
        let answer = server.enrol(&Device::new(2), code);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (403, "invitation_invalid"),
            "{code}"
        );
        answers.push(answer.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[test]
fn people_type_codes_as_they_like() {
    let server = TestServer::start();
    let code = server
        .invite(server.secretary)
        .to_lowercase()
        .replace('-', " ");
    let answer = server.enrol(&Device::new(1), &code);
    assert_eq!(answer.json()["person"]["name"], SECRETARY);
}

#[test]
fn a_key_that_is_none_is_refused_and_the_code_stays_good() {
    let server = TestServer::start();
    let code = server.invite(server.head);
    let zeros = crate::support::base64url([0; 32]);
    for key in ["", "short", &zeros, &"A".repeat(44)] {
        let body = json!({ "code": code, "public_key": key, "name": "旧手机" });
        let answer = server.ask(&Request::post("/v1/devices").json(&body));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (400, "malformed_body"),
            "{key}"
        );
    }
    assert_eq!(server.enrol(&Device::new(1), &code).status, 201);
}
