//! Options and arguments as values. What is wrong is named by its option, never by its content.

mod choice;
mod request;
mod resident;
mod text;
mod when;

pub(crate) use choice::{channel, consent_method, dispute_outcome, gender, outcome};
pub(crate) use request::request;
pub(crate) use resident::{birth_year, new_resident};
pub(crate) use text::{filled, set, text};
pub(crate) use when::{date, time};
