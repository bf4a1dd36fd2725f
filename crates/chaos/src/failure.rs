//! Why a run did not end well.

use std::io;
use std::path::PathBuf;

pub type Result<T, E = Failure> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A promise is broken: this is what a run looks for.
    #[error("{}", .0.join("\n"))]
    Broken(Vec<String>),
    #[error("{} is missing: build it first with `cargo build -p linli-server -p linli-cli`", .0.display())]
    NoProgram(PathBuf),
    #[error("{doing}: {cause}")]
    Io {
        doing: &'static str,
        cause: io::Error,
    },
    #[error("`linli-server {command}`: {said}")]
    Console { command: String, said: String },
    #[error("the server did not start: {0}")]
    NotStarted(String),
    #[error("`linli {command}` ended with {code:?}: {said}")]
    Client {
        command: String,
        code: Option<i32>,
        said: String,
    },
    #[error("`{0}` did not end in time")]
    Hung(String),
    #[error("a replica in this process: {0}")]
    Replica(#[from] linli_client_core::Error),
    #[error("the rows of the estate: {0}")]
    Rows(#[from] linli_bench::workload::FileError),
    #[error("interrupted; nothing is left behind")]
    Interrupted,
}

impl Failure {
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { doing, cause }
    }

    /// All of them: an attack that can't go on often has its reason with a client.
    pub(crate) fn together(failures: Vec<Self>) -> Result<()> {
        if failures.is_empty() {
            return Ok(());
        }
        Err(Self::Broken(
            failures.iter().map(ToString::to_string).collect(),
        ))
    }

    pub(crate) fn broken(promise: impl Into<String>) -> Self {
        Self::Broken(vec![promise.into()])
    }
}

/// Nothing found, or all findings at once.
pub(crate) fn none(findings: Vec<String>) -> Result<()> {
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Failure::Broken(findings))
    }
}
