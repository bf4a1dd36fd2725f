//! Why a JWT can't be read, without a word of what it says: whoever made it may have written anything into it,
//! and the reason goes into the log.

use jsonwebtoken::errors::{Error, ErrorKind};

#[derive(Debug, thiserror::Error)]
pub enum JwtFault {
    #[error("a part of it is no JSON of the kind that is wanted")]
    Json,
    #[error("a part of it is no text")]
    Encoding,
    #[error(transparent)]
    Other(Error),
}

impl From<Error> for JwtFault {
    fn from(error: Error) -> Self {
        match error.kind() {
            // These quote values and bytes.
            ErrorKind::Json(_) => Self::Json,
            ErrorKind::Base64(_) | ErrorKind::Utf8(_) => Self::Encoding,
            _ => Self::Other(error),
        }
    }
}
