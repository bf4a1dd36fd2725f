//! A sync as HTTP sees it: encodings, lengths, and how little an idle one costs.

use std::io::Read;

use linli_domain::Seq;
use linli_wire::{FeedsDigest, MEDIA_TYPE, Position, RequestItem, ResponseItem, Verdict, frame};

use crate::support::{Connection, Device, Request, TestServer, hello, items, request};

fn accepted(items: &[ResponseItem]) -> Vec<Seq> {
    items
        .iter()
        .flat_map(|item| match item {
            ResponseItem::Verdicts { verdicts, .. } => verdicts.clone(),
            _ => Vec::new(),
        })
        .map(|verdict| match verdict {
            Verdict::Accepted { seq } => seq,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_visit_is_accepted_and_its_seq_is_the_logs() {
    let server = TestServer::start();
    let device = server.device(1);
    let token = server.token(&device);
    let answer = server.sync(&token, &[hello(&server), device.visit(&server, 1)]);
    assert!(matches!(answer.first(), Some(ResponseItem::Hello(_))));
    assert!(matches!(answer.last(), Some(ResponseItem::End { .. })));
    assert_eq!(accepted(&answer), [server.seq()]);
}

#[test]
fn a_peer_without_zstd_gets_gzip_or_plain_frames_and_may_send_them() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    let mut frames = Vec::new();
    frame::write_item(&mut frames, &hello(&server));
    let sync = |accept: &str| {
        let request = Request::post("/v1/sync")
            .bearer(&token)
            .header("accept-encoding", accept);
        server.ask(&request.body(MEDIA_TYPE, frames.clone()))
    };
    let plain = sync("br");
    assert_eq!(plain.header("content-encoding"), None);
    let gzip = sync("gzip, br");
    assert_eq!(gzip.header("content-encoding"), Some("gzip"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(gzip.body.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    for body in [plain.body, unpacked] {
        assert!(matches!(
            items(&body).last(),
            Some(ResponseItem::End { .. })
        ));
    }
}

#[test]
fn a_sync_with_nothing_new_travels_light() {
    let server = TestServer::start();
    let device = server.device(1);
    let token = server.token(&device);
    let feeds = feeds(&server, &token);
    let cursor = RequestItem::Cursor {
        estate: server.estate,
        position: Position::Together {
            seq: server.seq(),
            feeds: FeedsDigest::of(&feeds),
        },
    };
    let idle = request(&token, &[hello(&server), cursor]);
    let mut connection = server.connect();
    let answer = connection.ask(&idle);
    assert_eq!(answer.status, 200);
    assert!(
        answer.header("content-length").is_some(),
        "in one piece: {:?}",
        answer.headers
    );
    let names: Vec<&str> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["content-type", "content-length"]);
    let both_ways = idle.bytes().len() + answer.wire_bytes;
    assert!(
        both_ways <= 600,
        "{both_ways} bytes, {} of them down",
        answer.wire_bytes
    );
}

fn feeds(server: &TestServer, token: &str) -> Vec<linli_domain::FeedId> {
    let position = Position::Each {
        cursors: Vec::new(),
    };
    let cursor = RequestItem::Cursor {
        estate: server.estate,
        position,
    };
    let answer = server.sync(token, &[hello(server), cursor]);
    let feeds = answer.into_iter().find_map(|item| match item {
        ResponseItem::Feeds { feeds, .. } => Some(feeds),
        _ => None,
    });
    feeds.expect("the feeds that may be read")
}

#[test]
fn two_hundred_devices_may_come_from_one_address_at_once() {
    let server = TestServer::start();
    let mut connections: Vec<(Connection, Request)> = (1..=200)
        .map(|seed| {
            let device: Device = server.device(seed);
            let token = server.token(&device);
            (
                server.connect(),
                request(
                    &token,
                    &[hello(&server), device.visit(&server, u64::from(seed))],
                ),
            )
        })
        .collect();
    for (connection, request) in &mut connections {
        connection.send(&request.bytes());
    }
    for (connection, _) in &mut connections {
        assert_eq!(connection.answer().status, 200);
    }
}
