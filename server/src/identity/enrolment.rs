//! What a device keeps to show that it is enrolled. A server that came back from a backup made before knows
//! nothing of it, and takes its own word.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use linli_domain::{DeviceId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::jwt::JwtFault;
use super::keys::pkcs8;
use crate::store::Device;

const AUDIENCE: &str = "enrolment";

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    aud: String,
    /// The device's public key, base64url: its id follows from it.
    sub: String,
    person: PersonId,
    /// What its owner calls it.
    name: String,
    /// When it was enrolled.
    iat: i64,
}

impl Claims {
    fn of(device: &Device) -> Self {
        Self {
            aud: AUDIENCE.to_owned(),
            sub: URL_SAFE_NO_PAD.encode(device.public_key),
            person: device.person,
            name: device.name.clone(),
            iat: device.enrolled_at.seconds(),
        }
    }
}

/// Whether a certificate of the one device says what a certificate of the other would.
pub fn same(one: &Device, other: &Device) -> bool {
    Claims::of(one) == Claims::of(other)
}

/// A JWT by the server's own key, which is the server's for life: it names no other key and never expires.
/// The same for a device always, about 350 characters.
pub fn certificate(key: &SigningKey, device: &Device) -> Result<String, JwtFault> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = None;
    let signs = EncodingKey::from_ed_der(&pkcs8(key.as_bytes()));
    jsonwebtoken::encode(&header, &Claims::of(device), &signs).map_err(JwtFault::from)
}

/// The device as it was enrolled; suspended or not is not told. Total: any text gives one of ours or a fault.
pub fn read(key: &SigningKey, certificate: &str) -> Result<Device, JwtFault> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["aud", "sub"]);
    validation.validate_exp = false;
    let verifies = DecodingKey::from_ed_der(key.verifying_key().as_bytes());
    let claims = jsonwebtoken::decode::<Claims>(certificate, &verifies, &validation)?.claims;
    let public_key = URL_SAFE_NO_PAD.decode(&claims.sub).ok();
    let public_key: [u8; 32] = public_key
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(JwtFault::Encoding)?;
    Ok(Device {
        id: DeviceId::of_public_key(&public_key),
        person: claims.person,
        name: claims.name,
        public_key,
        enrolled_at: Timestamp::clamped(claims.iat),
        suspended_at: None,
        last_seen_at: None,
        waiting: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> Device {
        let public_key = SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes();
        Device {
            id: DeviceId::of_public_key(&public_key),
            person: PersonId::from_bytes([1; 16]),
            name: "王阿姨的手机".to_owned(),
            public_key,
            enrolled_at: Timestamp::clamped(1_795_000_000),
            suspended_at: None,
            last_seen_at: None,
            waiting: 0,
        }
    }

    #[test]
    fn a_certificate_gives_the_device_back_to_its_server_alone() {
        let ours = SigningKey::from_bytes(&[5; 32]);
        let certificate = certificate(&ours, &device()).unwrap();
        assert!(certificate.len() <= 400, "{}", certificate.len());
        assert_eq!(read(&ours, &certificate).unwrap(), device());
        let others = SigningKey::from_bytes(&[6; 32]);
        assert!(read(&others, &certificate).is_err());
        for text in [
            "",
            "..",
            "王",
            &certificate[1..],
            &format!("{certificate}A"),
        ] {
            assert!(read(&ours, text).is_err(), "{text}");
        }
    }
}
