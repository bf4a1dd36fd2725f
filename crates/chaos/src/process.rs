//! A process, run to its end or to its death.

use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::{Failure, Result};

/// Nothing that is run here takes this long unless it hangs; the longest is the check of a large log.
const PATIENCE: Duration = Duration::from_secs(900);
const SIGKILL: i32 = 9;

#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) how: How,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Killed,
    Exit(i32),
    /// By a signal that was not ours.
    Signal(Option<i32>),
}

/// `kill_after`: kill -9 when it has run that long. A process that was faster ends by itself.
pub(crate) fn run(command: &mut Command, kill_after: Option<Duration>) -> Result<Ended> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A terminal's interrupt is for the run, which ends it in order.
        .process_group(0)
        .spawn()
        .map_err(Failure::io("starting a process"))?;
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    let (send, receive) = mpsc::channel();
    // Both at once: a process that fills one pipe waits until it is read. They end with the process.
    let reader = thread::spawn(move || {
        let other = thread::spawn(move || text(stderr));
        let stdout = text(stdout);
        let stderr = other.join().unwrap_or_default();
        drop(send);
        (stdout, stderr)
    });
    let ended = receive.recv_timeout(kill_after.unwrap_or(PATIENCE));
    let late: bool = matches!(ended, Err::<(), _>(RecvTimeoutError::Timeout));
    if late {
        // It has no children, so this is the whole of its group.
        child.kill().map_err(Failure::io("killing a process"))?;
    }
    let status = child.wait().map_err(Failure::io("waiting for a process"))?;
    let (stdout, stderr) = reader.join().unwrap_or_default();
    if late && kill_after.is_none() {
        return Err(Failure::Hung(format!("{command:?}")));
    }
    let how = match (status.code(), status.signal()) {
        (Some(code), _) => How::Exit(code),
        (None, Some(SIGKILL)) if late => How::Killed,
        (None, signal) => How::Signal(signal),
    };
    Ok(Ended {
        how,
        stdout,
        stderr,
    })
}

fn text(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What could be read is what the process managed to say.
        drop(pipe.read_to_end(&mut bytes));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
