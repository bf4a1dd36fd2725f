//! Who gets a token, and which tokens are taken.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use linli_server::config::Rate;
use linli_server::environment::Environment;
use linli_server::identity::keys;
use linli_server::store::Store;
use linli_server::store::sqlite::SqliteStore;
use linli_wire::{MEDIA_TYPE, ResponseItem};
use serde_json::{Value, json};

use crate::support::{Answer, Device, Request, TestServer, base64url, hello};

fn sync(server: &TestServer, token: &str) -> Answer {
    server.ask(&Request::post("/v1/sync").bearer(token).body(MEDIA_TYPE, ""))
}

/// A token that is taken gets past the door: an empty body is the next thing that is wrong.
fn is_taken(server: &TestServer, token: &str) -> bool {
    match sync(server, token).problem().as_str() {
        "malformed_body" => true,
        "unauthenticated" => false,
        other => panic!("neither in nor out: {other}"),
    }
}

#[test]
fn a_device_gets_a_short_token_and_it_is_taken_until_it_expires() {
    let server = TestServer::start();
    let device = server.device(1);
    let answer = server.token_for(&device.assertion(server.clock.now()));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let answer = answer.json();
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 3_600);
    let token = answer["access_token"].as_str().unwrap();
    assert!(
        token.len() <= 250,
        "{} characters travel with every request",
        token.len()
    );
    assert!(is_taken(&server, token));
    server.clock.turn(3_599);
    assert!(is_taken(&server, token));
    server.clock.turn(1);
    assert!(!is_taken(&server, token));
}

#[test]
fn an_assertion_is_good_once() {
    let server = TestServer::start();
    let assertion = server.device(1).assertion(server.clock.now());
    assert_eq!(server.token_for(&assertion).status, 200);
    let again = server.token_for(&assertion);
    assert_eq!(
        (again.status, again.problem().as_str()),
        (401, "bad_assertion")
    );
}

#[test]
fn a_certificate_is_given_until_the_right_one_is_shown() {
    let server = TestServer::start();
    let (device, other) = (server.device(1), server.device(2));
    let given = |device: &Device, shown: Option<&str>| {
        let assertion = device.assertion(server.clock.now());
        let shown = shown.map(|certificate| format!("&enrolment={certificate}"));
        let answer = server.token_for(&(assertion + shown.as_deref().unwrap_or_default()));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["enrolment"].as_str().map(str::to_owned)
    };
    let own = given(&device, None).unwrap();
    assert_eq!(given(&device, Some(&own)), None);
    let others = given(&other, None).unwrap();
    for wrong in ["", "..", &others, &own[..own.len() - 4]] {
        assert_eq!(given(&device, Some(wrong)), Some(own.clone()), "{wrong}");
    }
}

#[test]
fn a_clock_may_be_off_by_a_minute_and_hears_the_time_beyond_that() {
    let server = TestServer::start();
    let device = server.device(1);
    let now = server.clock.now();
    for (offset, status) in [(60, 200), (61, 401), (-299, 200), (-301, 401)] {
        let answer = server.token_for(&device.assertion(now.plus_seconds(offset)));
        assert_eq!(answer.status, status, "{offset} s off: {answer:?}");
        if status == 401 {
            assert_eq!(answer.problem(), "bad_assertion");
            assert_eq!(answer.json()["server_time"], now.seconds());
        }
    }
}

