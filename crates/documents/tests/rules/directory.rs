use linli_domain::RefusalCode::*;
use serde_json::{Value, json};

use crate::replica::{BUILDING, Replica, directory_key, id};

fn building() -> Value {
    json!({"add_building": {"building": BUILDING, "name": "1号楼"}})
}

fn dwellings(dwellings: Value) -> Value {
    json!({"add_dwellings": {"building": BUILDING, "dwellings": dwellings}})
}

fn appoint(n: u128, until: Value) -> Value {
    json!({"appoint": {"appointment": id(n), "person": id(7), "name": "张三", "role": "building_head",
        "building": BUILDING, "from": "2024-01-01", "until": until}})
}

#[test]
fn an_estate_has_buildings_and_dwellings() {
    let mut replica = Replica::new(&directory_key(), 1);
    let rooms = json!([{"unit": "2单元", "room": "301"}, {"unit": "", "room": "门卫/甲"}]);
    assert_eq!(
        replica.is_refused(dwellings(rooms.clone())),
        (UnknownBuilding, "building".into())
    );
    replica.does(json!({"name_estate": {"name": "西苑"}}));
    replica.does(building());
    assert_eq!(
        replica.is_refused(building()),
        (AlreadyExists, "building".into())
    );
    replica.does(dwellings(rooms.clone()));
    replica.does(dwellings(rooms));
    let many = vec![json!({"room": "1"}); 1_001];
    assert_eq!(
        replica.is_refused(dwellings(json!(many))),
        (TooMany, "dwellings".into())
    );
    let view = replica.document.directory().unwrap();
    assert_eq!(view.name.as_deref(), Some("西苑"));
    let building = &view.buildings[&BUILDING.parse().unwrap()];
    assert_eq!(building.name, "1号楼");
    let expected = [("", "门卫/甲"), ("2单元", "301")].map(|(u, r)| (u.to_owned(), r.to_owned()));
    assert_eq!(building.dwellings, expected);
}

#[test]
fn two_devices_add_one_building_and_its_dwellings_apart() {
    let mut one = Replica::new(&directory_key(), 1);
    let mut two = one.twin(2);
    for (replica, room) in [(&mut one, "101"), (&mut two, "102")] {
        replica.does(building());
        replica.does(dwellings(json!([{"room": room}, {"room": "201"}])));
    }
    one.sync(&mut two);
    let view = one.document.directory().unwrap();
    assert_eq!(view.buildings.len(), 1);
    assert_eq!(
        view.buildings[&BUILDING.parse().unwrap()].dwellings.len(),
        3
    );
    assert!(one.document.conflicts().is_empty());
}

#[test]
fn appointments_are_made_and_ended() {
    let mut replica = Replica::new(&directory_key(), 1);
    assert_eq!(
        replica.is_refused(appoint(1, Value::Null)),
        (UnknownBuilding, "building".into())
    );
    replica.does(building());
    assert_eq!(
        replica.is_refused(appoint(1, json!("2023-12-31"))),
        (BadDates, "until".into())
    );
    replica.does(appoint(1, Value::Null));
    assert_eq!(
        replica.is_refused(appoint(1, Value::Null)),
        (AlreadyExists, "appointment".into())
    );
    let end =
        |n: u128, until: &str| json!({"end_appointment": {"appointment": id(n), "until": until}});
    assert_eq!(
        replica.is_refused(end(9, "2024-06-30")),
        (UnknownAppointment, "appointment".into())
    );
    assert_eq!(
        replica.is_refused(end(1, "2023-12-31")),
        (BadDates, "until".into())
    );
    replica.does(end(1, "2024-06-30"));
    let view = serde_json::to_value(replica.document.directory().unwrap()).unwrap();
    let expected = json!({"person": id(7), "name": "张三", "role": "building_head", "building": BUILDING,
        "from": "2024-01-01", "until": "2024-06-30", "acting": false, "covers": null, "succeeds": null,
        "accepted": null, "department": null});
    assert_eq!(view["appointments"], json!({id(1): expected}));
    // One day is an appointment, too.
    replica.does(end(1, "2024-01-01"));
    replica.does(appoint(2, json!("2024-01-01")));
}

#[test]
fn a_building_named_apart_is_named_once_more() {
    let named = |name: &str| json!({"add_building": {"building": BUILDING, "name": name}});
    let mut one = Replica::new(&directory_key(), 1);
    let mut two = one.twin(2);
    one.does(named("1号楼"));
    two.does(named("一号楼"));
    one.sync(&mut two);
    assert_eq!(one.document.conflicts().len(), 1);
    one.does(named("一号楼"));
    assert!(one.document.conflicts().is_empty());
    let view = one.document.directory().unwrap();
    assert_eq!(view.buildings[&BUILDING.parse().unwrap()].name, "一号楼");
    let again = one.is_refused(named("二号楼"));
    assert_eq!(again, (AlreadyExists, "building".into()));
}

