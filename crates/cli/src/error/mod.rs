//! Everything that can stop a command.

mod exit;
mod report;
mod words;

use std::io;
use std::path::PathBuf;

use linli_client_core as core;

pub(crate) use exit::Exit;
pub(crate) use report::{report, report_usage};
pub(crate) use words::Reason;

/// `Display` is for programmers; `zh` and `en` are for people. None carries what was recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Core(#[from] core::Error),
    /// No request reached a server, or no answer came back.
    #[error("the server can't be reached")]
    Unreachable(#[source] ureq::Error),
    /// The answer broke off. What had come before is stored.
    #[error("the connection broke")]
    Interrupted(#[source] io::Error),
    /// An option or argument was not understood. Its value is not repeated: it may be personal.
    #[error("{option} is not understood")]
    Option {
        option: &'static str,
        reason: Reason,
    },
    #[error("no such {0:?}")]
    NotFound(Thing),
    #[error("{} entries fit", .candidates.len())]
    Ambiguous {
        thing: Thing,
        candidates: Vec<Candidate>,
    },
    #[error("the key file {} is missing", .0.display())]
    KeyMissing(PathBuf),
    #[error("the key file {} holds no key", .0.display())]
    KeyMalformed(PathBuf),
    /// A PIN, a code: why it did not open the vault.
    #[error(transparent)]
    Vault(#[from] core::vault::VaultError),
    /// Nobody is there to type it, and the environment does not have it.
    #[error("a PIN is needed")]
    PinNeeded,
    #[error("the new PIN was typed in two ways")]
    PinsDiffer,
    #[error("the replica has a PIN already")]
    HasPin,
    #[error("the replica has no PIN")]
    NoPin,
    #[error("the device's secret {} is missing", .0.display())]
    DeviceSecretMissing(PathBuf),
    /// None of that name, or none was named where there are several.
    #[error("no such estate")]
    NoSuchEstate,
    /// The replica reads well from its first page to its last.
    #[error("the replica is not damaged")]
    NotDamaged,
    /// The key does not open the file, so that recovering could take nothing out of it.
    #[error("recovering under this key would save nothing")]
    RecoverNeedsKey,
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    #[error("{} can't be read or written", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("there is no home folder")]
    NoHome,
    #[error("the answer can't be printed")]
    Output(#[source] io::Error),
}

impl Error {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// A stable code for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Core(error) => error.code(),
            Self::Unreachable(_) | Self::Interrupted(_) => "unreachable",
            Self::Option { .. } => "usage",
            Self::NotFound(_) => "not_found",
            Self::Ambiguous { .. } => "ambiguous",
            Self::KeyMissing(_) => "key_missing",
            Self::KeyMalformed(_) => "key_malformed",
            Self::Vault(error) => error.code(),
            Self::PinNeeded => "pin_needed",
            Self::PinsDiffer => "pins_differ",
            Self::HasPin => "has_pin",
            Self::NoPin => "no_pin",
            Self::DeviceSecretMissing(_) => "device_secret_missing",
            Self::NoSuchEstate => "no_such_estate",
            Self::NotDamaged => "not_damaged",
            Self::RecoverNeedsKey => "recover_needs_key",
            Self::Exists(_) => "exists",
            Self::File { .. } => "file",
            Self::NoHome => "no_home",
            Self::Output(_) => "output",
        }
    }
}

/// What a person pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Building,
    Household,
    Resident,
    Visit,
    Case,
    Dispute,
    Conflict,
    Department,
    Choice,
    Person,
}

/// One of several that fit: its id, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    /// An address or a date; empty where the id says it all.
    pub(crate) place: String,
}
