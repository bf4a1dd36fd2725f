//! Tokens that somebody bent, borrowed or kept: what `tokens` has not shown already.

use ed25519_dalek::SigningKey;
use linli_server::config::Rate;
use linli_server::environment::Environment;
use linli_server::identity::keys;
use linli_server::store::Store;
use linli_server::store::sqlite::SqliteStore;
use linli_wire::MEDIA_TYPE;
use serde_json::{Value, json};

use crate::support::{Answer, Device, Request, TestServer, base64url, hello, request};

fn refused(server: &TestServer, why: &str, assertion: &str) {
    let answer = server.token_for(assertion);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (401, "bad_assertion"),
        "{why}"
    );
}

fn shown(server: &TestServer, token: &str) -> Answer {
    server.ask(&Request::post("/v1/sync").bearer(token).body(MEDIA_TYPE, ""))
}

fn locked_out(server: &TestServer, why: &str, token: &str) {
    let answer = shown(server, token);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (401, "unauthenticated"),
        "{why}"
    );
}

/// Every algorithm that is not ours, each with the signature that ours would have; and ways to bring a key along.
fn other_headers(kid: Option<&str>, own_key: &str) -> Vec<(String, Value)> {
    let with_kid = |mut header: Value| {
        if let Some(kid) = kid {
            header["kid"] = json!(kid);
        }
        header
    };
    let names = [
        "none", "None", "NONE", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256",
        "ES256", "ES384", "eddsa", "EdDSA ", "Ed25519", "",
    ];
    let mut headers: Vec<_> = names
        .into_iter()
        .map(|alg| (format!("alg {alg:?}"), with_kid(json!({ "alg": alg }))))
        .collect();
    headers.push(("no alg".into(), with_kid(json!({}))));
    headers.push((
        "alg is a list".into(),
        with_kid(json!({ "alg": ["EdDSA"] })),
    ));
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": own_key });
    headers.push((
        "brings its own key and another alg".into(),
        with_kid(json!({ "alg": "RS256", "jwk": jwk })),
    ));
    headers
}

#[test]
fn an_assertion_of_another_algorithm_gets_no_token() {
    let server = TestServer::start();
    let device = server.device(1);
    let claims = || device.claims(server.clock.now());
    for (why, header) in other_headers(None, &device.public_key()) {
        refused(&server, &why, &device.sign(&header, &claims()));
    }
    // A key that the assertion brings along is not the one that counts.
    let thief = Device::new(9);
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": thief.public_key() });
    for header in [
        json!({ "alg": "EdDSA", "jwk": jwk }),
        json!({ "alg": "EdDSA", "jku": "http://127.0.0.1:1/keys", "kid": "own" }),
    ] {
        refused(
            &server,
            "a thief's own key",
            &thief.sign(&header, &claims()),
        );
    }
    assert_eq!(
        server
            .token_for(&device.assertion(server.clock.now()))
            .status,
        200
    );
}

#[test]
fn an_access_token_of_another_algorithm_opens_nothing() {
    let server = TestServer::start();
    let device = server.device(1);
    let key = server.runtime.block_on(server.store.token_keys()).unwrap();
    let signs = Device::of_key(key[0].seed);
    let exp = server.clock.now().seconds() + 600;
    let claims = json!({ "sub": base64url(device.id.as_bytes()), "aud": "sync", "exp": exp });
    for (why, header) in other_headers(Some(&key[0].kid), &device.public_key()) {
        locked_out(&server, &why, &signs.sign(&header, &claims));
    }
    let own = json!({ "alg": "EdDSA", "kid": key[0].kid, "jwk": { "kty": "OKP", "crv": "Ed25519", "x": device.public_key() } });
    locked_out(&server, "the device's own key", &device.sign(&own, &claims));
    let good = signs.sign(&json!({ "alg": "EdDSA", "kid": key[0].kid }), &claims);
    assert_eq!(shown(&server, &good).problem(), "malformed_body");
}

