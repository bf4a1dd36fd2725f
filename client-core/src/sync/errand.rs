//! One question to the server beside syncing: a token first if need be, then the request, then its answer as
//! JSON.
//!
//! ```text
//! let mut errand = replica.inbox(estate)?;
//! let inbox = loop {
//!     match errand.next(&mut replica)? {
//!         ErrandStep::Send(request) => errand.answer(&mut replica, status, &body)?,
//!         ErrandStep::Done(inbox) => break inbox,
//!     }
//! };
//! ```

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::http::{HttpRequest, Method, failure, ok};
use crate::replica::Replica;
use crate::{Error, Result};

/// Longest answer that an errand takes, in bytes.
pub const ERRAND_BYTES: usize = 8 * 1024 * 1024;

#[derive(Debug)]
pub enum ErrandStep<T> {
    /// Perform this, then `answer` with the whole body, decoded; more than [`ERRAND_BYTES`] is refused.
    Send(HttpRequest),
    Done(T),
}

/// What is asked.
struct Question {
    method: Method,
    path: Cow<'static, str>,
    /// JSON.
    body: Option<Vec<u8>>,
}

enum Phase {
    Idle,
    AwaitingToken,
    AwaitingAnswer,
    Answered(Vec<u8>),
}

/// `T` is what the server answers.
pub struct Errand<T> {
    question: Question,
    phase: Phase,
    renewed: bool,
    mended: bool,
    answer: PhantomData<fn() -> T>,
}

impl<T> std::fmt::Debug for Errand<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Errand({})", self.question.path)
    }
}

impl<T: DeserializeOwned> Errand<T> {
    pub(super) fn new(method: Method, path: String, body: Option<Vec<u8>>) -> Self {
        Self {
            question: Question {
                method,
                path: path.into(),
                body,
            },
            phase: Phase::Idle,
            renewed: false,
            mended: false,
            answer: PhantomData,
        }
    }

    /// Call it first, and again after every `answer`.
    pub fn next(&mut self, replica: &mut Replica) -> Result<ErrandStep<T>> {
        if let Phase::Answered(body) = &self.phase {
            let answer = serde_json::from_slice(body);
            return answer
                .map(ErrandStep::Done)
                .map_err(|_| Error::BadAnswer("not what was asked for".into()));
        }
        let Some(token) = replica.token()? else {
            self.phase = Phase::AwaitingToken;
            return replica.token_request().map(ErrandStep::Send);
        };
        self.phase = Phase::AwaitingAnswer;
        Ok(ErrandStep::Send(self.question.asked(&token)))
    }

    /// The answer to the request that `next` gave.
    pub fn answer(&mut self, replica: &mut Replica, status: u16, body: &[u8]) -> Result<()> {
        if body.len() > ERRAND_BYTES {
            return Err(Error::BadAnswer("the answer is too long".into()));
        }
        match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::AwaitingToken => replica.take_token(status, body, &mut self.mended),
            Phase::AwaitingAnswer => match ok(status, body) {
                Ok(()) => {
                    self.phase = Phase::Answered(body.to_vec());
                    Ok(())
                }
                Err(_) if status == 401 && !self.renewed => {
                    self.renewed = true;
                    replica.drop_token()
                }
                Err(_) => Err(failure(status, body)),
            },
            Phase::Idle | Phase::Answered(_) => Ok(()),
        }
    }
}

impl Question {
    fn asked(&self, token: &str) -> HttpRequest {
        let mut headers = vec![("authorization", format!("Bearer {token}"))];
        if self.body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        HttpRequest {
            method: self.method,
            path: self.path.clone(),
            headers,
            body: self.body.clone().unwrap_or_default(),
        }
    }
}
