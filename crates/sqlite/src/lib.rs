#![doc = include_str!("../README.md")]

mod check;
mod error;
mod identify;
mod migrate;
mod open;
mod options;
mod pragmas;
mod quarantine;
mod rekey;
mod schema;
mod trouble;
mod write;

pub use check::{forget_erased, quick_check};
pub use error::OpenError;
pub use open::{open, open_in_memory};
pub use options::{Access, Key, Options, Synchronous};
pub use quarantine::{QuarantineError, quarantine};
pub use rekey::rekey;
pub use schema::{FileKind, Migration, Schema};
pub use trouble::Trouble;
pub use write::write;
