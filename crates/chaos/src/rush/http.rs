//! HTTP for a replica in this process.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use linli_client_core::sync::HttpRequest;
use ureq::http::{Response, header};
use ureq::{Agent, Body, BodyReader};

use crate::{Failure, Result};

const SILENCE: Duration = Duration::from_secs(60);
const PIECE_BYTES: usize = 16 * 1024;

pub(super) struct Http {
    agent: Agent,
    server: SocketAddr,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_encoding: Option<String>,
    body: BodyReader<'static>,
    buffer: Vec<u8>,
}

impl Http {
    pub(super) fn to(server: SocketAddr) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Self {
            agent: config.new_agent(),
            server,
        }
    }

    pub(super) fn send(&self, request: &HttpRequest) -> Result<Answer> {
        let mut sending = self
            .agent
            .post(format!("http://{}{}", self.server, request.path));
        for (name, value) in &request.headers {
            sending = sending.header(*name, value);
        }
        let answer = sending.send(&request.body[..]);
        Ok(Answer::new(answer.map_err(|error| lost(error.into_io()))?))
    }
}

impl Answer {
    fn new(answer: Response<Body>) -> Self {
        let encoding = answer.headers().get(header::CONTENT_ENCODING);
        let encoding = encoding
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Self {
            status: answer.status().as_u16(),
            content_encoding: encoding,
            body: answer.into_body().into_reader(),
            buffer: vec![0; PIECE_BYTES],
        }
    }

    /// `None` at the end.
    pub(super) fn piece(&mut self) -> Result<Option<&[u8]>> {
        let count = self.body.read(&mut self.buffer).map_err(lost)?;
        Ok((count > 0).then(|| &self.buffer[..count]))
    }

    pub(super) fn whole(&mut self) -> Result<Vec<u8>> {
        let mut whole = Vec::new();
        while let Some(piece) = self.piece()? {
            whole.extend_from_slice(piece);
        }
        Ok(whole)
    }
}

fn lost(error: io::Error) -> Failure {
    Failure::io("talking to the server")(error)
}
