use linli_documents::Document;
use linli_documents::strategy::{key, recorded};
use linli_domain::{ActorId, Kind, PersonId, Recorded, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// One person with two phones: a visit is corrected by its author only.
const AUTHOR: PersonId = PersonId::from_bytes([1; 16]);
const PHONES: [ActorId; 2] = [ActorId([0xa1; 16]), ActorId([0xa2; 16])];

fn give(document: &mut Document, phone: ActorId, given: &[Recorded]) {
    for recorded in given {
        let recorded = Recorded {
            author: AUTHOR,
            ..recorded.clone()
        };
        // What is refused was not to be.
        drop(document.execute(phone, &recorded));
    }
}

/// What two phones make of one document apart, put together.
fn met(kind: Kind, before: &[Recorded], apart: [&[Recorded]; 2]) -> Document {
    let mut ground = Document::genesis(&key(kind), 0);
    give(&mut ground, PHONES[0], before);
    let [mut one, mut two] = [ground.clone(), ground];
    give(&mut one, PHONES[0], apart[0]);
    give(&mut two, PHONES[1], apart[1]);
    let news = two.changes_since(&one.heads());
    one.apply(news.iter().map(|change| &change.bytes[..]))
        .unwrap();
    one
}

/// Whether writing this value ends the conflict.
fn settles(document: &Document, path: &str, value: Option<&str>) -> bool {
    let Some(command) = command_for(path, value, document.household().as_ref()) else {
        return false;
    };
    let recorded = Recorded {
        author: AUTHOR,
        at: Timestamp::default(),
        command,
    };
    let mut document = document.clone();
    document.execute(PHONES[0], &recorded).is_ok()
        && document.conflicts().iter().all(|left| left.path != path)
}

/// Since when somebody lived here who has moved out meanwhile: no command says it without moving them in again.
fn has_left(document: &Document, path: &str) -> bool {
    let id = path
        .strip_prefix("residents/")
        .and_then(|rest| rest.strip_suffix("/moved_in"))
        .and_then(|id| id.parse().ok());
    let household = document.household();
    let resident = household.and_then(|view| view.residents.get(&id?).cloned());
    resident.is_some_and(|resident| resident.moved_out.is_some())
}

/// Not of cases: what is written twice there was opened under one id, which only one device draws.
fn work() -> impl Strategy<Value = (Kind, [Vec<Recorded>; 3])> {
    select(&[Kind::Directory, Kind::Household, Kind::Visits][..]).prop_flat_map(|kind| {
        let given = || vec(recorded(kind), 0..20);
        (Just(kind), [given(), given(), given()])
    })
}

proptest! {
    /// "Shown until somebody decides" is a promise only if somebody can.
    #[test]
    fn every_conflict_can_be_decided((kind, [before, one, two]) in work()) {
        let document = met(kind, &before, [&one, &two]);
        for conflict in document.conflicts().into_iter().filter(|it| !has_left(&document, &it.path)) {
            let mut values = conflict.values.iter();
            let decided = values.any(|value| settles(&document, &conflict.path, value.value.as_deref()));
            prop_assert!(decided, "{conflict:?}");
        }
    }
}

fn registered(flag: &str) -> HouseholdView {
    let command = serde_json::json!({"register_household": {
        "dwelling": {"room": "301"},
        "consents": [{"tag": flag, "method": "spoken", "on": "2024-03-01"}],
    }});
    let recorded = Recorded {
        author: AUTHOR,
        at: Timestamp::default(),
        command: serde_json::from_value(command).unwrap(),
    };
    let mut document = Document::genesis(&key(Kind::Household), 0);
    document.execute(PHONES[0], &recorded).unwrap();
    document.household().unwrap()
}

fn as_json(path: &str, value: &str, view: &HouseholdView) -> serde_json::Value {
    let command = command_for(path, Some(value), Some(view));
    serde_json::to_value(command).unwrap()
}

/// People part a dwelling by a slash, which may also be in its name; a document parts it by a tab.
#[test]
fn a_dwelling_is_parted_where_it_was_put_together() {
    let view = registered("独居");
    for (value, unit, room) in [
        ("2单元\t301", "2单元", "301"),
        ("甲/乙\t301", "甲/乙", "301"),
        ("2单元/301", "2单元", "301"),
        ("301", "", "301"),
    ] {
        let linked =
            serde_json::json!({"link_dwelling": {"dwelling": {"unit": unit, "room": room}}});
        assert_eq!(as_json("dwelling", value, &view), linked, "{value}");
    }
}

#[test]
fn a_flag_may_have_a_slash_in_its_name() {
    for flag in ["独居", "独居/高龄"] {
        let view = registered(flag);
        let path = format!("consents/{flag}/on");
        let consent = serde_json::json!({"tag": flag, "method": "spoken", "on": "2024-03-05"});
        let recorded = serde_json::json!({"record_consent": {"consent": consent}});
        assert_eq!(as_json(&path, "2024-03-05", &view), recorded);
    }
}
