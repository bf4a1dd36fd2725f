//! Golden vectors: `fixtures/wire` holds, in words and in hexadecimal, what this crate writes.
//!
//! Other implementations are checked against the same files. `UPDATE=1` rewrites them; do that for new
//! vectors only, for a changed one is another protocol.

mod commands;
mod digests;
mod envelopes;
mod file;
mod frames;
mod ids;
mod requests;
mod responses;
mod samples;
mod verdicts;
