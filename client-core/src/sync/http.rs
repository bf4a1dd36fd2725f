use std::borrow::Cow;

use linli_wire::{Problem, ProblemCode};

use crate::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request for the host to perform: `path` is below the server's base address.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: Method,
    pub path: Cow<'static, str>,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for HttpRequest {
    /// Headers carry tokens and bodies carry people: neither is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpRequest({} {} bytes)", self.path, self.body.len())
    }
}

/// What a status that is not 2xx means. A body that is no problem document comes from something else.
pub(super) fn failure(status: u16, body: &[u8]) -> Error {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => Error::Problem(Box::new(problem)),
        Err(_) if status == 503 || status == 502 || status == 504 => {
            Error::Problem(Box::new(Problem::new(ProblemCode::Unavailable)))
        }
        Err(_) => Error::BadAnswer(format!("status {status}")),
    }
}

pub(super) fn ok(status: u16, body: &[u8]) -> Result<()> {
    if (200..300).contains(&status) {
        Ok(())
    } else {
        Err(failure(status, body))
    }
}
