use ed25519_dalek::SigningKey;
use linli_domain::command::WithdrawVisit;
use linli_domain::{Command, DeviceId, VisitId};
use linli_wire::{Chain, ChainEntry, Envelope, EnvelopePayload};
use serde_json::json;

use crate::file::{check, computed, encoded, hex};
use crate::samples::{ACTOR, SEED, hash, time, visits};

/// Two commands in one chain.
pub(crate) fn sealed() -> Envelope {
    Envelope::seal(&payload(), &key())
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&SEED)
}

fn payload() -> EnvelopePayload {
    let withdraw = |byte| {
        Command::from(WithdrawVisit {
            visit: VisitId::from_bytes([byte; 16]),
            reason: "记错了".parse().unwrap(),
        })
    };
    let entries = [1, 2].map(|n| ChainEntry {
        at: time().plus_seconds(n),
        command: withdraw(n as u8).to_bytes(),
    });
    EnvelopePayload {
        device: DeviceId::of_public_key(key().verifying_key().as_bytes()),
        counter: 3,
        previous: hash(2),
        chains: vec![Chain {
            document: visits(),
            epoch: 0,
            actor: ACTOR,
            base: vec![hash(0xb0), hash(0xb1)],
            result: hash(0xc0).into(),
            entries: entries.into(),
        }],
    }
}

/// The first work on a document that nobody else has: its genesis needs no naming.
fn first_work() -> EnvelopePayload {
    let mut payload = payload();
    payload.chains[0].base.clear();
    payload
}

#[test]
fn payloads() {
    let empty = EnvelopePayload {
        counter: 1,
        previous: hash(0),
        chains: vec![],
        ..payload()
    };
    check(
        "payload.json",
        Some("envelope-payload"),
        "What an envelope carries, before it is signed.",
        [
            encoded(
                "one chain",
                "The device's third envelope: two visits withdrawn in the log of March 2024, on a base of two heads.",
                &payload(),
            ),
            encoded(
                "on a genesis",
                "The same work on a log that nobody has written to: the base is empty.",
                &first_work(),
            ),
            encoded(
                "first and empty",
                "Nothing was sealed before: `previous` is zeros.",
                &empty,
            ),
        ],
    );
}

#[test]
fn envelopes() {
    let envelope = sealed();
    let device = payload().device;
    let opened = envelope.open(device, &key().verifying_key()).unwrap();
    assert_eq!(opened, payload());
    check(
        "envelope.json",
        Some("envelope"),
        "The payload `one chain` of payload.json, signed with Ed25519 by the key of signature.json.",
        [encoded(
            "sealed",
            "Algorithm, payload, signature.",
            &envelope,
        )],
    );
}

#[test]
fn signatures() {
    let envelope = sealed();
    let input = || {
        json!({
            "seed": hex(&SEED),
            "public_key": hex(key().verifying_key().as_bytes()),
            "context": "linli envelope 1",
            "payload": hex(&minicbor::to_vec(payload()).unwrap()),
        })
    };
    check(
        "signature.json",
        None,
        "What is computed over an envelope. `seed` is the private key of RFC 8032.",
        [
            computed(
                "signature",
                "Ed25519 over context || payload.",
                input(),
                envelope.signature(),
            ),
            computed(
                "hash",
                "SHA-256 over context || payload || signature: `previous` of the device's next envelope.",
                input(),
                envelope.hash().as_bytes(),
            ),
        ],
    );
}
