use std::collections::BTreeSet;

use linli_domain::{
    ActorId, BuildingId, CaseId, ChangeHash, Date, DeviceId, DisputeId, DocumentKey, EstateId,
    HouseholdId, Kind, Month, RefusalCode, Timestamp,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn an_id_reads_what_it_prints_and_what_it_is_stored_as(bytes in any::<[u8; 16]>()) {
        let id = EstateId::from_bytes(bytes);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert_eq!(EstateId::from_slice(id.as_bytes()), Some(id));
        prop_assert_eq!(EstateId::from_slice(&bytes[1..]), None);
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<EstateId>(&json).unwrap(), id);
    }

    #[test]
    fn a_hash_reads_nothing_but_64_digits(digits in "[0-9a-fA-F]{64}", other in "[0-9a-f+ \\-_]", at in 0usize..64) {
        let mut text = digits;
        text.replace_range(at..=at, &other);
        let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hash = text.parse::<ChangeHash>();
        prop_assert_eq!(hash.is_ok(), digits);
        if let Ok(hash) = hash {
            prop_assert_eq!(hash.to_string(), text.to_lowercase());
            let json = serde_json::to_string(&hash).unwrap();
            prop_assert_eq!(&json, &format!("\"{hash}\""));
            prop_assert_eq!(serde_json::from_str::<ChangeHash>(&json).unwrap(), hash);
        }
    }

    #[test]
    fn no_text_is_a_panic(text in "\\PC{0,70}") {
        let read = [
            text.parse::<ChangeHash>().is_ok(),
            text.parse::<EstateId>().is_ok(),
            text.parse::<Timestamp>().is_ok(),
            text.parse::<Date>().is_ok(),
            text.parse::<Month>().is_ok(),
        ];
        prop_assert!(read.iter().filter(|read| **read).count() <= 1);
    }

    #[test]
    fn devices_and_actors_differ_where_anything_differs(
        a in any::<([u8; 16], [u8; 16], u32)>(),
        b in any::<([u8; 16], [u8; 16], u32)>(),
    ) {
        let actor = |(device, nonce, fork)| ActorId::derive(DeviceId::from_bytes(device), &nonce, fork);
        prop_assert_eq!(actor(a) == actor(b), a == b);
    }

    /// Documents of different subjects never share an id, and each lies in the feed of its key.
    #[test]
    fn a_key_says_where_its_document_lies(estate in any::<[u8; 16]>(), building in any::<[u8; 16]>(), subject in any::<[u8; 16]>(), at in any::<i64>()) {
        let (estate, building) = (EstateId::from_bytes(estate), BuildingId::from_bytes(building));
        let keys = [
            DocumentKey::Directory { estate },
            DocumentKey::Household { estate, building, household: HouseholdId::from_bytes(subject) },
            DocumentKey::Visits { estate, building, month: Timestamp::clamped(at).month() },
            DocumentKey::Case { estate, building, case: CaseId::from_bytes(subject) },
            DocumentKey::Dispute { estate, dispute: DisputeId::from_bytes(subject) },
        ];
        for (key, kind) in keys.iter().zip(Kind::ALL) {
            let feed = key.feed();
            prop_assert_eq!((key.kind(), feed.kind), (kind, kind));
            prop_assert_eq!((feed.estate, feed.building), (estate, key.building()));
            prop_assert_eq!(key.building().is_none(), matches!(kind, Kind::Directory | Kind::Dispute));
        }
        prop_assert_eq!([keys[1].id(), keys[3].id(), keys[4].id()].map(|id| *id.as_bytes()), [subject; 3]);
        let derived = BTreeSet::from([keys[0].id(), keys[1].id(), keys[2].id()]);
        prop_assert_eq!(derived.len(), 3);
    }
}

/// Two imports of one estate agree on its buildings; two estates' buildings of one name are two.
#[test]
fn a_building_is_its_estate_and_its_name() {
    let [one, other] = [1, 2].map(|n| EstateId::from_bytes([n; 16]));
    let three = BuildingId::of_name(one, "3号楼");
    assert_eq!(three, BuildingId::of_name(one, "3号楼"));
    assert_ne!(three, BuildingId::of_name(one, "4号楼"));
    assert_ne!(three, BuildingId::of_name(other, "3号楼"));
}

#[test]
fn a_device_is_its_key() {
    let device = |n| DeviceId::of_public_key(&[n; 32]);
    assert_eq!(device(1), device(1));
    assert_ne!(device(1), device(2));
}

#[test]
fn every_refusal_has_its_own_code_and_words() {
    let codes: BTreeSet<_> = RefusalCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), RefusalCode::ALL.len());
    for code in RefusalCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert_eq!(code.to_string(), code.as_str());
        assert!(!code.zh().is_empty() && !code.en().is_empty());
    }
}
