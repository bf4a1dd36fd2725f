//! One file per family of endpoints. Which path goes where stands in `router`.

pub mod desk;
pub mod devices;
pub mod escrow;
pub mod events;
pub mod fallback;
pub mod jwks;
pub mod metrics;
pub mod openapi;
pub mod probes;
pub mod problems;
pub mod recovery;
pub mod sync;
pub mod token;
