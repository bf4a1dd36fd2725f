//! A device's assertion (RFC 7523): a JWT by which it shows that it holds its key, once.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use linli_domain::{DeviceId, Timestamp};
use serde::Deserialize;

use super::SKEW_S;
use super::jwt::JwtFault;
use crate::store::Device;

const AUDIENCE: &str = "linli";
/// Longest time between `iat` and `exp`.
const LONGEST_S: i64 = 300;
/// Characters of a `jti`: short enough to remember, long enough not to repeat by chance.
const JTI_CHARS: std::ops::RangeInclusive<usize> = 16..=64;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    iat: i64,
    exp: i64,
    /// Unset: at once.
    nbf: Option<i64>,
    jti: String,
}

/// An assertion that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    pub device: DeviceId,
    pub jti: String,
    pub expires_at: Timestamp,
}

/// Why an assertion is not taken. For the log; the client hears `bad_assertion` and the server's time.
#[derive(Debug, thiserror::Error)]
pub enum AssertionFault {
    #[error("the assertion is not valid")]
    Invalid(#[source] JwtFault),
    #[error("the assertion names no device")]
    NoDevice,
    #[error("the assertion is of a device that is not enrolled")]
    UnknownDevice,
    #[error("the assertion's issuer and subject differ")]
    ForAnother,
    #[error("the assertion has expired")]
    Expired,
    #[error("the assertion is of the future")]
    NotYet,
    #[error("the assertion is good for longer than {LONGEST_S} seconds")]
    TooLong,
    #[error("the assertion's jti is too short or too long")]
    Jti,
    #[error("the assertion was shown before")]
    Replayed,
}

impl Assertion {
    /// Whose it says to be: nothing is verified yet.
    pub fn claimed_device(assertion: &str) -> Result<DeviceId, AssertionFault> {
        let header = jsonwebtoken::decode_header(assertion)
            .map_err(|error| AssertionFault::Invalid(error.into()))?;
        if header.alg != Algorithm::EdDSA {
            let kind = jsonwebtoken::errors::ErrorKind::InvalidAlgorithm;
            let error = jsonwebtoken::errors::Error::from(kind);
            return Err(AssertionFault::Invalid(error.into()));
        }
        let claims: Claims = jsonwebtoken::dangerous::insecure_decode_claims(assertion)
            .map_err(|error| AssertionFault::Invalid(error.into()))?;
        claims.iss.parse().map_err(|_| AssertionFault::NoDevice)
    }

    /// Total: any text gives an assertion of `device` or a fault.
    pub fn verify(
        assertion: &str,
        device: &Device,
        now: Timestamp,
    ) -> Result<Self, AssertionFault> {
        let key = DecodingKey::from_ed_der(&device.public_key);
        let claims = jsonwebtoken::decode::<Claims>(assertion, &key, &validation())
            .map_err(|error| AssertionFault::Invalid(error.into()))?
            .claims;
        if claims.iss != claims.sub || claims.iss.parse() != Ok(device.id) {
            return Err(AssertionFault::ForAnother);
        }
        if !JTI_CHARS.contains(&claims.jti.len()) {
            return Err(AssertionFault::Jti);
        }
        let life = claims.exp.checked_sub(claims.iat);
        if life.is_none_or(|life| !(0..=LONGEST_S).contains(&life)) {
            return Err(AssertionFault::TooLong);
        }
        let from = claims.nbf.map_or(claims.iat, |nbf| nbf.max(claims.iat));
        if from > now.plus_seconds(SKEW_S).seconds() {
            return Err(AssertionFault::NotYet);
        }
        if claims.exp <= now.plus_seconds(-SKEW_S).seconds() {
            return Err(AssertionFault::Expired);
        }
        Ok(Self {
            device: device.id,
            jti: claims.jti,
            expires_at: Timestamp::clamped(claims.exp),
        })
    }
}

/// The algorithm is pinned; times are checked above, against the clock that is handed in.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["aud", "iss", "sub", "exp"]);
    validation.validate_exp = false;
    validation
}
