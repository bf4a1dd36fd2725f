#![doc = include_str!("../README.md")]

mod delivery;
mod hand;
mod ledger;
mod office;
mod people;
mod phone;
mod places;
pub mod plan;
mod random;
pub mod shrink;
mod verify;
mod world;

pub use plan::{Network, Plan, Step};
pub use world::{Failure, Outcome, run};
