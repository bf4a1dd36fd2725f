use std::collections::BTreeMap;

use linli_documents::{Document, Keep};
use linli_domain::ActorId;
use linli_domain::command::Recorded;
use serde_json::json;

use crate::replica::{Replica, id, registration};

/// Forgets residents.
struct Without(Vec<String>);

impl Keep for Without {
    fn keeps(&self, path: &[String]) -> bool {
        !matches!(path, [map, resident, ..] if map == "residents" && self.0.contains(resident))
    }

    fn text(&self, _: &[String], text: &str) -> String {
        text.to_owned()
    }
}

fn erase(document: &Document, residents: &[u128]) -> Document {
    let without = Without(residents.iter().copied().map(id).collect());
    let seed = ActorId([0x5e; 16]);
    let (anew, _) = document
        .begin_anew(1, seed, &BTreeMap::new(), &without, &[])
        .unwrap();
    anew
}

fn registered() -> (Replica, Recorded) {
    let mut replica = Replica::household();
    let recorded = replica.recorded(registration());
    let actor = ActorId([1; 16]);
    replica.document.execute(actor, &recorded).unwrap();
    (replica, recorded)
}

#[test]
fn a_household_is_known_again_by_whoever_is_left_and_by_where_it_is() {
    let (replica, recorded) = registered();
    for erased in [&[][..], &[1], &[2], &[1, 2]] {
        let anew = erase(&replica.document, erased);
        let twin = anew.twin(&recorded).expect("the same household");
        assert!(anew.contains(&twin));
    }
}

#[test]
fn a_household_that_moved_is_known_again_by_who_lives_there() {
    let (mut replica, recorded) = registered();
    replica.does(json!({"link_dwelling": {"dwelling": {"unit": "1单元", "room": "102"}}}));
    assert!(erase(&replica.document, &[1]).twin(&recorded).is_some());
}

#[test]
fn a_household_that_another_registered_is_another() {
    let mut replica = Replica::registered();
    let mut other = replica.twin(2);
    let theirs = other.recorded(registration());
    assert_eq!(replica.document.twin(&theirs), None);
    let later = replica.recorded(registration());
    assert_eq!(replica.document.twin(&later), None);
}
