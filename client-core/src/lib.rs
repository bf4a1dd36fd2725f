#![doc = include_str!("../README.md")]

pub mod actions;
pub mod carry;
mod error;
pub mod export;
mod lease;
mod projection;
pub mod query;
mod replica;
mod schema;
mod search;
#[cfg(test)]
mod stories;
mod surroundings;
pub mod sync;
pub mod vault;

pub use error::Error;
pub use replica::{Changed, Identity, OpenOptions, Recovery, Replica};
pub use surroundings::Surroundings;

pub use linli_domain as domain;
pub use linli_likeness::{Likeness, Reason};
pub use linli_wire::{Problem, ProblemCode};

pub type Result<T, E = Error> = std::result::Result<T, E>;
