//! Many connections at once from one thread: what a fleet of phones is to a server.
//!
//! Blocking sockets need a thread each, or make one phone wait for another; either would be measured
//! as if it were the server.

mod exchange;
mod listener;

use std::future::Future;
use std::net::SocketAddr;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;

use super::clock::Stopwatch;
use super::failure::{Failure, Result};
pub(crate) use exchange::exchange;
pub(crate) use listener::{Heard, listen};

/// Files that a process has open beside its connections.
const OTHER_FILES: u64 = 200;

/// The thread sleeps while nothing arrives, and takes no processor from the server.
pub(crate) fn on_one_thread<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::io("starting the runtime"))?
        .block_on(work)
}

/// Servers started after it may have as many, too: the limit is inherited.
pub(crate) fn allow_connections(count: usize) -> Result<()> {
    let wanted = count as u64 + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, raised)
        .map_err(|error| Failure::io(format!("opening {wanted} files"))(error.into()))
}

async fn connect(server: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(server)
        .await
        .map_err(Failure::io("connecting"))?;
    stream
        .set_nodelay(true)
        .map_err(Failure::io("connecting"))?;
    Ok(stream)
}
