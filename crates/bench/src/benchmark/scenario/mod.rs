//! What is measured, one scenario a file.

mod first_sync;
mod idle;
mod recording;
mod rush;
mod searching;
mod working_day;

pub(crate) use first_sync::{one_building, whole_estate};
pub(crate) use idle::idle;
pub(crate) use recording::recording;
pub(crate) use rush::rush;
pub(crate) use searching::searching;
pub(crate) use working_day::working_day;
