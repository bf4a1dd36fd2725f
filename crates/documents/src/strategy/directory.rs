use linli_domain::command::{
    AcceptAppointment, AddBuilding, AddDepartment, AddDwellings, Appoint, AppointActing, Command,
    EndAppointment, HandOver, NameEstate, PlaceUnder, SetLease,
};
use linli_domain::{DepartmentId, EstateId, Level, Role};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::{appointment, building, date, department, dwelling, person, text};

pub fn directory_command() -> BoxedStrategy<Command> {
    prop_oneof![
        1 => text().prop_map(|name| NameEstate { name }.into()),
        1 => (0..400_u16).prop_map(|days| SetLease { days }.into()),
        3 => (building(), text())
            .prop_map(|(building, name)| AddBuilding { building, name }.into()),
        2 => (department(), text())
            .prop_map(|(department, name)| AddDepartment { department, name }.into()),
        2 => (building(), vec(dwelling(), 0..4))
            .prop_map(|(building, dwellings)| AddDwellings { building, dwellings }.into()),
        3 => appoint(),
        2 => (appointment(), date())
            .prop_map(|(appointment, until)| EndAppointment { appointment, until }.into()),
        1 => (select(&Level::ALL[..]), of(parent()))
            .prop_map(|(level, parent)| PlaceUnder { level, parent }.into()),
        2 => appoint_acting(),
        2 => hand_over(),
        2 => (appointment(), date())
            .prop_map(|(appointment, on)| AcceptAppointment { appointment, on }.into()),
    ]
    .boxed()
}

fn appoint() -> impl Strategy<Value = Command> {
    let who = (appointment(), person(), text(), select(&Role::ALL[..]));
    let place = (of(building()), of(department()));
    (who, place, date(), of(date())).prop_map(
        |((appointment, person, name, role), (building, department), from, until)| {
            Appoint {
                appointment,
                person,
                name,
                role,
                building,
                department: handlers(role, department),
                from,
                until,
            }
            .into()
        },
    )
}

/// Named where it must be, mostly: a command that is always refused tries little.
fn handlers(role: Role, department: Option<DepartmentId>) -> Option<DepartmentId> {
    department.filter(|_| role == Role::DepartmentHandler)
}

fn parent() -> impl Strategy<Value = EstateId> {
    select(&[[0xe5; 16], [0xe6; 16]][..]).prop_map(EstateId::from_bytes)
}

const ACTING: [Role; 4] = [
    Role::BuildingHead,
    Role::MediationHead,
    Role::ArtsHead,
    Role::DepartmentHandler,
];

fn appoint_acting() -> impl Strategy<Value = Command> {
    let who = (appointment(), person(), text(), select(&ACTING[..]));
    let place = (of(appointment()), of(building()), of(department()));
    (who, place, date(), date()).prop_map(
        |((appointment, person, name, role), (covers, building, department), from, until)| {
            AppointActing {
                appointment,
                covers,
                person,
                name,
                role,
                building,
                department: handlers(role, department),
                from,
                until,
            }
            .into()
        },
    )
}

fn hand_over() -> impl Strategy<Value = Command> {
    let who = (appointment(), appointment(), person(), text());
    (who, date(), date()).prop_map(|((appointment, of, person, name), from, last_day)| {
        HandOver {
            appointment,
            of,
            person,
            name,
            from,
            last_day,
        }
        .into()
    })
}
