//! The same person twice: pointed out, merged, taken apart again; and nothing of either is lost.

use linli_domain::command::{
    AddResident, Dwelling, MergeHousehold, MergeResident, MoveOutResident, NewResident, Outcome,
    UnmergeHousehold, UnmergeResident,
};
use linli_domain::{HouseholdId, ResidentId};

use super::estate::{Estate, HOME, Member, THREE, ZHANG, registration};
use crate::Reason;
use crate::actions::{NewHousehold, NewVisit};
use crate::query::LikelyPair;

/// 张三 once more, with another character of the same sound.
fn twin(head: &Member) -> NewResident {
    NewResident {
        id: head.replica.new_resident_id(),
        name: "章三".parse().unwrap(),
        phone: Some("+86 138 0000 0001".parse().unwrap()),
        ..registration().residents.remove(0)
    }
}

fn written_down_twice(head: &mut Member) -> ResidentId {
    let resident = twin(head);
    let id = resident.id;
    head.replica
        .update_household(HOME, AddResident { resident })
        .unwrap();
    id
}

fn ids(pairs: &[LikelyPair]) -> Vec<[ResidentId; 2]> {
    let ids = |pair: &LikelyPair| {
        let mut ids = [pair.one.resident, pair.other.resident];
        ids.sort();
        ids
    };
    pairs.iter().map(ids).collect()
}

fn pair(one: ResidentId, other: ResidentId) -> [ResidentId; 2] {
    [one.min(other), one.max(other)]
}

fn visit(head: &mut Member, met: ResidentId) -> linli_domain::VisitId {
    let mut visit = NewVisit::new(HOME, Outcome::Met);
    visit.met = vec![met];
    head.replica.record_visit(visit).unwrap().visit
}

#[test]
fn whoever_is_there_already_is_shown_at_entry_with_the_reasons() {
    let mut head = Estate::new().join(1);
    let new = twin(&head);
    let found = head
        .replica
        .likely_same(&new, THREE, "2单元", "301")
        .unwrap();
    assert_eq!(found[0].held.resident, ZHANG);
    for reason in [Reason::SoundsTheSame, Reason::SamePhone, Reason::SameDoor] {
        assert!(found[0].likeness.reasons.contains(&reason), "{found:?}");
    }
    // Asked after saving, nobody is their own double.
    let saved = written_down_twice(&mut head);
    let again = NewResident { id: saved, ..new };
    let found = head
        .replica
        .likely_same(&again, THREE, "2单元", "301")
        .unwrap();
    assert_eq!(found.len(), 1);
    let stranger = NewResident {
        name: "李四".parse().unwrap(),
        ..again
    };
    let found = head
        .replica
        .likely_same(&stranger, THREE, "2单元", "301")
        .unwrap();
    assert!(found.is_empty());
}

#[test]
fn a_merge_keeps_the_history_and_the_visits_of_both_and_can_be_taken_back() {
    let mut estate = Estate::new();
    let mut head = estate.join(1);
    let resident = written_down_twice(&mut head);
    let visits = [visit(&mut head, ZHANG), visit(&mut head, resident)];
    assert_eq!(
        ids(&head.replica.duplicates().unwrap()),
        [pair(ZHANG, resident)]
    );
    let as_two = head.replica.household(HOME).unwrap();

    let merge = MergeResident {
        resident,
        into: ZHANG,
    };
    head.replica.update_household(HOME, merge).unwrap();
    assert!(head.replica.duplicates().unwrap().is_empty());
    let record = head.replica.record_of_resident(ZHANG).unwrap();
    let met: Vec<_> = record.visits.iter().map(|visit| visit.id).collect();
    assert!(visits.iter().all(|visit| met.contains(visit)), "{met:?}");
    assert_eq!(record.duplicates[&resident].name, "章三");
    for own in [ZHANG, resident] {
        let name = format!("residents/{own}/name");
        assert!(record.written.iter().any(|field| field.path == name));
    }

    let unmerge = UnmergeResident { resident };
    head.replica.update_household(HOME, unmerge).unwrap();
    assert_eq!(head.replica.household(HOME).unwrap(), as_two);
    // Somebody decided that they are two; a device that hears of it keeps to it, and so does a new one.
    assert!(head.replica.duplicates().unwrap().is_empty());
    head.sync(&mut estate);
    head.replica.rebuild().unwrap();
    assert!(head.replica.duplicates().unwrap().is_empty());
    let mut other = estate.join(2);
    assert_eq!(other.replica.household(HOME).unwrap(), as_two);
    assert!(other.replica.duplicates().unwrap().is_empty());
}

#[test]
fn households_registered_twice_are_merged_with_all_visits_and_taken_apart_again() {
    let mut head = Estate::new().join(1);
    let resident = twin(&head);
    let double = resident.id;
    let twice = registered(&mut head, "301", resident);
    let visits = [HOME, twice].map(|household| {
        let visit = NewVisit::new(household, Outcome::Met);
        head.replica.record_visit(visit).unwrap().visit
    });
    assert_eq!(
        ids(&head.replica.duplicates().unwrap()),
        [pair(ZHANG, double)]
    );
    let as_two = [HOME, twice].map(|id| head.replica.household(id).unwrap());

    let merge = MergeHousehold { into: HOME };
    head.replica.update_household(twice, merge).unwrap();
    assert!(head.replica.duplicates().unwrap().is_empty());
    let merged = head.replica.household(HOME).unwrap();
    assert_eq!(
        (merged.duplicates.as_slice(), merged.visit_count),
        (&[twice][..], 2)
    );
    for visit in visits {
        assert!(merged.visits.iter().any(|found| found.id == visit));
    }
    // The other side stands as it was, with whoever lives there.
    let double_view = &head.replica.household(twice).unwrap().household.residents[&double];
    assert_eq!(double_view.name, "章三");

    let unmerge = UnmergeHousehold {};
    head.replica.update_household(twice, unmerge).unwrap();
    let again = [HOME, twice].map(|id| head.replica.household(id).unwrap());
    assert_eq!(again, as_two);
    assert!(head.replica.duplicates().unwrap().is_empty());
}

#[test]
fn whoever_moved_out_is_pointed_out_at_entry_only() {
    let mut head = Estate::new().join(1);
    let on = "2026-11-20".parse().unwrap();
    let gone = MoveOutResident {
        resident: ZHANG,
        on,
    };
    head.replica.update_household(HOME, gone).unwrap();
    let resident = twin(&head);
    let found = head
        .replica
        .likely_same(&resident, THREE, "2单元", "301")
        .unwrap();
    assert_eq!(found[0].held.resident, ZHANG);
    registered(&mut head, "502", resident);
    assert!(head.replica.duplicates().unwrap().is_empty());
}

fn registered(head: &mut Member, room: &str, resident: NewResident) -> HouseholdId {
    let dwelling = Dwelling {
        room: room.parse().unwrap(),
        ..registration().dwelling
    };
    head.replica
        .register_household(NewHousehold {
            building: THREE,
            dwelling,
            residents: vec![resident],
            tags: Vec::new(),
            consents: Vec::new(),
        })
        .unwrap()
}
