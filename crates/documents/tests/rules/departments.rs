//! Departments, their handlers, and cases that are dispatched to them.

use linli_documents::AsWritten;
use linli_domain::DepartmentId;
use linli_domain::RefusalCode::*;
use linli_domain::view::{CaseStatus, VoidReason};
use serde_json::{Value, json};

use crate::replica::{Replica, case_key, directory_key, id};

fn department(n: u128) -> Value {
    json!({"add_department": {"department": id(n), "name": format!("部门{n}")}})
}

fn appoint(n: u128, role: &str, department: Option<u128>) -> Value {
    let mut facts = json!({"appointment": id(n), "person": id(n), "name": "经办人", "role": role,
        "from": "2024-03-01"});
    if let Some(department) = department {
        facts["department"] = json!(id(department));
    }
    json!({ "appoint": facts })
}

#[test]
fn a_department_is_added_once_and_a_dispute_over_its_name_is_decided() {
    let mut one = Replica::new(&directory_key(), 1);
    let mut two = one.twin(2);
    one.does(department(1));
    let again = (AlreadyExists, "department".to_owned());
    assert_eq!(one.is_refused(department(1)), again);
    two.does(json!({"add_department": {"department": id(1), "name": "另一个名字"}}));
    one.sync(&mut two);
    let conflicts = one.document.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].path, format!("departments/{}/name", id(1)));
    one.does(json!({"add_department": {"department": id(1), "name": "物业"}}));
    assert_eq!(one.document.conflicts(), []);
    let view = one.document.directory().unwrap();
    let names: Vec<_> = view.departments.values().map(String::as_str).collect();
    assert_eq!(names, ["物业"]);
}

#[test]
fn a_place_has_so_many_departments_and_no_more() {
    let mut replica = Replica::new(&directory_key(), 1);
    let most = linli_domain::limits::DEPARTMENTS_PER_PLACE as u128;
    for n in 0..most {
        replica.does(department(n));
    }
    let refused = replica.is_refused(department(most));
    assert_eq!(refused, (TooMany, "department".to_owned()));
}

#[test]
fn a_handler_is_of_a_department_here_and_nobody_else_is() {
    let mut replica = Replica::new(&directory_key(), 1);
    let path = || "department".to_owned();
    replica.does(department(1));
    let handler = "department_handler";
    let nowhere = replica.is_refused(appoint(5, handler, None));
    assert_eq!(nowhere, (WrongDepartment, path()));
    let unknown = replica.is_refused(appoint(5, handler, Some(2)));
    assert_eq!(unknown, (UnknownDepartment, path()));
    let secretary = replica.is_refused(appoint(5, "secretary", Some(1)));
    assert_eq!(secretary, (WrongDepartment, path()));
    replica.does(appoint(5, handler, Some(1)));
    let held = replica.document.directory().unwrap().appointments;
    let departments: Vec<_> = held.values().map(|it| it.department).collect();
    assert_eq!(departments, [Some(id(1).parse::<DepartmentId>().unwrap())]);
}

#[test]
fn a_handler_is_covered_and_succeeded_within_the_department() {
    let mut replica = Replica::new(&directory_key(), 1);
    replica.does(department(1));
    replica.does(department(2));
    replica.does(appoint(5, "department_handler", Some(1)));
    let cover = |n: u128, department: u128| {
        json!({"appoint_acting": {"appointment": id(n), "covers": id(5), "person": id(6),
            "name": "代班", "role": "department_handler", "department": id(department),
            "from": "2024-03-01", "until": "2024-03-31"}})
    };
    let elsewhere = replica.is_refused(cover(6, 2));
    assert_eq!(elsewhere, (UnknownAppointment, "covers".to_owned()));
    replica.does(cover(6, 1));
    replica.does(
        json!({"hand_over": {"appointment": id(7), "of": id(5), "person": id(8), "name": "接班",
        "from": "2024-04-01", "last_day": "2024-04-05"}}),
    );
    let held = replica.document.directory().unwrap().appointments;
    assert!(
        held.values()
            .all(|it| it.department == id(1).parse().ok() && it.department.is_some())
    );
    assert_eq!(held.len(), 3);
}

fn open() -> Value {
    json!({"open_case": {"title": "路灯不亮", "category": "报修", "opened_at": "2024-03-01T01:00:00Z"}})
}

fn dispatch(event: u128, department: u128) -> Value {
    json!({"dispatch_case": {"event": id(event), "at": "2024-03-01T02:00:00Z", "department": id(department),
        "text": "请处理"}})
}

fn answer(event: u128, department: u128) -> Value {
    json!({"answer_case": {"event": id(event), "at": "2024-03-01T03:00:00Z", "department": id(department),
        "text": "已派人"}})
}

fn recall(event: u128) -> Value {
    json!({"recall_case": {"event": id(event), "at": "2024-03-01T04:00:00Z", "text": "收回"}})
}

fn close(event: u128) -> Value {
    json!({"close_case": {"event": id(event), "at": "2024-03-01T05:00:00Z", "text": "办结"}})
}

/// The department that has the case in the end, and why each event is void.
fn history(commands: &[Value]) -> (Option<u128>, Vec<Option<VoidReason>>) {
    let mut replica = Replica::new(&case_key(), 1);
    replica.does(open());
    for command in commands {
        replica.does(command.clone());
    }
    let view = replica.document.case(&AsWritten).unwrap();
    let closed = commands.iter().any(|it| it.get("close_case").is_some());
    assert_eq!(view.status == CaseStatus::Closed, closed);
    (
        view.dispatched.map(|department| department.0.as_u128()),
        view.events.iter().map(|event| event.void).collect(),
    )
}

#[test]
fn a_case_is_with_one_department_at_a_time() {
    use VoidReason::{AlreadyClosed, NotDispatched};
    assert_eq!(history(&[dispatch(1, 7)]), (Some(7), vec![None]));
    let replaced = [dispatch(1, 7), dispatch(2, 8), answer(3, 7), answer(4, 8)];
    let void = vec![None, None, Some(NotDispatched), None];
    assert_eq!(history(&replaced), (Some(8), void));
    let recalled = [dispatch(1, 7), recall(2), answer(3, 7), recall(4)];
    let void = vec![None, None, Some(NotDispatched), Some(NotDispatched)];
    assert_eq!(history(&recalled), (None, void));
    let closed = [
        dispatch(1, 7),
        close(2),
        answer(3, 7),
        dispatch(4, 8),
        recall(5),
    ];
    let late = Some(AlreadyClosed);
    assert_eq!(history(&closed), (None, vec![None, None, late, late, late]));
}

#[test]
fn a_case_must_be_opened_before_it_goes_anywhere() {
    let mut replica = Replica::new(&case_key(), 1);
    for command in [dispatch(1, 7), answer(2, 7), recall(3)] {
        assert_eq!(replica.is_refused(command), (NotOpened, String::new()));
    }
    replica.does(open());
    replica.does(dispatch(1, 7));
    for command in [dispatch(1, 7), answer(1, 7), recall(1)] {
        let known = (AlreadyExists, "event".to_owned());
        assert_eq!(replica.is_refused(command), known);
    }
}
