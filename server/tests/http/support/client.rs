//! HTTP/1.1 by hand: tests must see every byte, send half a request, and count what travels.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::authority::Stream;

/// A hanging server fails the test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub(crate) fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn form(self, body: String) -> Self {
        self.body("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: linli\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() || self.method == "POST" {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// As it travelled, head included.
    pub(crate) wire_bytes: usize,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The code of a problem document, its form checked.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        let code = problem["code"].as_str().expect("a code").to_owned();
        assert_eq!(problem["type"], format!("urn:linli:problem:{code}"));
        code
    }
}

/// A connection that stays open between requests.
pub(crate) struct Connection {
    stream: BufReader<Box<dyn Stream>>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        Self::over(Box::new(stream))
    }

    pub(crate) fn over(stream: Box<dyn Stream>) -> Self {
        Self {
            stream: BufReader::new(stream),
        }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream
            .get_mut()
            .write_all(bytes)
            .expect("the server reads");
    }

    /// Some of it may never be read: the server may answer before.
    pub(crate) fn send_in_vain(&mut self, bytes: &[u8]) {
        let _ = self.stream.get_mut().write_all(bytes);
    }

    pub(crate) fn ask(&mut self, request: &Request) -> Answer {
        self.send(&request.bytes());
        self.answer()
    }

    pub(crate) fn answer(&mut self) -> Answer {
        let (status, headers, head_bytes) = self.head();
        let find = |name: &str| headers.iter().find(|(known, _)| known == name);
        let mut body = Vec::new();
        let mut body_bytes = 0;
        if find("transfer-encoding").is_some() {
            while let Some((piece, bytes)) = self.chunk() {
                body.extend(piece);
                body_bytes += bytes;
            }
            body_bytes += "0\r\n\r\n".len();
        } else if let Some((_, length)) = find("content-length") {
            body = vec![0; length.parse().expect("a length")];
            self.stream.read_exact(&mut body).expect("the whole body");
            body_bytes = body.len();
        }
        Answer {
            status,
            headers,
            body,
            wire_bytes: head_bytes + body_bytes,
        }
    }

    /// Status, headers, and the bytes that they took.
    pub(crate) fn head(&mut self) -> (u16, Vec<(String, String)>, usize) {
        let mut bytes = 0;
        let mut line = || {
            let mut line = String::new();
            bytes += self.stream.read_line(&mut line).expect("a line");
            line.trim_end().to_owned()
        };
        let status = line();
        let status = status
            .split(' ')
            .nth(1)
            .unwrap_or_else(|| panic!("a status, not {status:?}"));
        let status = status.parse().expect("a number");
        let mut headers = Vec::new();
        loop {
            let header = line();
            let Some((name, value)) = header.split_once(':') else {
                return (status, headers, bytes);
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// The next chunk and the bytes that it took; `None` at the end.
    pub(crate) fn chunk(&mut self) -> Option<(Vec<u8>, usize)> {
        let mut size = String::new();
        let head = self.stream.read_line(&mut size).expect("a chunk's size");
        let size = usize::from_str_radix(size.trim_end(), 16).expect("hexadecimal");
        let mut piece = vec![0; size + 2];
        self.stream.read_exact(&mut piece).expect("the whole chunk");
        piece.truncate(size);
        (size > 0).then_some((piece, head + size + 2))
    }

    /// Whether the server has closed it.
    pub(crate) fn is_closed(&mut self) -> bool {
        matches!(self.stream.read(&mut [0; 1]), Ok(0) | Err(_))
    }
}
