//! Bytes from anybody are an item or an error, never a panic. `tests/allocation.rs` counts what they cost.

use linli_domain::Command;
use linli_wire::{EnvelopePayload, Problem, RequestItem, ResponseItem};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::strategy::{payload, request_item, response_item};

fn decode_everything(bytes: &[u8]) {
    let _: Result<RequestItem, _> = minicbor::decode(bytes);
    let _: Result<ResponseItem, _> = minicbor::decode(bytes);
    let _: Result<EnvelopePayload, _> = minicbor::decode(bytes);
    let _: Result<Command, _> = Command::from_bytes(bytes);
    let _: bool = Command::is_unknown(bytes);
    let _: Result<Problem, _> = serde_json::from_slice(bytes);
}

/// Bytes that look like something: heads of all sorts, counts up to the highest.
fn cbor_like() -> impl Strategy<Value = Vec<u8>> {
    let head = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        (0u8..8, any::<u8>()).prop_map(|(major, n)| vec![major << 5 | 24, n]),
        (0u8..8, any::<u64>()).prop_map(|(major, n)| {
            let mut head = vec![major << 5 | 27];
            head.extend(n.to_be_bytes());
            head
        }),
        (1u8..13).prop_map(|number| vec![0x82, number, 0x82]),
        Just([&[0x50][..], &[7; 16]].concat()),
        Just(b"\xa1\x6cset_do_not_visit".to_vec()),
    ];
    vec(head, 0..12).prop_map(|heads| heads.concat())
}

fn written() -> impl Strategy<Value = Vec<u8>> {
    let command =
        linli_documents::strategy::kind().prop_flat_map(linli_documents::strategy::command);
    prop_oneof![
        request_item().prop_map(|item| minicbor::to_vec(item).unwrap()),
        response_item().prop_map(|item| minicbor::to_vec(item).unwrap()),
        payload().prop_map(|payload| minicbor::to_vec(payload).unwrap()),
        command.prop_map(|command| command.to_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn noise(bytes in vec(any::<u8>(), 0..200)) {
        decode_everything(&bytes);
    }

    #[test]
    fn noise_in_the_shape_of_cbor(bytes in cbor_like()) {
        decode_everything(&bytes);
    }

    #[test]
    fn items_with_bytes_changed(bytes in written(), changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = bytes;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        decode_everything(&bytes);
    }

    #[test]
    fn items_cut_off_are_errors(bytes in written(), at in any::<prop::sample::Index>()) {
        let cut = &bytes[..at.index(bytes.len())];
        prop_assert!(minicbor::decode::<RequestItem>(cut).is_err());
        prop_assert!(minicbor::decode::<ResponseItem>(cut).is_err());
        prop_assert!(minicbor::decode::<EnvelopePayload>(cut).is_err());
        prop_assert!(Command::from_bytes(cut).is_err());
    }

    /// Readers pass over what a later release adds at the end of a list.
    #[test]
    fn a_further_field_is_passed_over(item in request_item()) {
        let bytes = minicbor::to_vec(&item).unwrap();
        // [number, [a, b]] becomes [number, [a, b, 0]].
        let mut longer = [&bytes[..], &[0]].concat();
        longer[2] += 1;
        prop_assert_eq!(minicbor::decode::<RequestItem>(&longer).ok(), Some(item));
    }
}
