#![doc = include_str!("../README.md")]

mod clock;
mod estate;
mod failure;
mod process;
mod programs;
mod proxy;
mod random;
pub mod rush;
mod server;
pub mod siege;
mod switch;
mod tally;

pub use failure::{Failure, Result};
pub use programs::Programs;
pub use switch::Switch;
pub use tally::Counts;
