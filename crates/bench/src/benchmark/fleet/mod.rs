//! The devices: real replicas in encrypted files, and what people do with them.

mod answer;
mod device;
mod doings;
mod newcomer;
mod ready;

pub(crate) use answer::Answer;
pub(crate) use device::{Closed, Device, Trip};
pub(crate) use doings::{Doings, record_visit};
pub(crate) use newcomer::newcomer_sees;
pub(crate) use ready::Ready;
