//! HTTP by hand: what a well-behaved library would not send.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// A server that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// One request as bytes.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    head: String,
    body: Vec<u8>,
    /// Of the body, so many bytes are sent, and then no more. Unset: all.
    cut: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Raw {
    pub(crate) fn new(method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Self {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: linli\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        Self {
            head,
            body,
            cut: None,
        }
    }

    /// Promises the whole body and sends a part.
    pub(crate) fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes.min(self.body.len()));
        self
    }
}

/// A connection that is opened when it is needed, and again when the server has closed it.
pub(crate) struct Line {
    server: SocketAddr,
    open: Option<BufReader<TcpStream>>,
}

impl Line {
    pub(crate) fn to(server: SocketAddr) -> Self {
        Self { server, open: None }
    }

    /// `None` for a request that was cut off: nobody waits for its answer.
    pub(crate) fn send(&mut self, raw: &Raw) -> io::Result<Option<Answer>> {
        // The server may have closed a connection that it was told to: once more on a fresh one.
        let fresh = self.open.is_none();
        match self.exchange(raw) {
            Err(_) if !fresh => {
                self.open = None;
                self.exchange(raw)
            }
            done => done,
        }
    }

    fn exchange(&mut self, raw: &Raw) -> io::Result<Option<Answer>> {
        let stream = match self.open.take() {
            Some(stream) => stream,
            None => connect(self.server)?,
        };
        let mut stream = stream;
        let sent = &raw.body[..raw.cut.unwrap_or(raw.body.len())];
        let bytes = [raw.head.as_bytes(), sent].concat();
        // A body that is too large is answered before it was read: then the answer counts.
        let written = stream.get_mut().write_all(&bytes);
        if raw.cut.is_some() {
            drop(stream.get_mut().shutdown(Shutdown::Both));
            return Ok(None);
        }
        let (answer, stays) = read(&mut stream).map_err(|error| written.err().unwrap_or(error))?;
        if stays {
            self.open = Some(stream);
        }
        Ok(Some(answer))
    }
}

fn connect(server: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

/// The answer, and whether the connection stays open.
fn read(stream: &mut BufReader<TcpStream>) -> io::Result<(Answer, bool)> {
    let bad = || io::Error::new(io::ErrorKind::InvalidData, "no answer in HTTP");
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|it| it.parse().ok());
    let (mut length, mut chunked, mut stays) = (0, false, true);
    loop {
        let header = line(stream)?.to_ascii_lowercase();
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        match (name, value.trim()) {
            ("content-length", value) => length = value.parse().map_err(|_| bad())?,
            ("transfer-encoding", _) => chunked = true,
            ("connection", "close") => stays = false,
            _ => {}
        }
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            let size = usize::from_str_radix(&line(stream)?, 16).map_err(|_| bad())?;
            piece(stream, size, &mut body)?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else {
        piece(stream, length, &mut body)?;
    }
    let status = status.ok_or_else(bad)?;
    Ok((Answer { status, body }, stays))
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

fn piece(stream: &mut BufReader<TcpStream>, size: usize, body: &mut Vec<u8>) -> io::Result<()> {
    let from = body.len();
    body.resize(from + size, 0);
    stream.read_exact(&mut body[from..])
}
