use super::{Failure, Head, Result};

/// What is still to come of a body (RFC 9112, 6 and 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    Bytes(usize),
    ChunkSize,
    OfChunk(usize),
    /// The line end behind a chunk.
    ChunkEnd,
    Trailers,
}

impl Left {
    pub(super) fn after(head: &Head) -> Self {
        match head.length {
            _ if head.chunked => Self::ChunkSize,
            None | Some(0) => Self::Nothing,
            Some(length) => Self::Bytes(length),
        }
    }

    /// By the line that opens a chunk.
    pub(super) fn chunk(line: &str) -> Result<Self> {
        let digits = line.split(';').next().unwrap_or_default().trim();
        match usize::from_str_radix(digits, 16) {
            Ok(0) => Ok(Self::Trailers),
            Ok(size) => Ok(Self::OfChunk(size)),
            Err(_) => Err(Failure::Http("a bad chunk size")),
        }
    }

    pub(super) fn took(&mut self, count: usize) {
        *self = match *self {
            Self::Bytes(left) if left > count => Self::Bytes(left - count),
            Self::Bytes(_) => Self::Nothing,
            Self::OfChunk(left) if left > count => Self::OfChunk(left - count),
            Self::OfChunk(_) => Self::ChunkEnd,
            other => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use linli_client_core::sync::{HttpRequest, Method};

    use super::super::{Connection, Traffic};

    fn request() -> HttpRequest {
        HttpRequest {
            method: Method::Post,
            path: "/v1/sync".into(),
            headers: vec![("content-type", "text/plain".to_owned())],
            body: b"hello".to_vec(),
        }
    }

    /// Answers with `pieces`, each sent by itself, and tells what arrived.
    fn answering(pieces: &'static [&'static str]) -> (Connection, thread::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_nodelay(true).unwrap();
            let mut received = vec![0; 4096];
            let mut count = 0;
            while !received[..count].ends_with(b"hello") {
                count += stream.read(&mut received[count..]).unwrap();
            }
            for piece in pieces {
                stream.write_all(piece.as_bytes()).unwrap();
            }
            count
        });
        (Connection::open(address).unwrap(), server)
    }

    #[test]
    fn every_byte_is_counted() {
        let (mut connection, server) =
            answering(&["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", "wor", "ld"]);
        connection.send(&request()).unwrap();
        let head = connection.head().unwrap();
        assert_eq!((head.status, head.encoding), (200, None));
        assert_eq!(connection.body().unwrap(), b"world");
        let arrived = server.join().unwrap() as u64;
        let expected = Traffic {
            up: arrived,
            down: 38 + 5,
        };
        assert_eq!(connection.traffic(), expected);
    }

    #[test]
    fn chunks_are_joined_wherever_they_are_cut() {
        let (mut connection, server) = answering(&[
            "HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nTransfer-Encoding: chun",
            "ked\r\n\r\n5\r",
            "\nwor",
            "ld\r\n1;note=x\r\n!\r\n0\r\n",
            "\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
        ]);
        connection.send(&request()).unwrap();
        let head = connection.head().unwrap();
        assert_eq!(head.encoding.as_deref(), Some("zstd"));
        assert_eq!(connection.body().unwrap(), b"world!");
        assert_eq!(connection.head().unwrap().status, 204);
        assert_eq!(connection.body().unwrap(), b"");
        server.join().unwrap();
    }

    #[test]
    fn a_body_cut_short_is_a_failure() {
        let (mut connection, server) =
            answering(&["HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nwor"]);
        connection.send(&request()).unwrap();
        connection.head().unwrap();
        server.join().unwrap();
        assert!(connection.body().is_err());
    }
}
