//! An idle device: it waits for pokes.

use std::net::SocketAddr;

use linli_domain::Seq;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedSender;

use super::{Failure, Result, Stopwatch, connect};

/// Room for what one read brings: a head or some pokes.
const READ_BYTES: usize = 1024;

/// A poke, as it was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Heard {
    pub(crate) listener: usize,
    pub(crate) seq: Seq,
    pub(crate) at_ms: f64,
}

/// Listens for as long as somebody wants to know. Tells of a failure as of a poke.
pub(crate) async fn listen(
    server: SocketAddr,
    authorization: String,
    listener: usize,
    watch: Stopwatch,
    tell: UnboundedSender<Result<Heard>>,
) {
    let told = |seq| {
        let at_ms = watch.ms();
        let heard = Heard {
            listener,
            seq,
            at_ms,
        };
        tell.send(Ok(heard)).is_ok()
    };
    if let Err(failure) = hear(server, &authorization, told).await {
        // Nobody listens any more once the scenario is over.
        drop(tell.send(Err(failure)));
    }
}

async fn hear(server: SocketAddr, authorization: &str, told: impl Fn(Seq) -> bool) -> Result<()> {
    let mut stream = connect(server).await?;
    let request = format!(
        "GET /v1/events HTTP/1.1\r\nhost: {server}\r\nauthorization: {authorization}\r\naccept: text/event-stream\r\n\r\n"
    );
    stream
        .write_all(request.as_bytes())
        .await
        .map_err(Failure::io("sending a request"))?;
    let mut unread = String::new();
    read(&mut stream, &mut unread).await?;
    if !unread.starts_with("HTTP/1.1 200 ") {
        return Err(Failure::Http("an event stream is refused"));
    }
    loop {
        for seq in pokes(&mut unread) {
            if !told(seq) {
                return Ok(());
            }
        }
        read(&mut stream, &mut unread).await?;
    }
}

async fn read(stream: &mut TcpStream, unread: &mut String) -> Result<()> {
    let mut piece = [0; READ_BYTES];
    let count = stream
        .read(&mut piece)
        .await
        .map_err(Failure::io("reading an event stream"))?;
    if count == 0 {
        return Err(Failure::Http("an event stream ended"));
    }
    let text = std::str::from_utf8(&piece[..count]);
    unread.push_str(text.map_err(|_| Failure::Http("an event stream is no text"))?);
    Ok(())
}

/// The seqs of all whole lines, which are taken away. Heads of answers and of chunks are passed over.
fn pokes(unread: &mut String) -> Vec<Seq> {
    let Some(end) = unread.rfind('\n') else {
        return Vec::new();
    };
    let whole: String = unread.drain(..=end).collect();
    whole.lines().filter_map(seq).collect()
}

/// Of a line as `data: {"estate":"…","seq":17}`.
fn seq(line: &str) -> Option<Seq> {
    let (_, rest) = line.strip_prefix("data: ")?.split_once("\"seq\":")?;
    rest.trim_end_matches('}').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pokes_are_found_wherever_the_stream_was_cut() {
        let mut unread = String::from(
            "HTTP/1.1 200 OK\r\n\r\n3c\r\nevent: seq\ndata: {\"estate\":\"x\",\"seq\":17}\n\n\r\n3c\r\nevent: seq\ndata: {\"est",
        );
        assert_eq!(pokes(&mut unread), [17]);
        assert_eq!(pokes(&mut unread), [] as [Seq; 0]);
        unread.push_str("ate\":\"x\",\"seq\":18}\n\n\r\n3\r\n:\n\n\r\n");
        assert_eq!(pokes(&mut unread), [18]);
        assert_eq!(unread, "");
    }
}
