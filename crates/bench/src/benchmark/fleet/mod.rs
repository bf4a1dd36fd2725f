//! The devices: real replicas in encrypted files, and what people do with them.

mod device;
mod doings;

pub(crate) use device::{Device, Trip};
pub(crate) use doings::{Doings, record_visit};