#[test]
fn an_estate_says_after_how_many_days_without_contact_a_device_locks() {
    let lease = |days: i64| json!({"set_lease": {"days": days}});
    let mut replica = Replica::new(&directory_key(), 1);
    assert_eq!(replica.document.directory().unwrap().lease_days, None);
    for out_of_bounds in [0, 366] {
        assert_eq!(
            replica.is_refused(lease(out_of_bounds)),
            (Malformed, "days".into())
        );
    }
    for days in [1, 365, 14] {
        replica.does(lease(days));
        let view = replica.document.directory().unwrap();
        assert_eq!(view.lease_days.map(i64::from), Some(days));
    }
}

fn hand_over(n: u128, last_day: &str) -> Value {
    json!({"hand_over": {"appointment": id(n), "of": id(1), "person": id(8), "name": "李四",
        "from": "2024-05-01", "last_day": last_day}})
}

fn until(replica: &Replica, n: u128) -> Option<String> {
    let view = replica.document.directory().unwrap();
    let until = view.appointments[&id(n).parse().unwrap()].until;
    until.map(|day| day.to_string())
}

/// A building is never without a head: the predecessor stays until somebody has taken over.
#[test]
fn a_post_is_handed_over_once_the_successor_accepts() {
    let mut replica = Replica::new(&directory_key(), 1);
    replica.does(building());
    assert_eq!(
        replica.is_refused(hand_over(2, "2024-05-31")),
        (UnknownAppointment, "of".into())
    );
    replica.does(appoint(1, Value::Null));
    assert_eq!(
        replica.is_refused(hand_over(2, "2024-04-30")),
        (BadDates, "last_day".into())
    );
    replica.does(hand_over(2, "2024-05-31"));
    assert_eq!(until(&replica, 1), None);
    let successor = &replica.document.directory().unwrap().appointments[&id(2).parse().unwrap()];
    assert_eq!(successor.role, linli_domain::Role::BuildingHead);
    assert_eq!(successor.building.unwrap().to_string(), BUILDING);
    let accept = |on: &str| json!({"accept_appointment": {"appointment": id(2), "on": on}});
    let mut late = replica.twin(2);
    replica.does(accept("2024-05-02"));
    assert_eq!(until(&replica, 1).as_deref(), Some("2024-05-31"));
    assert_eq!(
        replica.is_refused(accept("2024-05-03")),
        (AlreadyExists, "appointment".into())
    );
    late.does(accept("2024-06-03"));
    assert_eq!(until(&late, 1).as_deref(), Some("2024-06-03"));
    // Accepted on two phones: no conflict that somebody would have to decide.
    replica.sync(&mut late);
    assert_eq!(replica.document.conflicts(), []);
}

#[test]
fn a_cover_is_of_the_post_that_it_covers() {
    let mut replica = Replica::new(&directory_key(), 1);
    replica.does(building());
    replica.does(appoint(1, Value::Null));
    let cover = |role: &str, building: Value, until: &str| {
        json!({"appoint_acting": {"appointment": id(2), "covers": id(1), "person": id(8), "name": "李四",
            "role": role, "building": building, "from": "2024-05-01", "until": until}})
    };
    let covers = || (UnknownAppointment, "covers".to_owned());
    assert_eq!(
        replica.is_refused(cover("secretary", json!(BUILDING), "2024-05-14")),
        covers()
    );
    assert_eq!(
        replica.is_refused(cover("building_head", Value::Null, "2024-05-14")),
        covers()
    );
    assert_eq!(
        replica.is_refused(cover("building_head", json!(BUILDING), "2024-04-14")),
        (BadDates, "until".into())
    );
    replica.does(cover("building_head", json!(BUILDING), "2024-05-14"));
    let view = replica.document.directory().unwrap();
    let acting = &view.appointments[&id(2).parse().unwrap()];
    assert!(acting.acting);
    assert_eq!(acting.covers, Some(id(1).parse().unwrap()));
}

#[test]
fn a_place_stands_under_another() {
    let mut replica = Replica::new(&directory_key(), 1);
    let place =
        |level: &str, parent: Value| json!({"place_under": {"level": level, "parent": parent}});
    let own = directory_key().estate().to_string();
    for wrong in [place("building", Value::Null), place("estate", json!(own))] {
        assert_eq!(replica.is_refused(wrong), (WrongLevel, "level".into()));
    }
    replica.does(place("estate", json!(id(77))));
    let view = replica.document.directory().unwrap();
    assert_eq!(view.parent, Some(id(77).parse().unwrap()));
    replica.does(place("community", Value::Null));
    let view = replica.document.directory().unwrap();
    assert_eq!(
        (view.level, view.parent),
        (linli_domain::Level::Community, None)
    );
}
