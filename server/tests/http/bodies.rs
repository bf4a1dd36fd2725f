//! Bodies from a broken network or an attacker: a clear problem, never a 5xx, and nothing changes.

use std::io::Write;
use std::sync::LazyLock;

use linli_wire::{MEDIA_TYPE, RequestItem, compression, frame, limits};
use proptest::prelude::*;

use crate::support::{Answer, Device, Request, TestServer, hello};
use linli_server::config::Rate;

/// One server for all cases: making one takes longer than asking it.
static SERVER: LazyLock<(TestServer, Device, String)> = LazyLock::new(|| {
    let server = TestServer::with(|config| {
        let often = Rate::new(1_000_000, 1_000_000);
        config.rates.device = often;
        config.rates.enrolment = often;
        config.rates.token = often;
    });
    let device = server.device(1);
    let token = server.token(&device);
    (server, device, token)
});

fn plain(items: &[RequestItem]) -> Vec<u8> {
    let mut frames = Vec::new();
    for item in items {
        frame::write_item(&mut frames, item);
    }
    frames
}

fn send(encoding: &str, body: &[u8]) -> Answer {
    let (server, _, token) = &*SERVER;
    let request = Request::post("/v1/sync")
        .bearer(token)
        .header("content-encoding", encoding)
        .body(MEDIA_TYPE, body);
    server.ask(&request)
}

/// Refused for what it is, and the log stands where it stood.
fn refused(send: impl FnOnce() -> Answer) -> Answer {
    let before = SERVER.0.seq();
    let answer = send();
    assert!((400..500).contains(&answer.status), "{answer:?}");
    answer.problem();
    assert_eq!(SERVER.0.seq(), before);
    answer
}

/// What a device would send, so that broken versions of it go deep.
fn genuine() -> Vec<u8> {
    let (server, device, _) = &*SERVER;
    plain(&[hello(server), device.visit(server, 9)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_malformed(
        body in prop::collection::vec(any::<u8>(), 1..2_000),
        encoding in prop::sample::select(vec!["identity", "gzip", "zstd"]),
    ) {
        refused(|| send(encoding, &body));
    }

    #[test]
    fn random_frames_are_malformed(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..5)) {
        let mut body = Vec::new();
        for content in &frames {
            frame::write_frame(&mut body, content);
        }
        refused(|| send("zstd", &compression::compress(&body)));
    }

    #[test]
    fn a_body_that_is_cut_anywhere_changes_nothing(cut in any::<prop::sample::Index>()) {
        let whole = genuine();
        let cut = cut.index(whole.len());
        let answer = send("zstd", &compression::compress(&whole[..cut]));
        // Cut between frames, it is a shorter request.
        let hello_only = plain(&[hello(&SERVER.0)]).len() == cut;
        prop_assert_eq!(answer.status, if hello_only { 200 } else { 400 });
    }

    #[test]
    fn a_body_with_one_changed_byte_changes_nothing(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut body = genuine();
        let at = at.index(body.len());
        body[at] ^= flip;
        let before = SERVER.0.seq();
        let answer = send("zstd", &compression::compress(&body));
        // A changed hello may still be one; a changed envelope never opens.
        prop_assert!(answer.status < 500, "{:?}", answer);
        if at >= plain(&[hello(&SERVER.0)]).len() {
            prop_assert!((400..500).contains(&answer.status), "{:?}", answer);
            prop_assert_eq!(SERVER.0.seq(), before);
        }
    }

    #[test]
    fn compressed_bodies_that_are_damaged_change_nothing(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut body = compression::compress(&vec![0x55; 5_000]);
        let at = at.index(body.len());
        body[at] ^= flip;
        refused(|| send("zstd", &body));
    }

    #[test]
    fn any_json_is_answered(body in "\\PC{0,200}", path in prop::sample::select(vec!["/v1/devices", "/v1/token"])) {
        refused(|| SERVER.0.ask(&Request::post(path).body("application/json", body.clone())));
        refused(|| SERVER.0.ask(&Request::post(path).form(body)));
    }

    #[test]
    fn any_head_is_answered(path in "/[!-~]{0,60}", name in "[a-z-]{1,20}", value in "[ -~]{0,60}") {
        prop_assume!(!["content-length", "transfer-encoding", "connection", "expect", "host"].contains(&name.as_str()));
        let answer = SERVER.0.ask(&Request::get(&path).header(&name, &value));
        prop_assert!(answer.status < 500, "{:?}", answer);
    }
}

#[test]
fn bombs_are_too_large() {
    let zeros = vec![0; limits::REQUEST_PLAIN_BYTES + 1];
    let zstd = compression::compress(&zeros);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&zeros).unwrap();
    for (encoding, bomb) in [("zstd", zstd), ("gzip", gzip.finish().unwrap())] {
        assert!(bomb.len() < 100_000);
        let answer = refused(|| send(encoding, &bomb));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (413, "too_large")
        );
    }
    let token_bomb = Request::post("/v1/devices")
        .header("content-encoding", "zstd")
        .body(
            "application/json",
            compression::compress(&vec![b' '; 100_000]),
        );
    assert_eq!(refused(|| SERVER.0.ask(&token_bomb)).problem(), "too_large");
}

#[test]
fn a_frame_that_says_it_is_huge_is_refused_by_its_head() {
    for head in [
        [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x5b, 0, 0, 0, 0, 1, 0, 0, 0],
    ] {
        let answer = refused(|| send("identity", &head));
        assert_eq!(answer.problem(), "too_large");
    }
}

#[test]
fn a_body_larger_than_it_may_be_is_answered_while_it_is_still_sent() {
    let (server, _, token) = &*SERVER;
    let mut connection = server.connect();
    let body = vec![0; limits::REQUEST_BYTES + 1];
    let request = Request::post("/v1/sync")
        .bearer(token)
        .body(MEDIA_TYPE, body);
    connection.send(&request.bytes());
    assert_eq!(connection.answer().problem(), "too_large");
}

#[test]
fn a_body_in_chunks_has_the_same_bound() {
    let (server, _, token) = &*SERVER;
    let mut connection = server.connect();
    connection.send(format!(
        "POST /v1/sync HTTP/1.1\r\nhost: linli\r\nauthorization: Bearer {token}\r\ncontent-type: {MEDIA_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n"
    ).as_bytes());
    let chunk = [
        format!("{:x}\r\n", 1 << 20).as_bytes(),
        &vec![0; 1 << 20],
        b"\r\n",
    ]
    .concat();
    for _ in 0..5 {
        connection.send_in_vain(&chunk);
    }
    connection.send_in_vain(b"0\r\n\r\n");
    assert_eq!(connection.answer().problem(), "too_large");
}

#[test]
fn who_is_not_let_in_hears_so_even_with_a_long_body() {
    let (server, ..) = &*SERVER;
    let mut connection = server.connect();
    let body = vec![0; 2 << 20];
    connection.send(
        &Request::post("/v1/sync")
            .bearer("expired")
            .body(MEDIA_TYPE, body)
            .bytes(),
    );
    assert_eq!(connection.answer().problem(), "unauthenticated");
    // And goes on, on the same connection.
    assert_eq!(connection.ask(&Request::get("/healthz")).status, 200);
}
