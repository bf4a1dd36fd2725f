//! The audit log in its table.
//!
//! | file | does |
//! | --- | --- |
//! | `digest` | what is hashed: rows of the log, rows of the audit log |
//! | `writing` | adds rows, one for each estate of a push |
//! | `log_rows` | rows of the log, as they are covered |
//! | `adopt` | covers the log of a store that had no audit log |
//! | `reading` | rows for a list |
//! | `verify` | walks both logs and compares |

mod adopt;
mod digest;
mod log_rows;
mod reading;
mod verify;
mod writing;

pub(super) use adopt::adopt;
pub(crate) use adopt::begun;
pub(super) use digest::LogRow;
pub(super) use reading::{head, list};
pub(crate) use verify::verify;
pub(super) use writing::Auditing;
