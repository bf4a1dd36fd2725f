//! Who somebody says to be: an assertion or an access token. The first byte chooses: 0 an assertion and 1 a
//! token as they are; 2 and 3 the same made of `header, newline, claims` with a true signature, so that the
//! claims are what decides.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use linli_server::identity::{Identity, SKEW_S};
use linli_wire::ProblemCode;
use serde_json::Value;

use crate::stage::estate::now;
use crate::stage::office::{Office, TOKEN_SEED};
use crate::stage::{Kept, with};
use crate::take::Take;

/// Seconds for which an assertion may be good, and those of our own tokens.
const ASSERTION_S: i64 = 300;
const TOKEN_S: u32 = 3_600;

thread_local! {
    static OFFICE: Kept<Office> = const { Kept::new(None) };
}

pub fn run(bytes: &[u8]) {
    OFFICE.with(|kept| with(kept, Office::open, |_| false, |office| show(office, bytes)));
}

fn show(office: &Office, bytes: &[u8]) {
    let mut take = Take(bytes);
    let choice = take.byte();
    let server = SigningKey::from_bytes(&TOKEN_SEED);
    let text = match choice % 4 {
        0 | 1 => String::from_utf8_lossy(take.rest()).into_owned(),
        2 => signed(&office.key, take.rest()),
        _ => signed(&server, take.rest()),
    };
    // With an empty memory, so that an input means the same whatever came before it.
    let identity = Identity::new(office.store.clone(), TOKEN_S);
    if choice % 2 == 0 {
        let answer = office
            .runtime
            .block_on(identity.access_token(&text, None, &server, now()));
        match answer {
            Ok((token, _)) => {
                assert!(is_good(&text, &office.key.verifying_key(), "linli", true));
                assert!(is_good(&token, &server.verifying_key(), "sync", false));
                let again =
                    office
                        .runtime
                        .block_on(identity.access_token(&text, None, &server, now()));
                assert!(again.is_err(), "an assertion was taken twice");
                let caller = office.runtime.block_on(identity.caller(&token, now()));
                let (device, _) = caller.expect("our own token is good");
                assert_eq!(device.id, office.device_id());
            }
            Err(refused) => assert_eq!(refused.code(), ProblemCode::BadAssertion, "{refused:?}"),
        }
    } else {
        match office.runtime.block_on(identity.caller(&text, now())) {
            Ok((device, expires_at)) => {
                assert_eq!(device.id, office.device_id());
                assert!(expires_at > now());
                assert!(is_good(&text, &server.verifying_key(), "sync", false));
            }
            Err(refused) => assert_eq!(refused.code(), ProblemCode::Unauthenticated, "{refused:?}"),
        }
    }
}

/// Looked at by hand and not through the product: signature, audience, and times.
fn is_good(token: &str, key: &VerifyingKey, audience: &str, is_assertion: bool) -> bool {
    let mut parts = token.rsplitn(2, '.');
    let (Some(signature), Some(signed)) = (parts.next(), parts.next()) else {
        return false;
    };
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let Ok(signature) = Signature::from_slice(&signature) else {
        return false;
    };
    if key.verify_strict(signed.as_bytes(), &signature).is_err() {
        return false;
    }
    let mut halves = signed.split('.').map(|half| {
        let json = URL_SAFE_NO_PAD.decode(half).unwrap_or_default();
        serde_json::from_slice::<Value>(&json).unwrap_or_default()
    });
    let (header, claims) = (
        halves.next().unwrap_or_default(),
        halves.next().unwrap_or_default(),
    );
    let Some(exp) = claims["exp"].as_i64().map(i128::from) else {
        return false;
    };
    let for_us = match &claims["aud"] {
        Value::Array(several) => several.iter().any(|one| one == audience),
        one => one == audience,
    };
    header["alg"] == "EdDSA" && for_us && times_are_good(&claims, exp, is_assertion)
}

/// An assertion says when it was made; a token is good for as long as ours are.
fn times_are_good(claims: &Value, exp: i128, is_assertion: bool) -> bool {
    let now = i128::from(now().seconds());
    let skew = i128::from(SKEW_S);
    if !is_assertion {
        return exp > now && exp <= now + i128::from(TOKEN_S) + skew;
    }
    claims["iat"].as_i64().map(i128::from).is_some_and(|iat| {
        iat <= now + skew && exp > now - skew && exp - iat <= i128::from(ASSERTION_S)
    })
}

/// `header, newline, claims` as a JWS of `key`.
pub(crate) fn signed(key: &SigningKey, bytes: &[u8]) -> String {
    let line = bytes.iter().position(|byte| *byte == b'\n');
    let (header, claims) = bytes.split_at(line.unwrap_or(bytes.len()));
    let claims = claims.get(1..).unwrap_or_default();
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = key.sign(signed.as_bytes()).to_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
