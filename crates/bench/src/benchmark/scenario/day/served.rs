use std::net::SocketAddr;

use super::super::super::clock::Stopwatch;
use super::super::super::crowd::exchange;
use super::super::super::failure::Result;

/// A push with its answer. Milliseconds since the day began.
pub(super) struct Served {
    /// Number of the push.
    pub(super) push: usize,
    due_ms: f64,
    sent_ms: f64,
    read_ms: f64,
    /// As it came: head and body.
    pub(super) answer: Vec<u8>,
}

impl Served {
    /// From the moment at which the head was due to the last byte of its verdicts.
    pub(super) fn wait_ms(&self) -> f64 {
        self.read_ms - self.due_ms
    }

    /// What of it is this program's own doing.
    pub(super) fn late_ms(&self) -> f64 {
        self.sent_ms - self.due_ms
    }
}

pub(super) async fn serve(
    server: SocketAddr,
    push: usize,
    request: Vec<u8>,
    due_ms: f64,
    watch: Stopwatch,
) -> Result<Served> {
    let sent_ms = watch.ms();
    let answer = exchange(server, &request).await?;
    Ok(Served {
        push,
        due_ms,
        sent_ms,
        read_ms: watch.ms(),
        answer,
    })
}
