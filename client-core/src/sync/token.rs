//! Access tokens: asked for with an assertion that the device key signs (RFC 7523).

use ed25519_dalek::{Signer, SigningKey};
use linli_domain::{DeviceId, Timestamp};
use linli_wire::ProblemCode;
use serde::Deserialize;

use super::http::{HttpRequest, Method, ok};
use crate::replica::{Meta, Replica};
use crate::{Error, Result};

/// An assertion is good for this long, in seconds: enough for a slow network, useless to a thief.
const ASSERTION_SECONDS: i64 = 240;
/// A token is renewed when it has less than this left, in seconds.
const MARGIN_SECONDS: i64 = 60;
/// A server's word that a device is enrolled is shorter.
const ENROLMENT_CHARS: usize = 1_024;

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
    /// Servers before 0.2 have none.
    server_key: Option<String>,
    /// The server's word that this device is enrolled, unless it was shown.
    enrolment: Option<String>,
}

impl Replica {
    /// A token that the server should still take; `None` when a new one is to be asked for.
    pub(super) fn token(&self) -> Result<Option<String>> {
        let meta = Meta(self.past_the_lease());
        let expires_at = meta.number("token_expires")?.unwrap_or(0);
        let now = self.server_now()?.seconds();
        if now + MARGIN_SECONDS < expires_at {
            meta.text("token")
        } else {
            Ok(None)
        }
    }

    pub(super) fn drop_token(&mut self) -> Result<()> {
        self.transact(|work| Meta(work.tx).remove("token_expires"))
    }

    pub(super) fn token_request(&self) -> Result<HttpRequest> {
        let key = self.signing_key()?;
        let mut jti = [0; 16];
        self.surroundings.fill(&mut jti);
        let assertion = assertion(&key, self.server_now()?, &jti);
        let enrolment = Meta(self.past_the_lease()).text("enrolment")?;
        let enrolment = enrolment.map_or_else(String::new, |shown| format!("&enrolment={shown}"));
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
        Ok(HttpRequest {
            method: Method::Post,
            path: "/v1/token".into(),
            headers: vec![(
                "content-type",
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: format!("grant_type={grant}&assertion={assertion}{enrolment}").into_bytes(),
        })
    }

    /// The answer to a request for a token. Where this device's clock is off by more than the server bears, the
    /// offset is mended, and the token to be asked for once more: `mended` says that this was done.
    pub(super) fn take_token(&mut self, status: u16, body: &[u8], mended: &mut bool) -> Result<()> {
        let Err(error) = ok(status, body) else {
            return self.token_response(body);
        };
        if let Error::Problem(problem) = &error
            && let (ProblemCode::BadAssertion, Some(server_time), false) =
                (problem.code, problem.server_time, *mended)
        {
            *mended = true;
            // Clamped: an answer of something else than a server may hold any number.
            let server_time = Timestamp::clamped(server_time).seconds();
            let offset = server_time - self.surroundings.now().seconds();
            return self.transact(|work| Meta(work.tx).set_number("clock_offset", offset));
        }
        Err(error)
    }

    fn token_response(&mut self, body: &[u8]) -> Result<()> {
        let answer: TokenAnswer =
            serde_json::from_slice(body).map_err(|_| Error::BadAnswer("not a token".into()))?;
        let expires_at = self.server_now()?.plus_seconds(answer.expires_in);
        let server_key = answer.server_key.as_deref().and_then(base64url_bytes);
        self.transact(|work| {
            let meta = Meta(work.tx);
            // The first one seen is the server's: whoever answers later cannot give orders in its name.
            if let (Some(key), None) = (server_key, meta.get("server_key")?) {
                meta.set("server_key", &key)?;
            }
            if let Some(enrolment) = answer.enrolment.as_deref().filter(|it| is_jws(it)) {
                meta.set("enrolment", enrolment.as_bytes())?;
            }
            meta.set("token", answer.access_token.as_bytes())?;
            meta.set_number("token_expires", expires_at.seconds())
        })
    }

    fn server_now(&self) -> Result<Timestamp> {
        Meta(self.past_the_lease()).server_now(&*self.surroundings)
    }
}

/// A compact JWS (RFC 7515) over the claims of `docs/PROTOCOL.md`.
fn assertion(key: &SigningKey, now: Timestamp, jti: &[u8; 16]) -> String {
    let device = DeviceId::of_public_key(key.verifying_key().as_bytes());
    let (iat, exp) = (now.seconds(), now.seconds() + ASSERTION_SECONDS);
    let claims = format!(
        r#"{{"iss":"{device}","sub":"{device}","aud":"linli","iat":{iat},"exp":{exp},"jti":"{}"}}"#,
        base64url(jti)
    );
    let signed = format!(
        "{}.{}",
        base64url(br#"{"alg":"EdDSA","typ":"JWT"}"#),
        base64url(claims.as_bytes())
    );
    let signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", base64url(&signature.to_bytes()))
}

/// It goes into a form as it is, and is kept for as long as the device is: nothing else may be in it.
fn is_jws(text: &str) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    text.len() <= ENROLMENT_CHARS && text.bytes().all(|byte| allowed(&byte))
}

pub(super) fn base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn base64url_bytes(text: &str) -> Option<[u8; 32]> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text);
    bytes.ok()?.try_into().ok()
}
