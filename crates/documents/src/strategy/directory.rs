use linli_domain::Role;
use linli_domain::command::{
    AddBuilding, AddDwellings, Appoint, Command, EndAppointment, NameEstate, SetLease,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::{appointment, building, date, dwelling, person, text};

pub fn directory_command() -> BoxedStrategy<Command> {
    prop_oneof![
        1 => text().prop_map(|name| NameEstate { name }.into()),
        1 => (0..400_u16).prop_map(|days| SetLease { days }.into()),
        3 => (building(), text())
            .prop_map(|(building, name)| AddBuilding { building, name }.into()),
        2 => (building(), vec(dwelling(), 0..4))
            .prop_map(|(building, dwellings)| AddDwellings { building, dwellings }.into()),
        3 => appoint(),
        2 => (appointment(), date())
            .prop_map(|(appointment, until)| EndAppointment { appointment, until }.into()),
    ]
    .boxed()
}

fn appoint() -> impl Strategy<Value = Command> {
    let who = (appointment(), person(), text(), select(&Role::ALL[..]));
    (who, of(building()), date(), of(date())).prop_map(
        |((appointment, person, name, role), building, from, until)| {
            Appoint {
                appointment,
                person,
                name,
                role,
                building,
                from,
                until,
            }
            .into()
        },
    )
}
