//! What stands between a socket and a route: connections, bodies, encodings, rates, problems.

pub mod address;
pub mod body;
pub mod connection;
pub mod encoding;
pub mod gzip;
pub mod json;
pub mod observe;
pub mod panic;
pub mod problem;
pub mod rates;
pub mod rest;
pub mod stopping;
pub mod tls;

pub use problem::Rejection;
