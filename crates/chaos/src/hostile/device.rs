//! A device with a valid key and a program of its own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use linli_client_core::Surroundings;
use linli_client_core::domain::{ActorId, ChangeHash, DeviceId};
use linli_documents::Document;
use linli_wire::{Chain, Envelope, EnvelopePayload, MEDIA_TYPE};
use serde_json::{Value, json};

use super::line::{Answer, Line, Raw};
use crate::clock::Machine;
use crate::random::Random;
use crate::{Failure, Result};

pub(crate) struct Device {
    pub(crate) key: SigningKey,
    pub(crate) id: DeviceId,
    pub(crate) line: Line,
    pub(crate) token: String,
    counter: u64,
    /// Its own work in the logs that it writes to, as it would hold it.
    pub(crate) own: Vec<Document>,
    pub(crate) actor: ActorId,
    /// Envelopes that were taken before.
    pub(crate) sent: Vec<Envelope>,
}

impl Device {
    /// Redeems an invitation and takes a token.
    pub(crate) fn join(mut line: Line, code: &str, random: &mut Random) -> Result<Self> {
        let key = SigningKey::from_bytes(&random.bytes());
        let id = DeviceId::of_public_key(key.verifying_key().as_bytes());
        let enrolment = json!({
            "code": code,
            "public_key": base64(key.verifying_key().as_bytes()),
            "name": "手机",
        });
        let headers = [("content-type", "application/json")];
        let body = enrolment.to_string().into_bytes();
        expect(
            &mut line,
            &Raw::new("POST", "/v1/devices", &headers, body),
            201,
        )?;
        let mut device = Self {
            actor: ActorId::derive(id, &random.bytes(), 0),
            key,
            id,
            line,
            token: String::new(),
            counter: 0,
            own: Vec::new(),
            sent: Vec::new(),
        };
        device.renew_token()?;
        Ok(device)
    }

    pub(crate) fn public_key(&self) -> String {
        base64(self.key.verifying_key().as_bytes())
    }

    pub(crate) fn renew_token(&mut self) -> Result<()> {
        let assertion = self.assertion();
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
        let body = format!("grant_type={grant}&assertion={assertion}");
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let raw = Raw::new("POST", "/v1/token", &headers, body.into_bytes());
        let answer: Value =
            serde_json::from_slice(&expect(&mut self.line, &raw, 200)?.body).unwrap_or_default();
        self.token = answer["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        Ok(())
    }

    pub(crate) fn assertion(&self) -> String {
        let mut random = [0; 16];
        Machine.fill(&mut random);
        let (device, now) = (self.id.to_string(), Machine.now().seconds());
        let claims = json!({
            "iss": device, "sub": device, "aud": "linli", "iat": now, "exp": now + 240,
            "jti": base64(&random),
        });
        self.sign(r#"{"alg":"EdDSA","typ":"JWT"}"#, &claims.to_string())
    }

    /// Any header and claims.
    pub(crate) fn sign(&self, header: &str, claims: &str) -> String {
        let signed = format!(
            "{}.{}",
            base64(header.as_bytes()),
            base64(claims.as_bytes())
        );
        let signature = self.key.sign(signed.as_bytes()).to_bytes();
        format!("{signed}.{}", base64(&signature))
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    pub(crate) fn sync(&self, body: Vec<u8>) -> Raw {
        let bearer = self.bearer();
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", MEDIA_TYPE),
        ];
        Raw::new("POST", "/v1/sync", &headers, body)
    }

    /// Goes on as another actor, beside all that it has written.
    pub(crate) fn begin_anew(&mut self, random: &mut Random) {
        self.own.clear();
        self.actor = ActorId::derive(self.id, &random.bytes(), 0);
    }

    /// The next envelope, as this device would send it.
    pub(crate) fn payload(&mut self, chains: Vec<Chain>) -> EnvelopePayload {
        self.counter += 1;
        EnvelopePayload {
            device: self.id,
            counter: self.counter,
            previous: ChangeHash([0; 32]),
            chains,
        }
    }
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn expect(line: &mut Line, raw: &Raw, status: u16) -> Result<Answer> {
    let answer = line.send(raw).map_err(Failure::io("joining by hand"))?;
    let answer = answer.ok_or_else(|| Failure::broken("nothing was answered to a joining"))?;
    if answer.status == status {
        return Ok(answer);
    }
    Err(Failure::broken(format!(
        "a device with a valid invitation and key was answered with {}",
        answer.status
    )))
}
