//! `linli-server serve`

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::report::Report;
use super::{Console, Failure};
use crate::serve;
use crate::telemetry::metrics;

/// Runs until SIGTERM or SIGINT. A second signal ends the process at once, which loses nothing either.
pub(super) async fn serve(console: &Console) -> Result<Report, Failure> {
    let mut signals = Signals::new().map_err(Failure::Runtime)?;
    let store = console.open()?;
    metrics::start();
    let environment = std::sync::Arc::clone(&console.environment);
    let running = serve::start(console.config.clone(), environment, store).await?;
    signals.next().await;
    tokio::select! {
        () = running.stop() => {}
        () = signals.next() => tracing::warn!("The server ends at once, as it was told a second time."),
    }
    Ok(Report::silent())
}

/// What tells a process to end.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From here on they no longer end the process by themselves.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
