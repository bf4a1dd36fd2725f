//! A blocking HTTP/1.1 client that counts every byte on the socket, both ways, headers included: libraries
//! hide what they add.

mod body;
mod head;

use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use linli_client_core::sync::HttpRequest;

use super::clock::Stopwatch;
use super::failure::{Failure, Result};
use body::Left;
pub(crate) use head::Head;

/// Room for what one read brings.
const READ_BYTES: usize = 64 * 1024;
/// Longest line of a head, in bytes.
const LINE_BYTES: usize = 16 * 1024;
/// A server that says nothing for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes on the socket since the connection was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) up: u64,
    pub(crate) down: u64,
}

impl std::ops::Sub for Traffic {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            up: self.up - earlier.up,
            down: self.down - earlier.down,
        }
    }
}

impl std::ops::AddAssign for Traffic {
    fn add_assign(&mut self, more: Self) {
        self.up += more.up;
        self.down += more.down;
    }
}

/// One kept-alive connection, or what came over one and was kept.
pub(crate) struct Connection<S = TcpStream> {
    stream: S,
    host: String,
    /// Received and not yet read: `buffer[from..]`.
    buffer: Vec<u8>,
    from: usize,
    left: Left,
    traffic: Traffic,
    waited: Duration,
}

impl Connection {
    pub(crate) fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).map_err(Failure::io("connecting"))?;
        stream
            .set_nodelay(true)
            .map_err(Failure::io("connecting"))?;
        stream
            .set_read_timeout(Some(PATIENCE))
            .map_err(Failure::io("connecting"))?;
        Ok(Self::over(stream, server.to_string()))
    }

    /// Sends the request in one piece. The answer is read by `head` and then `piece`.
    pub(crate) fn send(&mut self, request: &HttpRequest) -> Result<()> {
        let bytes = rendered(request, &self.host, "");
        self.stream
            .write_all(&bytes)
            .map_err(Failure::io("sending a request"))?;
        self.traffic.up += bytes.len() as u64;
        Ok(())
    }
}

impl Connection<Cursor<Vec<u8>>> {
    /// Reads an answer that was received before.
    pub(crate) fn replay(received: Vec<u8>) -> Self {
        Self::over(Cursor::new(received), String::new())
    }
}

impl<S: Read> Connection<S> {
    fn over(stream: S, host: String) -> Self {
        Self {
            stream,
            host,
            buffer: Vec::new(),
            from: 0,
            left: Left::Nothing,
            traffic: Traffic::default(),
            waited: Duration::ZERO,
        }
    }

    pub(crate) fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// How long reads have waited for the other side.
    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }

    pub(crate) fn head(&mut self) -> Result<Head> {
        let mut head = Head::status_line(&self.line()?)?;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                self.left = Left::after(&head);
                return Ok(head);
            }
            head.take(&line)?;
        }
    }

    /// The next bytes of the body, as they came; `None` at its end.
    pub(crate) fn piece(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(wanted) = self.wanted()? else {
            return Ok(None);
        };
        if self.from == self.buffer.len() {
            self.fill()?;
        }
        let end = self.buffer.len().min(self.from.saturating_add(wanted));
        let piece = self.buffer[self.from..end].to_vec();
        self.from = end;
        self.left.took(piece.len());
        Ok(Some(piece))
    }

    /// The whole body.
    pub(crate) fn body(&mut self) -> Result<Vec<u8>> {
        let mut whole = Vec::new();
        while let Some(piece) = self.piece()? {
            whole.extend(piece);
        }
        Ok(whole)
    }

    /// Bytes of the body that may be read now; `None` when it has ended.
    fn wanted(&mut self) -> Result<Option<usize>> {
        loop {
            match self.left {
                Left::Nothing => return Ok(None),
                Left::Bytes(count) | Left::OfChunk(count) => return Ok(Some(count)),
                Left::ChunkSize => {
                    let line = self.line()?;
                    self.left = Left::chunk(&line)?;
                }
                Left::ChunkEnd => {
                    self.line()?;
                    self.left = Left::ChunkSize;
                }
                Left::Trailers => {
                    if self.line()?.is_empty() {
                        self.left = Left::Nothing;
                    }
                }
            }
        }
    }

    /// A line without its end.
    fn line(&mut self) -> Result<String> {
        loop {
            let unread = &self.buffer[self.from..];
            if let Some(length) = unread.windows(2).position(|two| two == b"\r\n") {
                let line = String::from_utf8(unread[..length].to_vec())
                    .map_err(|_| Failure::Http("a head is no text"))?;
                self.from += length + 2;
                return Ok(line);
            }
            if unread.len() > LINE_BYTES {
                return Err(Failure::Http("a line does not end"));
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<()> {
        self.buffer.drain(..self.from);
        self.from = 0;
        let held = self.buffer.len();
        self.buffer.resize(held + READ_BYTES, 0);
        let watch = Stopwatch::start();
        let read = self.stream.read(&mut self.buffer[held..]);
        self.waited += watch.elapsed();
        let count = read.map_err(Failure::io("reading an answer"))?;
        self.buffer.truncate(held + count);
        self.traffic.down += count as u64;
        if count == 0 {
            return Err(Failure::Http("the connection ended within an answer"));
        }
        Ok(())
    }
}

/// `more`: further lines of the head, each with its end.
pub(crate) fn rendered(request: &HttpRequest, host: &str, more: &str) -> Vec<u8> {
    let (method, path) = (request.method.as_str(), &request.path);
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n");
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("{more}content-length: {}\r\n\r\n", request.body.len());
    [head.as_bytes(), &request.body].concat()
}
