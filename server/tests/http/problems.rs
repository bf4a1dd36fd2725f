//! Every problem code on the wire, in the one form.

use std::num::NonZeroU32;

use linli_server::config::Rate;
use linli_server::environment::Environment;
use linli_wire::{MEDIA_TYPE, ProblemCode, RequestItem, limits};
use serde_json::json;

use crate::support::{Device, Request, TestServer, hello, request};

#[test]
fn what_is_not_there_is_a_problem_too() {
    let server = TestServer::start();
    let cases = [
        (Request::get("/"), 404, "not_found"),
        (Request::get("/v1/sync/"), 404, "not_found"),
        (Request::get("/../etc"), 404, "not_found"),
        (Request::post("/v2/sync").json(&json!({})), 404, "not_found"),
        (Request::get("/v1/sync"), 405, "method_not_allowed"),
        (
            Request::new("DELETE", "/v1/devices"),
            405,
            "method_not_allowed",
        ),
        (Request::new("LINLI", "/healthz"), 405, "method_not_allowed"),
        // Metrics are on a listener of their own.
        (Request::get("/metrics"), 404, "not_found"),
    ];
    for (request, status, code) in cases {
        let answer = server.ask(&request);
        assert_eq!((answer.status, answer.problem().as_str()), (status, code));
    }
}

#[test]
fn json_that_is_none_or_has_more_than_it_should_is_malformed() {
    let server = TestServer::start();
    let post =
        |body: &str| server.ask(&Request::post("/v1/devices").body("application/json", body));
    for body in [
        "",
        "{",
        "[]",
        "{\"code\":\"\"}",
        "{\"code\":1,\"public_key\":\"\",\"name\":\"\"}",
        "{\"code\":\"\",\"public_key\":\"\",\"name\":\"一\",\"person\":\"\"}",
    ] {
        let answer = post(body);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (400, "malformed_body"),
            "{body}"
        );
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("person"),
            "it quotes nothing"
        );
    }
    let form =
        server.ask(&Request::post("/v1/token").form("grant_type=password&assertion=x".into()));
    assert_eq!(form.problem(), "malformed_body");
    let twice =
        server.ask(&Request::post("/v1/token").form("assertion=x&assertion=y&grant_type=z".into()));
    assert_eq!(twice.problem(), "malformed_body");
}

#[test]
fn media_and_encodings_that_are_not_spoken_are_named_so() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    let sync = || Request::post("/v1/sync").bearer(&token);
    let cases = [
        Request::post("/v1/devices").body("text/plain", "{}"),
        Request::post("/v1/token").json(&json!({})),
        sync().body("application/json", "{}"),
        sync(),
        sync().header("content-encoding", "br").body(MEDIA_TYPE, ""),
        sync()
            .header("content-encoding", "gzip, zstd")
            .body(MEDIA_TYPE, ""),
    ];
    for request in cases {
        let answer = server.ask(&request);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (415, "unsupported_media")
        );
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    let mut connection = server.connect();
    let length = limits::REQUEST_BYTES + 1;
    connection.send(format!(
        "POST /v1/sync HTTP/1.1\r\nhost: linli\r\nauthorization: Bearer {token}\r\ncontent-type: {MEDIA_TYPE}\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    ).as_bytes());
    let answer = connection.answer();
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (413, "too_large")
    );
    let json =
        server.ask(&Request::post("/v1/devices").body("application/json", vec![b' '; 20_000]));
    assert_eq!((json.status, json.problem().as_str()), (413, "too_large"));
}

#[test]
fn a_head_without_end_is_cut_off() {
    let server = TestServer::start();
    let mut connection = server.connect();
    connection.send_in_vain(
        &[
            b"GET /healthz HTTP/1.1\r\nx: ".as_slice(),
            &vec![b'x'; 40_000],
        ]
        .concat(),
    );
    assert_eq!(connection.head().0, 431);
    assert!(connection.is_closed());
}

#[test]
fn envelopes_that_are_not_the_devices_own_change_nothing() {
    let server = TestServer::start();
    let device = server.device(1);
    let token = server.token(&device);
    let other = Device::new(2);
    let before = server.seq();
    let envelope = other.visit(&server, 1);
    let answer = server.ask(&request(&token, &[hello(&server), envelope]));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "bad_envelope")
    );
    assert_eq!(server.seq(), before);
}

#[test]
fn a_peer_of_another_protocol_is_told_to_upgrade() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    let RequestItem::Hello(mut hello) = hello(&server) else {
        unreachable!("a hello")
    };
    hello.protocol = 99;
    let answer = server.ask(&request(&token, &[RequestItem::Hello(hello)]));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (426, "upgrade_needed")
    );
}

#[test]
fn who_asks_too_often_is_told_when_to_come_again() {
    let once = Rate {
        burst: NonZeroU32::MIN,
        per_minute: NonZeroU32::MIN,
    };
    let server = TestServer::with(|config| {
        config.rates.enrolment = Rate::new(2, 1);
        config.rates.token = once;
        config.rates.device = once;
    });
    let (one, other) = (server.device(1), server.device(2));
    let limited = |answer: crate::support::Answer| {
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (429, "rate_limited")
        );
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=61).contains(&wait), "{wait}");
    };
    // Malformed tries count as well.
    limited(server.ask(&Request::post("/v1/devices").body("application/json", "{")));
    let token = server.token(&one);
    limited(server.token_for(&other.assertion(server.clock.now())));
    server.sync(&token, &[hello(&server)]);
    limited(server.ask(&request(&token, &[hello(&server)])));
    limited(server.ask(&Request::get("/v1/events").bearer(&token)));
}

#[test]
fn a_store_that_is_closed_makes_the_server_unavailable_and_says_no_more() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    assert_eq!(server.ask(&Request::get("/readyz")).status, 200);
    server.runtime.block_on(server.store.close());
    for request in [
        Request::get("/readyz"),
        request(&token, &[hello(&server), Device::new(1).visit(&server, 1)]),
        Request::post("/v1/devices").json(&json!({ "code": "00000-00000", "public_key": Device::new(1).public_key(), "name": "一" })),
    ] {
        let answer = server.ask(&request);
        assert_eq!((answer.status, answer.problem().as_str()), (503, "unavailable"));
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(server.ask(&Request::get("/healthz")).status, 200);
}

/// Each code is shown by some test of this suite; what a route cannot be brought to is built by hand in
/// the unit tests of `http::problem` and `router`.
#[test]
fn every_code_has_its_test() {
    let suite = [
        include_str!("problems.rs"),
        include_str!("tokens.rs"),
        include_str!("enrolment.rs"),
        include_str!("bodies.rs"),
        include_str!("escrow.rs"),
        include_str!("desk/dispatched.rs"),
        include_str!("../../src/router.rs"),
    ]
    .concat();
    for code in ProblemCode::ALL {
        assert!(
            suite.contains(&format!("\"{}\"", code.as_str())) || suite.contains(code.as_str()),
            "{code:?}"
        );
    }
}
