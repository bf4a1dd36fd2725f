//! The server by TLS: who meets it, with which certificate, and when it does not start.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use linli_server::config::{Config, TlsConfig};
use linli_server::environment::SystemEnvironment;
use linli_server::http::tls::TlsError;
use linli_server::serve::{self, StartError};
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_wire::{RequestItem, ResponseItem, ServerEpoch, compression};
use tempfile::TempDir;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use crate::support::{Authority, Request, TestServer, hello, items, request, write};

/// A server with a certificate of the authority, and the folder of its files.
fn encrypted(authority: &Authority) -> (TestServer, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let tls = authority.issue_into(folder.path());
    (TestServer::with(|config| config.tls = tls), folder)
}

#[test]
fn a_device_joins_and_syncs_by_tls_of_either_version() {
    let authority = Authority::new();
    for version in [&TLS12, &TLS13] {
        let (server, _folder) = encrypted(&authority);
        let device = crate::support::Device::new(1);
        let mut secure = authority.connect(&server, &[version]).unwrap();
        assert_eq!(secure.version, version.version);
        let enrolment = server.enrolment(&device, &server.invite(server.head));
        assert_eq!(secure.connection.ask(&enrolment).status, 201);
        let answer = secure
            .connection
            .ask(&device.token_request(server.clock.as_ref()));
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let sent: [RequestItem; 2] = [hello(&server), device.visit(&server, 1)];
        let answer = secure.connection.ask(&request(&token, &sent));
        assert_eq!(answer.status, 200, "{answer:?}");
        let items = items(&compression::frames(&answer.body, 1 << 20).unwrap());
        assert!(
            items
                .iter()
                .any(|item| matches!(item, ResponseItem::Verdicts { .. }))
        );
    }
}

#[test]
fn who_does_not_trust_the_issuer_sends_nothing() {
    let (server, _folder) = encrypted(&Authority::new());
    let error = Authority::new().connect(&server, &[&TLS13]).err().unwrap();
    assert!(
        error.to_string().contains("invalid peer certificate"),
        "{error}"
    );
}

#[test]
fn plain_http_is_not_answered_and_holds_nothing_up() {
    let authority = Authority::new();
    let (server, _folder) = encrypted(&authority);
    let mut plain = TcpStream::connect(server.running().address).unwrap();
    plain.write_all(&Request::get("/healthz").bytes()).unwrap();
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP"), "{heard:?}");
    let mut secure = authority.connect(&server, &[&TLS13]).unwrap();
    assert_eq!(secure.connection.ask(&Request::get("/healthz")).status, 200);
}

#[test]
fn a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_is_not() {
    let authority = Authority::new();
    let (server, folder) = encrypted(&authority);
    let shown = || authority.connect(&server, &[&TLS13]).unwrap().shown;
    let mut open = authority.connect(&server, &[&TLS13]).unwrap();
    let first = shown();
    assert_eq!(open.shown, first);
    // Half-way through: the new certificate lies beside the old key.
    let (cert, key) = authority.issue();
    write(folder.path(), "cert.pem", &cert, 0o644);
    assert_eq!(shown(), first);
    write(folder.path(), "key.pem", &key, 0o600);
    // It looks once a second.
    let second = loop {
        let shown = shown();
        if shown != first {
            break shown;
        }
        std::thread::yield_now();
    };
    assert!(cert_of(&cert) == second, "another certificate is shown");
    // Nobody was cut off by it.
    assert_eq!(open.connection.ask(&Request::get("/healthz")).status, 200);
    fs::remove_file(folder.path().join("key.pem")).unwrap();
    assert_eq!(shown(), second);
}

#[test]
fn a_request_under_way_is_finished_and_a_handshake_is_not() {
    let authority = Authority::new();
    let (mut server, _folder) = encrypted(&authority);
    let device_request = Request::post("/v1/devices").json(&serde_json::json!({}));
    let bytes = device_request.header("expect", "100-continue").bytes();
    let (first, rest) = bytes.split_at(bytes.len() - 1);
    let mut half = authority.connect(&server, &[&TLS13]).unwrap().connection;
    half.send(first);
    assert_eq!(half.head().0, 100, "the server reads the body");
    let mut silent = TcpStream::connect(server.running().address).unwrap();
    let mut other = authority.connect(&server, &[&TLS13]).unwrap().connection;
    assert_eq!(other.ask(&Request::get("/healthz")).status, 200);
    let stopped = server.begin_to_stop();
    assert!(other.is_closed(), "an idle connection is closed at once");
    assert!(
        matches!(silent.read(&mut [0; 1]), Ok(0) | Err(_)),
        "who has not even shaken hands is not waited for"
    );
    half.send(rest);
    assert_eq!(half.answer().problem(), "malformed_body");
    server.runtime.block_on(stopped).unwrap();
}

#[test]
fn who_shakes_hands_and_says_no_more_is_given_up() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let tls = authority.issue_into(folder.path());
    let server = TestServer::with(|config| {
        config.tls = tls;
        config.http.header_read_timeout_s = 1;
    });
    let mut silent = authority.connect(&server, &[&TLS13]).unwrap().connection;
    silent.send(b"GET /healthz HTTP/1.1\r\nhost: ");
    assert!(silent.is_closed());
}

#[test]
fn it_does_not_start_with_files_that_are_of_no_use() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = authority.issue();
    let (_, another) = authority.issue();
    let file = |name: &str, text: &str, mode| Some(write(folder.path(), name, text, mode));
    let start = |cert, key| started_with(&folder, TlsConfig { cert, key });
    let good = || file("cert.pem", &cert, 0o644);
    assert!(matches!(
        start(good(), file("another.pem", &another, 0o600)),
        TlsError::DoNotFit(_)
    ));
    for mode in [0o604, 0o644, 0o666] {
        let TlsError::OpenToOthers { mode: seen, .. } = start(good(), file("open.pem", &key, mode))
        else {
            panic!("a key of mode {mode:o} was taken");
        };
        assert_eq!(seen, mode);
    }
    let wrong = [
        (file("empty.pem", "", 0o644), file("key.pem", &key, 0o600)),
        (
            file("swapped.pem", &key, 0o644),
            file("key.pem", &key, 0o600),
        ),
        (good(), file("not-a-key.pem", &cert, 0o600)),
        (good(), file("nonsense.pem", "-----BEGIN", 0o600)),
    ];
    for (cert, key) in wrong {
        let error = start(cert, key);
        assert!(matches!(error, TlsError::NotPem { .. }), "{error:?}");
    }
    let nowhere = Some(folder.path().join("nowhere.pem"));
    assert!(matches!(
        start(good(), nowhere),
        TlsError::Unreadable { .. }
    ));
}

/// Why it did not start.
fn started_with(folder: &TempDir, tls: TlsConfig) -> TlsError {
    let fresh = Fresh {
        server_epoch: ServerEpoch([7; 8]),
        console_nonce: [8; 16],
    };
    let store = SqliteStore::open_or_create(&folder.path().join("linli.db"), fresh).unwrap();
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        tls,
        ..Config::default()
    };
    let environment = Arc::new(SystemEnvironment::new());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let started = runtime.block_on(serve::start(config, environment, Arc::new(store)));
    match started {
        Err(StartError::Tls(error)) => error,
        other => panic!("it was to fail for its certificate: {other:?}"),
    }
}

fn cert_of(pem: &str) -> Vec<u8> {
    use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};
    CertificateDer::from_pem_slice(pem.as_bytes())
        .unwrap()
        .to_vec()
}