#[test]
fn an_assertion_counts_from_its_not_before_and_for_its_issuer() {
    let server = TestServer::start();
    let (device, other) = (server.device(1), server.device(2));
    let now = server.clock.now();
    let jwt = json!({ "alg": "EdDSA", "typ": "JWT" });
    let with = |field: &str, value: Value| {
        let mut claims = device.claims(now);
        claims[field] = value;
        device.sign(&jwt, &claims)
    };
    refused(&server, "not yet", &with("nbf", json!(now.seconds() + 61)));
    assert_eq!(
        server
            .token_for(&with("nbf", json!(now.seconds() + 60)))
            .status,
        200
    );
    for issuer in [
        json!(other.id.to_string()),
        json!(Device::new(3).id.to_string()),
        json!("linli"),
        json!([device.id.to_string()]),
        json!(null),
    ] {
        refused(&server, "another issuer", &with("iss", issuer));
    }
    // Who names the other in both places has not the other's key.
    let mut claims = device.claims(now);
    claims["iss"] = json!(other.id.to_string());
    claims["sub"] = claims["iss"].clone();
    refused(&server, "another device", &device.sign(&jwt, &claims));
    for audience in [
        json!(["sync"]),
        json!("LINLI"),
        json!(""),
        json!([]),
        json!(7),
    ] {
        refused(&server, "another audience", &with("aud", audience));
    }
}

#[test]
fn what_is_changed_after_signing_is_void() {
    let server = TestServer::start();
    let (device, other) = (server.device(1), server.device(2));
    let now = server.clock.now();
    let claims = |token: &str| -> Value {
        use base64::Engine;
        let middle = token.split('.').nth(1).unwrap();
        let json = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(middle);
        serde_json::from_slice(&json.unwrap()).unwrap()
    };
    let tampered = |token: &str, field: &str, value: Value| {
        let parts: Vec<&str> = token.split('.').collect();
        let mut claims = claims(token);
        claims[field] = value;
        [parts[0], &base64url(claims.to_string()), parts[2]].join(".")
    };
    let assertion = device.assertion(now);
    for (field, value) in [
        ("exp", json!(now.seconds() + 300)),
        ("jti", json!("another-number-22-chars")),
        ("iss", json!(other.id.to_string())),
        ("sub", json!(other.id.to_string())),
    ] {
        refused(&server, field, &tampered(&assertion, field, value));
    }
    let token = server.token(&device);
    for (field, value) in [
        ("exp", json!(now.seconds() + 3_601)),
        ("sub", json!(base64url(other.id.as_bytes()))),
        ("admin", json!(true)),
    ] {
        locked_out(&server, field, &tampered(&token, field, value));
    }
    let (head, signature) = token.rsplit_once('.').unwrap();
    let of_another = server.token(&other);
    let (_, anothers) = of_another.rsplit_once('.').unwrap();
    locked_out(
        &server,
        "signature of another token",
        &format!("{head}.{anothers}"),
    );
    locked_out(
        &server,
        "signature twice",
        &format!("{head}.{signature}{signature}"),
    );
    locked_out(&server, "four parts", &format!("{token}.{signature}"));
}

#[test]
fn claims_that_are_said_twice_are_void() {
    let server = TestServer::start();
    let (device, other) = (server.device(1), server.device(2));
    let now = server.clock.now().seconds();
    let (own, another) = (device.id, other.id);
    let text = format!(
        r#"{{"iss":"{another}","iss":"{own}","sub":"{own}","aud":"linli","iat":{now},"exp":{},"jti":"1234567890123456789012"}}"#,
        now + 60
    );
    let signed = device.sign_text(r#"{"alg":"EdDSA"}"#, &text);
    refused(&server, "two issuers", &signed);
}

#[test]
fn a_token_of_one_device_carries_no_envelope_of_another() {
    let server = TestServer::start();
    let (device, other) = (server.device(1), server.device(2));
    let token = server.token(&device);
    let before = server.seq();
    let answer = server.ask(&request(&token, &[hello(&server), other.visit(&server, 1)]));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "bad_envelope")
    );
    assert_eq!(server.seq(), before);
    // With the token that belongs to it, it is taken.
    server.sync(
        &server.token(&other),
        &[hello(&server), other.visit(&server, 1)],
    );
    assert_eq!(server.seq(), before + 1);
}

