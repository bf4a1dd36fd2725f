#![doc = include_str!("../README.md")]

mod actor;
mod anew;
mod authentic;
mod columns;
mod conflicts;
mod convert;
mod document;
mod edit;
mod erased;
mod error;
mod execute;
mod genesis;
mod history;
mod order;
mod parted;
mod read;
mod rules;
#[cfg(feature = "testing")]
pub mod strategy;
mod twin;
mod view;
mod words;
mod written;

pub use anew::{Keep, KeepAll, KeepNothing, Retained};
pub use authentic::authentic;
pub use columns::Columns;
pub use document::{Document, Heads};
pub use error::DocumentError;
pub use history::Change;
pub use order::{AsWritten, EventOrder};
