//! Access tokens: JWTs that the server signs and only the server reads. Every request carries one, so
//! they are short: no `typ`, no `iat`, a kid of four characters, the device id in base64url.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header, Validation};
use linli_domain::{DeviceId, Timestamp};
use serde::{Deserialize, Serialize};

use super::SKEW_S;
use super::jwt::JwtFault;
use super::keys::{KeyError, KeyRing};

const AUDIENCE: &str = "sync";

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    aud: String,
    exp: i64,
}

/// What a token says, its signature checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub device: DeviceId,
    pub expires_at: Timestamp,
}

/// Why a token is not taken. For the log; the client hears `unauthenticated`.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    #[error("the access token names no key of ours")]
    UnknownKey,
    #[error("the access token is not valid")]
    Invalid(#[source] JwtFault),
    #[error("the access token names no device")]
    NoDevice,
    #[error("the access token has expired")]
    Expired,
    #[error("the access token is of the future")]
    NotYet,
}

/// A token for `device`, good for `lifetime_s` seconds.
pub fn issue(
    ring: &KeyRing,
    device: DeviceId,
    now: Timestamp,
    lifetime_s: u32,
) -> Result<String, KeyError> {
    let key = ring.newest()?;
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = None;
    header.kid = Some(key.kid.clone());
    let claims = Claims {
        sub: URL_SAFE_NO_PAD.encode(device.as_bytes()),
        aud: AUDIENCE.to_owned(),
        exp: now.plus_seconds(i64::from(lifetime_s)).seconds(),
    };
    jsonwebtoken::encode(&header, &claims, &key.signs).map_err(KeyError::Signing)
}

/// Total: any text gives a device or a fault. `lifetime_s` is what tokens are issued for: one that is good for
/// longer was issued in the future.
pub fn verify(
    ring: &KeyRing,
    token: &str,
    now: Timestamp,
    lifetime_s: u32,
) -> Result<Verified, TokenFault> {
    let header =
        jsonwebtoken::decode_header(token).map_err(|error| TokenFault::Invalid(error.into()))?;
    let kid = header.kid.ok_or(TokenFault::UnknownKey)?;
    let key = ring.named(&kid, now).ok_or(TokenFault::UnknownKey)?;
    let claims = jsonwebtoken::decode::<Claims>(token, &key.verifies, &validation())
        .map_err(|error| TokenFault::Invalid(error.into()))?
        .claims;
    if claims.exp <= now.seconds() {
        return Err(TokenFault::Expired);
    }
    let latest = now.plus_seconds(i64::from(lifetime_s) + SKEW_S);
    if claims.exp > latest.seconds() {
        return Err(TokenFault::NotYet);
    }
    let device = URL_SAFE_NO_PAD
        .decode(&claims.sub)
        .ok()
        .and_then(|bytes| DeviceId::from_slice(&bytes))
        .ok_or(TokenFault::NoDevice)?;
    Ok(Verified {
        device,
        expires_at: Timestamp::clamped(claims.exp),
    })
}

/// The algorithm is pinned; times are checked above, against the clock that is handed in.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["aud", "sub", "exp"]);
    validation.validate_exp = false;
    validation
}
