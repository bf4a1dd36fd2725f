#![doc = include_str!("../README.md")]

mod delivery;
mod ledger;
mod office;
mod people;
mod phone;
pub mod plan;
mod random;
pub mod shrink;
mod verify;
mod world;

pub use plan::{Plan, Step};
pub use world::{Failure, Outcome, run};
