//! Why a sync request gets a problem document instead of an answer.

use linli_wire::{EnvelopeError, FrameError, ProblemCode};

use crate::store::{PushError, StoreError};

/// The sources are for the log; they hold no personal data.
#[derive(Debug, thiserror::Error)]
pub enum SyncProblem {
    #[error("the body is no sequence of frames")]
    Frames(#[source] FrameError),
    #[error("a frame holds no request item")]
    Item(#[source] minicbor::decode::Error),
    /// Says which rule: "the hello comes first".
    #[error("the request's items are out of order: {0}")]
    Order(&'static str),
    #[error("the request has more than {limit} {what}")]
    TooMany { what: &'static str, limit: usize },
    #[error("the request speaks protocol {0}")]
    Protocol(u16),
    #[error("the envelope cannot be opened")]
    Envelope(#[source] EnvelopeError),
    /// The store has a public key that is none.
    #[error("the device's public key is damaged")]
    PublicKey,
    #[error("the device is not enrolled")]
    UnknownDevice,
    #[error("the store failed")]
    Store(#[source] StoreError),
}

impl SyncProblem {
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Frames(FrameError::TooLong { .. }) | Self::TooMany { .. } => {
                ProblemCode::TooLarge
            }
            Self::Frames(_) | Self::Item(_) | Self::Order(_) => ProblemCode::MalformedBody,
            Self::Protocol(_) => ProblemCode::UpgradeNeeded,
            Self::Envelope(EnvelopeError::TooMany { .. }) => ProblemCode::TooLarge,
            Self::Envelope(_) => ProblemCode::BadEnvelope,
            Self::UnknownDevice => ProblemCode::Unauthenticated,
            Self::PublicKey => ProblemCode::Internal,
            Self::Store(StoreError::Closed | StoreError::DiskFull) => ProblemCode::Unavailable,
            Self::Store(_) => ProblemCode::Internal,
        }
    }
}

impl From<PushError> for SyncProblem {
    fn from(error: PushError) -> Self {
        match error {
            PushError::UnknownDevice => Self::UnknownDevice,
            PushError::Store(error) => Self::Store(error),
        }
    }
}

impl From<StoreError> for SyncProblem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
