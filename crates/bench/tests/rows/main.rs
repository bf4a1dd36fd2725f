//! Every row that leaves this crate or stands in `fixtures/estates` is one that an import takes.

mod check;
mod demo;
mod shape;

use linli_bench::workload::{Size, Workload};

#[test]
fn every_row_of_the_standard_estate_is_valid() {
    check::workload(&Workload::generate(&Size::standard(1)));
}

#[test]
fn every_row_of_an_odd_size_is_valid() {
    let size = Size {
        buildings: 3,
        households_per_building: 1,
        visits: 500,
        cases: 40,
        months: 1,
        ..Size::standard(99)
    };
    check::workload(&Workload::generate(&size));
}

#[test]
fn the_register_may_stand_alone() {
    let size = Size {
        visits: 0,
        cases: 0,
        ..Size::standard(5)
    };
    check::workload(&Workload::generate(&size));
}
