//! What the server says of itself: a log for people and figures for machines. Neither ever holds a name,
//! an id of a person or anything that somebody recorded.

pub mod log;
pub mod metrics;
