use std::process::ExitCode;

use linli_client_core::{Error as Core, ProblemCode};

use super::Error;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Ok = 0,
    Failed = 1,
    Usage = 2,
    /// The rules of the register do not allow the command. Nothing was recorded.
    Refused = 3,
    /// No server answered. Everything recorded is safe on this device.
    Unreachable = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Error {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Option { .. } => Exit::Usage,
            Self::Core(Core::Refused(_)) => Exit::Refused,
            Self::Unreachable(_)
            | Self::Interrupted(_)
            | Self::Core(Core::BadAnswer(_) | Core::Receive(_)) => Exit::Unreachable,
            Self::Core(Core::Problem(problem)) => match problem.code {
                ProblemCode::Unavailable | ProblemCode::Internal | ProblemCode::RateLimited => {
                    Exit::Unreachable
                }
                _ => Exit::Failed,
            },
            _ => Exit::Failed,
        }
    }
}
