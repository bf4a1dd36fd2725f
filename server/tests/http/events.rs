//! Pokes: who listens hears that an estate has advanced, and nothing else.

use linli_server::store::Store;
use linli_server::store::sqlite::SqliteStore;

use crate::support::{Connection, Request, TestServer, hello};

struct Listening {
    connection: Connection,
    text: String,
}

impl Listening {
    fn to(server: &TestServer, token: &str) -> Self {
        let mut connection = server.connect();
        connection.send(&Request::get("/v1/events").bearer(token).bytes());
        let (status, headers, _) = connection.head();
        assert_eq!(status, 200);
        let media = headers
            .iter()
            .find(|(name, _)| name == "content-type")
            .unwrap();
        assert_eq!(media.1, "text/event-stream");
        Self {
            connection,
            text: String::new(),
        }
    }

    /// The next event; `None` when the stream has ended.
    fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = event.to_owned();
                self.text = rest.to_owned();
                return Some(event);
            }
            let (piece, _) = self.connection.chunk()?;
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }
}

fn poke(server: &TestServer, seq: u64) -> Option<String> {
    Some(format!(
        "event: seq\ndata: {{\"estate\":\"{}\",\"seq\":{seq}}}",
        server.estate
    ))
}

#[test]
fn who_listens_hears_the_present_state_and_then_a_push() {
    let server = TestServer::start();
    let (listener, writer) = (server.device(1), server.device(2));
    let mut listening = Listening::to(&server, &server.token(&listener));
    assert_eq!(listening.next(), poke(&server, server.seq()));
    server.sync(
        &server.token(&writer),
        &[hello(&server), writer.visit(&server, 1)],
    );
    assert_eq!(listening.next(), poke(&server, server.seq()));
}

#[test]
fn what_another_process_writes_is_heard_too() {
    let server = TestServer::start();
    let mut listening = Listening::to(&server, &server.token(&server.device(1)));
    listening.next();
    let before = server.seq();
    let console = SqliteStore::open(&server.database()).unwrap();
    server.appoint_through(&console, "李阿姨");
    assert_eq!(listening.next(), poke(&server, before + 1));
    server.runtime.block_on(console.close());
}

#[test]
fn a_stream_ends_with_its_token() {
    let server = TestServer::start();
    let (listener, writer) = (server.device(1), server.device(2));
    let mut listening = Listening::to(&server, &server.token(&listener));
    listening.next();
    server.clock.turn(3_600);
    server.sync(
        &server.token(&writer),
        &[hello(&server), writer.visit(&server, 1)],
    );
    assert_eq!(listening.next(), None);
}

#[test]
fn events_need_a_token() {
    let server = TestServer::start();
    let answer = server.ask(&Request::get("/v1/events"));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (401, "unauthenticated")
    );
}
