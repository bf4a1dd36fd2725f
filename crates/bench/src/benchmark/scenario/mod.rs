//! What is measured, one scenario a file.

mod day;
mod first_sync;
mod growth;
mod idle;
mod listeners;
mod recording;
mod rush;
mod searching;
mod working_day;
mod years;

pub(crate) use day::day;
pub(crate) use first_sync::{one_building, whole_estate};
pub(crate) use growth::growth;
pub(crate) use idle::idle;
pub(crate) use listeners::listeners;
pub(crate) use recording::recording;
pub(crate) use rush::rush;
pub(crate) use searching::searching;
pub(crate) use working_day::working_day;
pub(crate) use years::years;