#[test]
fn a_key_that_is_withdrawn_takes_its_tokens_with_it() {
    let server = TestServer::with(|config| config.rates.device = Rate::new(1_000_000, 1_000_000));
    let device = server.device(1);
    let old = server.token(&device);
    // It is remembered by now.
    assert_eq!(shown(&server, &old).problem(), "malformed_body");
    server.clock.turn(10);
    let key = keys::new_key(server.clock.as_ref()).unwrap();
    let kid = key.kid.clone();
    let console = SqliteStore::open(&server.database()).unwrap();
    let replaced = console.replace_token_keys(key);
    server.runtime.block_on(replaced).unwrap();
    // It looks once a second.
    while shown(&server, &old).problem() == "malformed_body" {
        std::thread::yield_now();
    }
    locked_out(&server, "withdrawn", &old);
    let keys = server.ask(&Request::get("/.well-known/jwks.json")).json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    assert_eq!(keys["keys"][0]["kid"], kid);
    let new = server.token(&device);
    assert_eq!(shown(&server, &new).problem(), "malformed_body");
}

#[test]
fn a_token_of_another_server_is_void_even_under_a_key_of_the_same_name() {
    let server = TestServer::start();
    let device = server.device(1);
    let kid = &server.runtime.block_on(server.store.token_keys()).unwrap()[0].kid;
    let exp = server.clock.now().seconds() + 600;
    let claims = json!({ "sub": base64url(device.id.as_bytes()), "aud": "sync", "exp": exp });
    let another = Device::of_key(SigningKey::from_bytes(&[0x33; 32]).to_bytes());
    let token = another.sign(&json!({ "alg": "EdDSA", "kid": kid }), &claims);
    locked_out(&server, "another server", &token);
}

#[test]
fn the_same_number_signed_again_is_a_repetition_for_as_long_as_it_could_pass() {
    let server = TestServer::start();
    let (device, other) = (server.device(1), server.device(2));
    let jwt = json!({ "alg": "EdDSA", "typ": "JWT" });
    let claims = device.claims(server.clock.now());
    assert_eq!(server.token_for(&device.sign(&jwt, &claims)).status, 200);
    refused(
        &server,
        "other bytes",
        &device.sign(&json!({ "alg": "EdDSA" }), &claims),
    );
    server.clock.turn(240 + 59);
    refused(&server, "at its end", &device.sign(&jwt, &claims));
    // Numbers are each device's own.
    let mut same = other.claims(server.clock.now());
    same["jti"] = claims["jti"].clone();
    assert_eq!(server.token_for(&other.sign(&jwt, &same)).status, 200);
}

#[test]
fn a_token_of_any_size_is_turned_away() {
    let server = TestServer::start();
    let device = server.device(1);
    let token = server.token(&device);
    locked_out(
        &server,
        "eight thousand more",
        &format!("{token}{}", "A".repeat(8_000)),
    );
    locked_out(&server, "many dots", &".".repeat(8_000));
    let mut connection = server.connect();
    let huge = Request::post("/v1/sync").bearer(&"A".repeat(20_000));
    connection.send_in_vain(&huge.bytes());
    assert_eq!(connection.head().0, 431);
    let answer = server.token_for(&"A".repeat(20_000));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (413, "too_large")
    );
    let mut claims = device.claims(server.clock.now());
    claims["jti"] = json!("1".repeat(10_000));
    refused(
        &server,
        "a huge number",
        &device.sign(&json!({ "alg": "EdDSA" }), &claims),
    );
}

#[test]
fn nobody_learns_which_devices_are_enrolled() {
    let server = TestServer::start();
    let device = server.device(1);
    let now = server.clock.now();
    let stranger = Device::new(9);
    let jwt = json!({ "alg": "EdDSA", "typ": "JWT" });
    let unknown = server.token_for(&stranger.assertion(now));
    let forged = server.token_for(&stranger.sign(&jwt, &device.claims(now)));
    assert_eq!(unknown.body, forged.body);
    assert_eq!(unknown.status, forged.status);
}
