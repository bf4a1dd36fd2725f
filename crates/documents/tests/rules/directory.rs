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
        "from": "2024-01-01", "until": "2024-06-30"});
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
