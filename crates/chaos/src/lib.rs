#![doc = include_str!("../README.md")]

mod clock;
mod estate;
mod failure;
pub mod hostile;
mod process;
mod programs;
mod proxy;
mod random;
pub mod rush;
mod server;
pub mod siege;
pub mod silence;
mod switch;
mod tally;

pub use failure::{Failure, Result};
pub use programs::Programs;
pub use switch::Switch;
pub use tally::Counts;
