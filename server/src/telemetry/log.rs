//! The log: a readable sentence, then fields with dotted names and units.

use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};

use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};

/// Starts the log of this process, on standard error. A second call changes nothing.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    // It fails only when a log was started before, and then that one stays.
    let _ = match config.format {
        LogFormat::Text => log
            .with_target(false)
            .with_ansi(io::stderr().is_terminal())
            .try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    panic::set_hook(Box::new(log_panic));
}

/// In the form of the log, so that a machine that reads it is not surprised.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let text = panic.payload_as_str().unwrap_or("without a text");
    let location = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    tracing::error!(
        panic.text = text,
        panic.location = location,
        "A thread panicked. This is a mistake in the program."
    );
}
