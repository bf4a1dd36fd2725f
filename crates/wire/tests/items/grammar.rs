//! `schemas/wire/sync.cddl` says what is really written, by the word of a validator that is not ours.

use std::path::Path;
use std::sync::LazyLock;

use cddl_cat::cbor::validate_cbor;
use cddl_cat::context::BasicContext;
use cddl_cat::flatten::flatten_from_str;
use linli_wire::{Chain, limits};
use proptest::prelude::*;
use serde_json::Value;

use crate::strategy::{payload, request_item, response_item};

const TEXT: &str = include_str!("../../../../schemas/wire/sync.cddl");

static GRAMMAR: LazyLock<BasicContext> =
    LazyLock::new(|| BasicContext::new(flatten_from_str(TEXT).expect("the grammar is CDDL")));

fn follows(rule: &str, bytes: &[u8]) -> Result<(), String> {
    let definition = GRAMMAR.rules.get(rule).ok_or("no such rule")?;
    let value: ciborium::Value = ciborium::from_reader(bytes).map_err(|error| error.to_string())?;
    validate_cbor(definition, &value, &*GRAMMAR).map_err(|error| error.to_string())
}

fn encoded<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap()
}

proptest! {
    #[test]
    fn requests_follow_the_grammar(item in request_item()) {
        prop_assert_eq!(follows("request-item", &encoded(&item)), Ok(()));
        let frame = encoded(&minicbor::bytes::ByteVec::from(encoded(&item)));
        prop_assert_eq!(follows("request-frame", &frame), Ok(()));
    }

    #[test]
    fn responses_follow_the_grammar(item in response_item()) {
        prop_assert_eq!(follows("response-item", &encoded(&item)), Ok(()));
    }

    /// What the grammar turns away the code turns away too, but for what it says readers bear.
    #[test]
    fn the_grammar_is_no_stricter_than_the_code(item in request_item(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = encoded(&item);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let mut decoder = minicbor::Decoder::new(&bytes);
        if let Ok(read) = decoder.decode::<linli_wire::RequestItem>() {
            // Written again it is as writers write it; a payload or a box is opened, not only carried.
            let again = encoded(&read);
            let carried = matches!(
                read,
                linli_wire::RequestItem::Envelope(_) | linli_wire::RequestItem::Carried(_)
            );
            prop_assert!(carried || follows("request-item", &again).is_ok());
        }
    }
}

#[test]
fn golden_vectors_follow_the_grammar() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wire");
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(file) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        let Some(rule) = file["rule"].as_str() else {
            continue;
        };
        for vector in file["vectors"].as_array().unwrap() {
            let bytes = unhex(vector["hex"].as_str().unwrap());
            follows(rule, &bytes)
                .unwrap_or_else(|error| panic!("{}: {}: {error}", path.display(), vector["name"]));
            checked += 1;
        }
    }
    assert!(checked > 80, "only {checked} vectors were found");
}

#[test]
fn every_bound_is_the_constants() {
    let constants = [
        ("REQUEST_FRAME_BYTES", limits::REQUEST_FRAME_BYTES),
        ("RESPONSE_FRAME_BYTES", limits::RESPONSE_FRAME_BYTES),
        ("CHAINS_PER_ENVELOPE", limits::CHAINS_PER_ENVELOPE),
        ("COMMANDS_PER_ENVELOPE", limits::COMMANDS_PER_ENVELOPE),
        ("HEADS_PER_CHAIN", limits::HEADS_PER_CHAIN),
        ("CURSORS_PER_ESTATE", limits::CURSORS_PER_ESTATE),
        ("CARRIED_PER_REQUEST", limits::CARRIED_PER_REQUEST),
        ("CARRIED_BYTES", limits::CARRIED_BYTES),
        ("WANTED_DOCUMENTS", limits::WANTED_DOCUMENTS),
        ("GIVEN_BACK_CHANGES", limits::GIVEN_BACK_CHANGES),
        ("COMMAND_BYTES", linli_domain::limits::COMMAND_BYTES),
    ];
    let mut named = std::collections::BTreeSet::new();
    for line in TEXT.lines() {
        let Some((_, name)) = line.split_once("limits::") else {
            continue;
        };
        let (_, figure) = constants
            .iter()
            .find(|(constant, _)| name.starts_with(constant))
            .unwrap_or_else(|| panic!("an unknown bound: {line}"));
        let found = line
            .split(|c: char| !c.is_ascii_digit())
            .any(|number| number == figure.to_string());
        assert!(found, "not {figure}: {line}");
        named.insert(name);
    }
    assert!(named.len() >= constants.len(), "a bound is not named");
    assert!(TEXT.contains(&format!("request  = 1*{} ", limits::REQUEST_FRAMES)));
}

#[test]
fn a_bound_bounds() {
    let chain = |heads| Chain {
        document: linli_documents::strategy::key(linli_domain::Kind::Case),
        epoch: 0,
        actor: linli_domain::ActorId([1; 16]),
        base: vec![linli_domain::ChangeHash([2; 32]); heads],
        result: linli_domain::ChangeHash([3; 32]).into(),
        entries: vec![],
    };
    let follows = |heads| follows("chain", &encoded(&chain(heads)));
    assert_eq!(follows(limits::HEADS_PER_CHAIN), Ok(()));
    assert!(follows(limits::HEADS_PER_CHAIN + 1).is_err());
}

#[test]
fn what_is_wrong_is_found() {
    let payload = encoded(&EMPTY);
    assert_eq!(follows("envelope-payload", &payload), Ok(()));
    assert!(follows("envelope", &payload).is_err());
    for verdict in ["810180", "820480", "82048100", "820980", "820381"] {
        let known = verdict == "820480";
        assert_eq!(
            follows("verdict", &unhex(verdict)).is_ok(),
            known,
            "{verdict}"
        );
    }
}

const EMPTY: linli_wire::EnvelopePayload = linli_wire::EnvelopePayload {
    device: linli_domain::DeviceId::from_bytes([1; 16]),
    counter: 0,
    previous: linli_domain::ChangeHash([0; 32]),
    chains: vec![],
};

proptest! {
    #[test]
    fn payloads_follow_the_grammar(payload in payload()) {
        prop_assert_eq!(follows("envelope-payload", &encoded(&payload)), Ok(()));
    }

    #[test]
    fn commands_follow_the_grammar(command in linli_documents::strategy::kind().prop_flat_map(linli_documents::strategy::command)) {
        prop_assert_eq!(follows("command", &command.to_bytes()), Ok(()));
    }
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