#[test]
fn no_bent_assertion_gets_a_token() {
    let server = TestServer::start();
    let device = server.device(1);
    let other = server.device(2);
    let stranger = Device::new(3);
    let now = server.clock.now();
    let jwt = json!({ "alg": "EdDSA", "typ": "JWT" });
    let with = |field: &str, value: Value| {
        let mut claims = device.claims(now);
        claims[field] = value;
        device.sign(&jwt, &claims)
    };
    let without = |field: &str| {
        let mut claims = device.claims(now);
        claims.as_object_mut().unwrap().remove(field);
        device.sign(&jwt, &claims)
    };
    let hs256 = jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        &device.claims(now),
        &EncodingKey::from_secret(device.key.verifying_key().as_bytes()),
    );
    let unsigned = format!(
        "{}.{}.",
        base64url(json!({ "alg": "none", "typ": "JWT" }).to_string()),
        base64url(device.claims(now).to_string())
    );
    let bent = [
        ("alg none", unsigned),
        ("HS256 with the public key as secret", hs256.unwrap()),
        (
            "header says none, signature is right",
            device.sign(&json!({ "alg": "none" }), &device.claims(now)),
        ),
        (
            "another device's signature",
            other.sign(&jwt, &device.claims(now)),
        ),
        ("an unknown device", stranger.assertion(now)),
        ("another audience", with("aud", json!("linli-sync"))),
        ("another subject", with("sub", json!(other.id.to_string()))),
        ("good for too long", with("exp", json!(now.seconds() + 301))),
        (
            "good before it was made",
            with("exp", json!(now.seconds() - 1)),
        ),
        ("expiry beyond all numbers", with("exp", json!(i64::MAX))),
        ("made before all time", with("iat", json!(i64::MIN))),
        ("a short jti", with("jti", json!("1"))),
        ("a long jti", with("jti", json!("1".repeat(1_000)))),
        ("no jti", without("jti")),
        ("no audience", without("aud")),
        ("no subject", without("sub")),
        ("no expiry", without("exp")),
        ("no token at all", "…".to_owned()),
        ("empty", String::new()),
        ("two dots", "..".to_owned()),
    ];
    for (why, assertion) in bent {
        let answer = server.token_for(&assertion);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "bad_assertion"),
            "{why}"
        );
    }
    assert_eq!(server.token_for(&device.assertion(now)).status, 200);
}

