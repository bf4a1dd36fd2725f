//! Stopping: requests under way finish, nobody new is let in.

use std::net::TcpStream;

use linli_wire::RequestItem;

use crate::support::{Request, TestServer, hello, request};

#[test]
fn a_request_under_way_is_finished() {
    let mut server = TestServer::start();
    let device = server.device(1);
    let token = server.token(&device);
    let sync: [RequestItem; 2] = [hello(&server), device.visit(&server, 1)];
    let bytes = request(&token, &sync)
        .header("expect", "100-continue")
        .bytes();
    let (first, rest) = bytes.split_at(bytes.len() - 10);
    let mut connection = server.connect();
    let mut idle = server.connect();
    assert_eq!(idle.ask(&Request::get("/healthz")).status, 200);
    connection.send(first);
    let address = server.running().address;
    assert_eq!(connection.head().0, 100, "the server reads the body");
    assert_eq!(idle.ask(&Request::get("/healthz")).status, 200);
    let stopped = server.begin_to_stop();
    assert!(idle.is_closed(), "an idle connection is closed at once");
    connection.send(rest);
    assert_eq!(connection.answer().status, 200);
    server.runtime.block_on(stopped).unwrap();
    assert!(
        TcpStream::connect(address).is_err(),
        "nobody listens any more"
    );
}

#[test]
fn a_request_that_never_finishes_does_not_hold_the_server_up() {
    let mut server = TestServer::with(|config| config.http.shutdown_grace_s = 0);
    let token = server.token(&server.device(1));
    let bytes = request(&token, &[hello(&server)]).bytes();
    let mut connection = server.connect();
    connection.send(&bytes[..bytes.len() - 10]);
    assert_eq!(server.ask(&Request::get("/healthz")).status, 200);
    let stopped = server.begin_to_stop();
    server.runtime.block_on(stopped).unwrap();
}

#[test]
fn event_streams_end_so_that_the_server_can() {
    let mut server = TestServer::start();
    let token = server.token(&server.device(1));
    let mut listening = server.connect();
    listening.send(&Request::get("/v1/events").bearer(&token).bytes());
    assert_eq!(listening.head().0, 200);
    let stopped = server.begin_to_stop();
    while listening.chunk().is_some() {}
    server.runtime.block_on(stopped).unwrap();
}
