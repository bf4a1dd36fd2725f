//! One direction of a connection.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use socket2::SockRef;

use super::Weather;
use super::fault::{Fault, Kind};

/// Carries bytes until one side ends, or the fault ends the connection. Errors end it too: a peer died.
pub(super) fn pump(
    from: &TcpStream,
    to: &TcpStream,
    fault: Option<Fault>,
    weather: &Weather,
    upwards: bool,
) {
    let mut fault = fault;
    let mut passed: u64 = 0;
    let mut buffer = [0; 4096];
    loop {
        let count = match (&mut &*from).read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => count,
        };
        let mut piece = &buffer[..count];
        let due = fault
            .filter(|fault| fault.after_bytes < passed + count as u64 && !weather.calm.is_on());
        if let Some(due) = due {
            fault = None;
            let before = usize::try_from(due.after_bytes - passed).unwrap_or(0);
            if (&mut &*to).write_all(&piece[..before]).is_err() {
                break;
            }
            if !strike(due.kind, from, to, weather) {
                return;
            }
            piece = &piece[before..];
        }
        if (&mut &*to).write_all(piece).is_err() {
            break;
        }
        passed += count as u64;
        if upwards {
            weather.tally.note(|counts| counts.pieces_up += 1);
        }
    }
    // The other direction ends when its own reader has heard all; here no more is said.
    drop(to.shutdown(Shutdown::Write));
    drop(from.shutdown(Shutdown::Read));
}

/// Whether the connection goes on.
fn strike(kind: Kind, from: &TcpStream, to: &TcpStream, weather: &Weather) -> bool {
    match kind {
        Kind::Stall(pause) => {
            weather.tally.note(|counts| counts.connections_stalled += 1);
            weather.calm.wait(pause);
            true
        }
        Kind::Reset => {
            weather.tally.note(|counts| counts.connections_reset += 1);
            for stream in [from, to] {
                // With nothing to linger for, closing sends a reset. It closes when both directions have
                // let go, and the other one wakes by this.
                drop(SockRef::from(stream).set_linger(Some(Duration::ZERO)));
                drop(stream.shutdown(Shutdown::Read));
            }
            false
        }
        Kind::Truncate => {
            weather
                .tally
                .note(|counts| counts.connections_truncated += 1);
            drop(to.shutdown(Shutdown::Both));
            drop(from.shutdown(Shutdown::Both));
            false
        }
    }
}
