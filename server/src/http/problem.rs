//! Every error response: `application/problem+json` with a stable code, and no detail of ours.

use std::error::Error;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use linli_domain::Timestamp;
use linli_wire::{Problem, ProblemCode};

use crate::store::StoreError;

/// Why a request is not answered as asked. What the client may know goes into the response, the cause
/// goes into the log only.
#[derive(Debug)]
pub struct Rejection {
    code: ProblemCode,
    server_time: Option<Timestamp>,
    retry_after_s: Option<u64>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Rejection {
    pub fn new(code: ProblemCode) -> Self {
        Self {
            code,
            server_time: None,
            retry_after_s: None,
            cause: None,
        }
    }

    pub fn malformed() -> Self {
        Self::new(ProblemCode::MalformedBody)
    }

    pub fn too_large() -> Self {
        Self::new(ProblemCode::TooLarge)
    }

    pub fn unsupported() -> Self {
        Self::new(ProblemCode::UnsupportedMedia)
    }

    pub fn unauthenticated() -> Self {
        Self::new(ProblemCode::Unauthenticated)
    }

    /// With the server's time, by which a device mends its clock.
    pub fn bad_assertion(now: Timestamp) -> Self {
        Self {
            server_time: Some(now),
            ..Self::new(ProblemCode::BadAssertion)
        }
    }

    /// Unknown, used, expired or no code at all: whoever guesses hears no more.
    pub fn invalid_code() -> Self {
        Self::new(ProblemCode::InvitationInvalid)
    }

    /// `wait_s`: after how many seconds one more request passes.
    pub fn rate_limited(wait_s: u64) -> Self {
        Self {
            retry_after_s: Some(wait_s.max(1)),
            ..Self::new(ProblemCode::RateLimited)
        }
    }

    pub fn unavailable() -> Self {
        Self {
            retry_after_s: Some(5),
            ..Self::new(ProblemCode::Unavailable)
        }
    }

    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(ProblemCode::Internal)
        }
    }

    pub fn code(&self) -> ProblemCode {
        self.code
    }

    #[must_use]
    pub fn because(self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..self
        }
    }
}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Closed | StoreError::DiskFull => Self::unavailable().because(error),
            other => Self::internal(other),
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        if let Some(cause) = &self.cause {
            let cause = chain(cause.as_ref());
            let code = self.code.as_str();
            if self.code.status() >= 500 {
                tracing::error!(
                    problem.code = code,
                    cause,
                    "The server failed to answer a request."
                );
            } else {
                tracing::debug!(problem.code = code, cause, "The server refused a request.");
            }
        }
        let mut problem = Problem::new(self.code);
        problem.server_time = self.server_time.map(Timestamp::seconds);
        let mut response = body(&problem).into_response();
        *response.status_mut() =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(Problem::MEDIA_TYPE),
        );
        if let Some(wait_s) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
        }
        if self.code == ProblemCode::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn body(problem: &Problem) -> Vec<u8> {
    // A problem is two texts and two numbers, which JSON can always hold.
    serde_json::to_vec(problem).unwrap_or_default()
}

/// An error and everything below it, in one line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(below) = source {
        let part = below.to_string();
        if !text.ends_with(&part) {
            text.push_str(": ");
            text.push_str(&part);
        }
        source = below.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_becomes_its_status() {
        for code in ProblemCode::ALL {
            let response = Rejection::new(*code).into_response();
            assert_eq!(response.status().as_u16(), code.status());
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                Problem::MEDIA_TYPE
            );
        }
    }

    #[test]
    fn a_failure_of_the_store_keeps_its_cause_to_itself() {
        let cause = std::io::Error::other("table visits is gone");
        let rejection = Rejection::from(StoreError::Database(std::sync::Arc::new(cause)));
        let shown = String::from_utf8(body(&Problem::new(rejection.code()))).unwrap();
        assert!(!shown.contains("visits"), "{shown}");
    }
}
