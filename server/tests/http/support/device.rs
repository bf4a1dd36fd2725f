//! A device that knows the protocol but has no replica: it signs, seals and reads frames.

use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use linli_documents::Document;
use linli_domain::command::{Outcome, RecordVisit};
use linli_domain::{
    ActorId, ChangeHash, Command, DeviceId, DocumentKey, HouseholdId, Recorded, Timestamp, VisitId,
};
use linli_server::environment::Environment;
use linli_wire::{
    Chain, ChainEntry, Envelope, EnvelopePayload, FrameReader, MEDIA_TYPE, PROTOCOL, RequestHello,
    RequestItem, ResponseItem, compression, frame, limits,
};
use serde_json::{Value, json};

use super::client::{Answer, Request};
use super::server::TestServer;

pub(crate) struct Device {
    pub(crate) key: SigningKey,
    pub(crate) id: DeviceId,
    assertions: AtomicU32,
}

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Device {
    pub(crate) fn new(seed: u8) -> Self {
        Self::of_key([seed; 32])
    }

    pub(crate) fn of_key(seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        Self {
            id: DeviceId::of_public_key(key.verifying_key().as_bytes()),
            key,
            assertions: AtomicU32::new(0),
        }
    }

    pub(crate) fn public_key(&self) -> String {
        base64url(self.key.verifying_key().as_bytes())
    }

    pub(crate) fn claims(&self, now: Timestamp) -> Value {
        let number = self.assertions.fetch_add(1, Ordering::Relaxed);
        let (device, iat) = (self.id.to_string(), now.seconds());
        json!({
            "iss": device, "sub": device, "aud": "linli", "iat": iat, "exp": iat + 240,
            "jti": format!("assertion-number-{number:05}"),
        })
    }

    pub(crate) fn assertion(&self, now: Timestamp) -> String {
        self.sign(&json!({ "alg": "EdDSA", "typ": "JWT" }), &self.claims(now))
    }

    pub(crate) fn token_request(&self, environment: &dyn Environment) -> Request {
        token_request(&self.assertion(environment.now()))
    }

    /// Any header and claims, signed by this device.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    pub(crate) fn sign_text(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", base64url(header), base64url(claims));
        let signature = self.key.sign(signed.as_bytes()).to_bytes();
        format!("{signed}.{}", base64url(signature))
    }

    /// An envelope with one visit, as `counter`th of this device.
    pub(crate) fn visit(&self, server: &TestServer, counter: u64) -> RequestItem {
        let at = server.clock.now();
        let document = DocumentKey::Visits {
            estate: server.estate,
            building: server.building,
            month: at.month(),
        };
        let mut log = Document::genesis(&document, 0);
        let base = log.base();
        let number = u8::try_from(counter).unwrap();
        let actor = ActorId::derive(self.id, &[number; 16], 0);
        let command = Command::from(RecordVisit {
            visit: VisitId::from_bytes([number; 16]),
            household: HouseholdId::from_bytes([1; 16]),
            at,
            visitor: None,
            outcome: Outcome::Met,
            purpose: None,
            met: Vec::new(),
            note: None,
            requests: Vec::new(),
            next_visit_on: None,
            card: None,
        });
        let recorded = Recorded {
            author: server.head,
            at,
            command: command.clone(),
        };
        let result = log.execute(actor, &recorded).unwrap().hash.into();
        let entries = vec![ChainEntry {
            at,
            command: command.to_bytes(),
        }];
        self.seal(
            counter,
            vec![Chain {
                document,
                epoch: 0,
                actor,
                base,
                result,
                entries,
            }],
        )
    }

    pub(crate) fn seal(&self, counter: u64, chains: Vec<Chain>) -> RequestItem {
        let payload = EnvelopePayload {
            device: self.id,
            counter,
            previous: ChangeHash([0; 32]),
            chains,
        };
        RequestItem::Envelope(Envelope::seal(&payload, &self.key))
    }
}

/// Asks for an access token.
pub(crate) fn token_request(assertion: &str) -> Request {
    let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
    Request::post("/v1/token").form(format!("grant_type={grant}&assertion={assertion}"))
}

pub(crate) fn hello(server: &TestServer) -> RequestItem {
    RequestItem::Hello(RequestHello {
        protocol: PROTOCOL,
        device_time: server.clock.now(),
        clock_offset: None,
        server_epoch: None,
        response_bytes: None,
        waiting: None,
    })
}

/// A sync of these items, zstd both ways where it is worth it, as a phone asks.
pub(crate) fn request(token: &str, items: &[RequestItem]) -> Request {
    let mut frames = Vec::new();
    for item in items {
        frame::write_item(&mut frames, item);
    }
    let request = Request::post("/v1/sync")
        .bearer(token)
        .header("accept-encoding", "zstd");
    if frames.len() < compression::WORTHWHILE_BYTES {
        return request.body(MEDIA_TYPE, frames);
    }
    request
        .header("content-encoding", "zstd")
        .body(MEDIA_TYPE, compression::compress(&frames))
}

/// The items of a plain body.
pub(crate) fn items(plain: &[u8]) -> Vec<ResponseItem> {
    let mut reader = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    reader.push(plain);
    let mut items = Vec::new();
    while let Some(frame) = reader.next_frame().expect("frames") {
        items.push(minicbor::decode(frame).expect("a response item"));
    }
    reader.finish().expect("whole frames");
    items
}

impl TestServer {
    /// Syncs, and reads the answer.
    pub(crate) fn sync(&self, token: &str, items_sent: &[RequestItem]) -> Vec<ResponseItem> {
        let answer: Answer = self.ask(&request(token, items_sent));
        assert_eq!(answer.status, 200, "{answer:?}");
        let encoding = compression::is_zstd(&answer.body).then_some("zstd");
        assert_eq!(answer.header("content-encoding"), encoding);
        items(&compression::frames(&answer.body, 1 << 26).unwrap())
    }
}
