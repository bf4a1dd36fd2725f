use serde_json::json;

use super::{Seed, seed};
use crate::assertion::signed;
use crate::stage::estate::now;
use crate::stage::office::{Office, TOKEN_KID, TOKEN_SEED};

pub(super) fn seeds() -> Vec<Seed> {
    let office = Office::open();
    let server = ed25519_dalek::SigningKey::from_bytes(&TOKEN_SEED);
    let (device, iat) = (office.device_id(), now().seconds());
    let claims = |iat: i64, exp: i64| {
        let claims = json!({
            "iss": device, "sub": device, "aud": "linli", "iat": iat, "exp": exp, "jti": "0123456789abcdefghijkl",
        });
        format!("{{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}}\n{claims}").into_bytes()
    };
    let token = |exp: i64| {
        use base64::Engine;
        let sub = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(device.as_bytes());
        let header = json!({ "alg": "EdDSA", "kid": TOKEN_KID });
        let claims = json!({ "sub": sub, "aud": "sync", "exp": exp });
        format!("{header}\n{claims}").into_bytes()
    };
    let good = signed(&office.key, &claims(iat, iat + 240)).into_bytes();
    let good_token = signed(&server, &token(iat + 3_600)).into_bytes();
    let unsigned = b"eyJhbGciOiJub25lIn0.e30.".to_vec();
    [
        ("assertion", 0, good),
        ("token", 1, good_token),
        ("unsigned-assertion", 0, unsigned.clone()),
        ("unsigned-token", 1, unsigned),
        ("claims-of-an-assertion", 2, claims(iat, iat + 240)),
        ("claims-good-for-ever", 2, claims(i64::MIN, i64::MAX)),
        ("claims-of-the-past", 2, claims(0, 240)),
        ("claims-of-a-token", 3, token(iat + 3_600)),
        ("claims-of-a-token-of-the-future", 3, token(i64::MAX)),
    ]
    .into_iter()
    .map(|(name, choice, bytes)| seed("assertion", name, [&[choice][..], &bytes].concat()))
    .collect()
}
