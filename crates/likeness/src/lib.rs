#![doc = include_str!("../README.md")]

mod compare;
mod fold;
mod index;
mod kin;
mod names;
mod person;
mod phone;
mod readings;
mod reason;

pub use compare::{Likeness, THRESHOLD, compare};
pub use fold::{fold, latin_run, letters};
pub use index::{Index, Pair};
pub use person::{Facts, Person};
pub use phone::{numbers, without_country};
pub use readings::{combinations, syllables};
pub use reason::Reason;
