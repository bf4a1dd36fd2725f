//! Why a benchmark gives no figures. A wrong result is a failure like any other: its speed means nothing.

use std::io;
use std::path::PathBuf;

use linli_bench::workload;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{what}: {cause}")]
    Io { what: String, cause: io::Error },
    #[error("there is no server program at {}: build linli-server with the same profile, or give --server", .0.display())]
    NoServer(PathBuf),
    #[error("linli-server {command} failed: {said}")]
    Console { command: String, said: String },
    #[error("the server ended before it listened: {0}")]
    NotStarted(String),
    #[error("the answer is no HTTP/1.1: {0}")]
    Http(&'static str),
    #[error("the replica: {0}")]
    Replica(#[from] linli_client_core::Error),
    #[error("the workload: {0}")]
    Workload(#[from] workload::FileError),
    #[error("the workload holds a text that no command takes: {0}")]
    Text(String),
    #[error("the database of the floor: {0}")]
    Floor(String),
    #[error("WRONG RESULT: {0}")]
    Wrong(String),
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        |cause| Self::Io { what, cause }
    }
}

/// Fails unless the result is as it must be.
pub(crate) fn verify(holds: bool, otherwise: impl FnOnce() -> String) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(Failure::Wrong(otherwise()))
    }
}
