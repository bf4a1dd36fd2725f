//! HTTP. The replica says what to send and reads what comes back; here are the sockets.
//!
//! Nothing is tried twice: a sync that failed has left everything as it was, says so, and is repeated
//! by whoever wanted it.

mod trust;

use std::io::{ErrorKind, Read};
use std::time::Duration;

use linli_client_core::sync::{HttpRequest, Method};
use ureq::http::{Response, header};
use ureq::{Agent, Body, BodyReader};

use crate::error::{Error, Reason};

pub(crate) use trust::Trust;

const RESOLVE_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long the line may be silent. There is no limit on the whole: a first sync over a slow network
/// takes as long as it takes.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(60);

pub(crate) struct Http {
    agent: Agent,
    /// Without a trailing slash.
    server: String,
}

/// An answer whose body is still to be read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_encoding: Option<String>,
    body: BodyReader<'static>,
}

impl Http {
    pub(crate) fn to(server: &str, trust: &Trust) -> Result<Self, Error> {
        let mut config = Agent::config_builder()
            .tls_config(trust.config()?)
            .timeout_resolve(Some(RESOLVE_TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_per_read(Some(SILENCE_TIMEOUT))
            .timeout_per_write(Some(SILENCE_TIMEOUT))
            // Statuses are the session's to judge, and a redirect comes from a login page in between.
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("linli/", env!("CARGO_PKG_VERSION")));
        if is_this_machine(server) {
            config = config.proxy(None);
        }
        Ok(Self {
            agent: config.build().new_agent(),
            server: server.trim_end_matches('/').to_owned(),
        })
    }

    pub(crate) fn send(&self, request: &HttpRequest) -> Result<Answer, Error> {
        let address = format!("{}{}", self.server, request.path);
        let headers = request.headers.iter();
        let answer = match request.method {
            Method::Get => {
                let get = self.agent.get(address);
                headers
                    .fold(get, |get, (name, value)| get.header(*name, value))
                    .call()
            }
            Method::Post => {
                let post = self.agent.post(address);
                let post = headers.fold(post, |post, (name, value)| post.header(*name, value));
                post.send(&request.body[..])
            }
        };
        answer.map(Answer::new).map_err(Error::Unreachable)
    }
}

impl Answer {
    fn new(answer: Response<Body>) -> Self {
        let encoding = answer.headers().get(header::CONTENT_ENCODING);
        let encoding = encoding.and_then(|value| value.to_str().ok());
        Self {
            status: answer.status().as_u16(),
            content_encoding: encoding.map(str::to_ascii_lowercase),
            body: answer.into_body().into_reader(),
        }
    }

    /// The whole body, of up to `limit` bytes and one more.
    pub(crate) fn whole(self, limit: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut body = self.body.take(limit as u64 + 1);
        body.read_to_end(&mut bytes).map_err(Error::Interrupted)?;
        Ok(bytes)
    }

    /// The next bytes of the body as they travelled; empty at its end.
    pub(crate) fn read<'a>(&mut self, buffer: &'a mut [u8]) -> Result<&'a [u8], Error> {
        loop {
            match self.body.read(buffer) {
                Ok(count) => return Ok(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::Interrupted(error)),
            }
        }
    }
}

/// The base address of a server, as it is kept.
pub(crate) fn base_address(url: &str) -> Result<String, Error> {
    let url = url.trim().trim_end_matches('/');
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.contains([' ', '?', '#', '@'])) {
        return Err(Error::Option {
            option: "--server",
            reason: Reason::Url,
        });
    }
    Ok(url.to_owned())
}

/// Whether what is sent can be read on the way.
pub(crate) fn is_readable_by_others(server: &str) -> bool {
    !server.starts_with("https://") && !is_this_machine(server)
}

/// No proxy leads to one's own machine.
fn is_this_machine(server: &str) -> bool {
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name == "::1" || name.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_without_its_slash() {
        assert_eq!(
            base_address(" https://linli.example/ ").unwrap(),
            "https://linli.example"
        );
        assert_eq!(
            base_address("http://10.0.0.8:7878/linli").unwrap(),
            "http://10.0.0.8:7878/linli"
        );
        for wrong in [
            "linli.example",
            "ftp://linli.example",
            "https://",
            "https://me@linli.example",
            "",
        ] {
            assert!(base_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_the_own_machine_and_https_are_private() {
        for private in [
            "https://linli.example",
            "http://127.0.0.1:7878",
            "http://localhost",
            "http://[::1]:80",
        ] {
            assert!(!is_readable_by_others(private), "{private}");
        }
        for open in [
            "http://linli.example",
            "http://192.168.1.2:7878",
            "http://[::2]",
            "http://localhost.example",
        ] {
            assert!(is_readable_by_others(open), "{open}");
        }
    }
}
