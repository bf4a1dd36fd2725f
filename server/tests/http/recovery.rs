//! What opens a replica without its PIN, kept for its owner and given to nobody else.

use serde_json::{Value, json};

use linli_server::identity::invitation_code::InvitationCode;
use linli_server::store::NewInvitation;

use crate::support::{Answer, Device, Request, TestServer, base64url};

const VAULT: [u8; 16] = [3; 16];

fn deposit(version: u8, secret: u8) -> String {
    base64url([&[version][..], &VAULT, &[secret; 16]].concat())
}

fn post(server: &TestServer, path: &str, token: Option<&str>, body: &Value) -> Answer {
    let mut request = Request::post(path).body("application/json", body.to_string());
    if let Some(token) = token {
        request = request.bearer(token);
    }
    server.ask(&request)
}

fn keep(server: &TestServer, token: &str, deposit: &str) -> Answer {
    post(
        server,
        "/v1/recovery",
        Some(token),
        &json!({ "deposit": deposit }),
    )
}

fn release(server: &TestServer, code: &str) -> Answer {
    let body = json!({ "code": code, "vault": base64url(VAULT) });
    post(server, "/v1/recovery/release", None, &body)
}

/// As the office gives it, good for an hour.
fn code(server: &TestServer) -> String {
    let code = InvitationCode::new(server.clock.as_ref()).unwrap();
    let created_at = linli_server::environment::Environment::now(server.clock.as_ref());
    let permitted = server.store.permit_release(NewInvitation {
        code_hash: code.hash(),
        person: server.head,
        created_at,
        expires_at: created_at.plus_seconds(3_600),
    });
    server.runtime.block_on(permitted).unwrap();
    code.to_string()
}

#[test]
fn the_newest_deposit_is_released_once_for_a_code() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    for secret in [1, 2] {
        assert_eq!(keep(&server, &token, &deposit(1, secret)).status, 200);
    }
    let code = code(&server);
    let released = release(&server, &code);
    assert_eq!(released.json(), json!({ "deposit": deposit(1, 2) }));
    assert_eq!(release(&server, &code).problem(), "invitation_invalid");
}

#[test]
fn a_code_expires_and_is_no_use_for_another_persons_device() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    keep(&server, &token, &deposit(1, 1));
    let late = code(&server);
    server.clock.turn(3_600);
    assert_eq!(release(&server, &late).problem(), "invitation_invalid");
    // The same vault, deposited by somebody else's device, stays the first one's.
    let stranger = Device::new(9);
    server.enrol(&stranger, &server.invite(server.secretary));
    keep(&server, &server.token(&stranger), &deposit(1, 7));
    let released = release(&server, &code(&server));
    assert_eq!(released.json(), json!({ "deposit": deposit(1, 1) }));
}

#[test]
fn what_is_no_deposit_is_not_kept() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    for wrong in ["", "AQ", &deposit(2, 1), "王"] {
        assert_eq!(
            keep(&server, &token, wrong).problem(),
            "malformed_body",
            "{wrong}"
        );
    }
    let body = json!({ "deposit": deposit(1, 1) });
    let answer = post(&server, "/v1/recovery", None, &body);
    assert_eq!(answer.problem(), "unauthenticated");
}