#[test]
fn no_bent_token_opens_the_door() {
    let server = TestServer::start();
    let device = server.device(1);
    let token = server.token(&device);
    assert!(is_taken(&server, &token));
    let keys = server.runtime.block_on(server.store.token_keys()).unwrap();
    let forged = |kid: &str, seed: [u8; 32], claims: &Value| {
        Device::of_key(seed).sign(&json!({ "alg": "EdDSA", "kid": kid }), claims)
    };
    let now = server.clock.now().seconds();
    let claims = |device: &Device| json!({ "sub": base64url(device.id.as_bytes()), "aud": "sync", "exp": now + 600 });
    let with = |field: &str, value: Value| {
        let mut claims = claims(&device);
        claims[field] = value;
        forged(&keys[0].kid, keys[0].seed, &claims)
    };
    assert!(is_taken(
        &server,
        &forged(&keys[0].kid, keys[0].seed, &claims(&device))
    ));
    let public = SigningKey::from_bytes(&keys[0].seed).verifying_key();
    let mut hs256 = Header::new(Algorithm::HS256);
    hs256.kid = Some(keys[0].kid.clone());
    let hs256 = jsonwebtoken::encode(
        &hs256,
        &claims(&device),
        &EncodingKey::from_secret(public.as_bytes()),
    );
    let none = json!({ "alg": "none", "kid": keys[0].kid }).to_string();
    let (head, tail) = token.rsplit_once('.').unwrap();
    let bent = [
        (
            "alg none",
            format!(
                "{}.{}.",
                base64url(none),
                base64url(claims(&device).to_string())
            ),
        ),
        ("HS256 with the public key as secret", hs256.unwrap()),
        (
            "unknown kid",
            forged("nope", keys[0].seed, &claims(&device)),
        ),
        (
            "our kid, another key",
            forged(&keys[0].kid, [9; 32], &claims(&device)),
        ),
        (
            "the device's assertion",
            device.assertion(server.clock.now()),
        ),
        ("another audience", with("aud", json!("linli"))),
        ("expired", with("exp", json!(now))),
        ("of the future", with("exp", json!(now + 3_600 + 61))),
        ("no device", with("sub", json!("王"))),
        (
            "a device that is not enrolled",
            forged(&keys[0].kid, keys[0].seed, &claims(&Device::new(3))),
        ),
        ("signature cut off", head.to_owned()),
        (
            "signature of zeros",
            format!("{head}.{}", base64url([0; 64])),
        ),
        ("one character more", format!("{head}.{tail}A")),
        ("empty", String::new()),
    ];
    for (why, token) in bent {
        assert!(!is_taken(&server, &token), "{why}");
    }
    for authorization in ["", "Bearer", "Basic abc", token.as_str()] {
        let request = Request::post("/v1/sync")
            .header("authorization", authorization)
            .body(MEDIA_TYPE, "");
        let answer = server.ask(&request);
        assert_eq!(answer.problem(), "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
}

#[test]
fn after_a_new_key_the_old_tokens_are_taken_until_they_expire() {
    let server = TestServer::start();
    let device = server.device(1);
    let old = server.token(&device);
    server.clock.turn(10);
    let key = keys::new_key(server.clock.as_ref()).unwrap();
    let kid = key.kid.clone();
    // Another process does it, as the command line would.
    let console = SqliteStore::open(&server.database()).unwrap();
    server.runtime.block_on(console.add_token_key(key)).unwrap();
    let kids = || {
        let keys = server.ask(&Request::get("/.well-known/jwks.json")).json();
        let keys = keys["keys"].as_array().unwrap().clone();
        keys.into_iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // It looks once a second.
    while kids().len() < 2 {
        std::thread::yield_now();
    }
    assert_eq!(kids()[0], kid);
    let new = server.token(&device);
    assert!(is_taken(&server, &old) && is_taken(&server, &new));
    server.clock.turn(3_660);
    assert_eq!(kids(), [kid]);
}

#[test]
fn the_public_keys_verify_tokens_and_nothing_else_is_shown() {
    let server = TestServer::start();
    let token = server.token(&server.device(1));
    let keys = server.ask(&Request::get("/.well-known/jwks.json")).json();
    let key = &keys["keys"][0];
    let fields: Vec<&String> = key.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["alg", "crv", "kid", "kty", "use", "x"]);
    let x = jsonwebtoken::DecodingKey::from_ed_components(key["x"].as_str().unwrap()).unwrap();
    let mut validation = jsonwebtoken::Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["sync"]);
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(&token, &x, &validation).unwrap();
}

#[test]
fn a_suspended_device_is_ordered_to_lock_within_seconds() {
    let server = TestServer::with(|config| config.rates.device = Rate::new(1_000_000, 1_000_000));
    let device = server.device(1);
    let token = server.token(&device);
    assert!(is_taken(&server, &token));
    let console = SqliteStore::open(&server.database()).unwrap();
    assert!(
        server
            .runtime
            .block_on(console.suspend(device.id, server.clock.now()))
            .unwrap()
    );
    let order = |token: &str| {
        let answer = server.sync(token, &[hello(&server)]);
        answer.into_iter().find_map(|item| match item {
            ResponseItem::Lock(order) => Some(order),
            _ => None,
        })
    };
    // It looks once a second.
    let order = loop {
        if let Some(order) = order(&token) {
            break order;
        }
        std::thread::yield_now();
    };
    // With a new token as well, which tells by what key the order is signed.
    let answer = server
        .token_for(&device.assertion(server.clock.now()))
        .json();
    let key = URL_SAFE_NO_PAD
        .decode(answer["server_key"].as_str().unwrap())
        .unwrap();
    let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
    assert!(order.verify(device.id, &key).is_some());
    let fresh = answer["access_token"].as_str().unwrap();
    let events = server.ask(&Request::get("/v1/events").bearer(fresh));
    assert_eq!(
        (events.status, events.problem().as_str()),
        (403, "device_suspended")
    );
}
