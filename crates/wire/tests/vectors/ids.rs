use ed25519_dalek::SigningKey;
use linli_domain::{ActorId, BuildingId, DeviceId, DocumentKey, PersonId};
use serde_json::{Value, json};

use crate::file::{Vector, check, computed, encoded, hex};
use crate::samples::{CASE, DEVICE, DIRECTORY, DISPUTE, ESTATE, HOUSEHOLD, SEED, visits};

#[test]
fn document_keys() {
    check(
        "document-key.json",
        Some("document-key"),
        "A document's full name, for each kind.",
        keys().map(|(name, about, key)| encoded(name, about, &key)),
    );
}

#[test]
fn ids() {
    let documents = keys().map(|(name, _, key)| {
        computed(
            &format!("document id of a {name}"),
            "UUIDv5 of `directory` in the estate, or of `visits/<month>` in the building; else the subject's own id.",
            json!({ "key": hex(&minicbor::to_vec(key).unwrap()) }),
            key.id().as_bytes(),
        )
    });
    check(
        "ids.json",
        None,
        "Ids that follow from something else.",
        documents.into_iter().chain(others()),
    );
}

fn keys() -> [(&'static str, &'static str, DocumentKey); 5] {
    [
        ("directory", "One an estate.", DIRECTORY),
        ("household", "In its building's feed.", HOUSEHOLD),
        (
            "visit log",
            "The month is counted from year 0: 2024-03 is 24290.",
            visits(),
        ),
        ("case", "In its building's feed.", CASE),
        (
            "dispute",
            "In a feed of the whole estate, which mediators get.",
            DISPUTE,
        ),
    ]
}

fn others() -> [Vector; 5] {
    let public_key = SigningKey::from_bytes(&SEED).verifying_key().to_bytes();
    let actor = |fork: u32| {
        computed(
            &format!("actor, fork {fork}"),
            "The first 16 bytes of SHA-256 over `linli actor 1` || device || nonce || fork as 4 bytes, big-endian.",
            json!({ "device": hex(DEVICE.as_bytes()), "nonce": hex(&[0x40; 16]), "fork": fork }),
            ActorId::derive(DEVICE, &[0x40; 16], fork).as_bytes(),
        )
    };
    [
        computed(
            "device",
            "The first 16 bytes of SHA-256 over `linli device 1` || public key.",
            json!({ "public_key": hex(&public_key) }),
            DeviceId::of_public_key(&public_key).as_bytes(),
        ),
        actor(0),
        actor(258),
        computed(
            "building",
            "UUIDv5 of `building/<name>` in the estate.",
            json!({ "estate": hex(ESTATE.as_bytes()), "name": "3号楼" }),
            BuildingId::of_name(ESTATE, "3号楼").as_bytes(),
        ),
        computed(
            "operator",
            "The person in whose name imports are recorded.",
            Value::Null,
            PersonId::OPERATOR.as_bytes(),
        ),
    ]
}
