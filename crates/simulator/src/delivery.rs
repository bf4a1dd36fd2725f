//! One exchange between a phone and the server, with what a network does to it.

use std::sync::Arc;

use futures_util::StreamExt;
use linli_client_core::Replica;
use linli_client_core::domain::{DeviceId, Timestamp};
use linli_client_core::sync::{Step, SyncReport, SyncSession};
use linli_server::sync::{SyncRequest, answer};
use linli_wire::compression::decompress;
use linli_wire::limits;

use crate::office::Office;
use crate::phone::Phone;
use crate::plan::Network;

/// A request on its way: it may arrive late, or twice.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) device: DeviceId,
    pub(crate) body: Vec<u8>,
}

/// How an exchange ended for the phone.
#[derive(Debug)]
pub(crate) enum Ended {
    Whole(SyncReport),
    /// The network failed; the phone stands where its last transaction left it.
    Broken,
    /// The server did not take the request, or the phone could not use the answer.
    Trouble(String),
}

/// What happens in between, while the session is open.
pub(crate) type Meanwhile<'a> = &'a mut dyn FnMut(&Phone);

/// Performs one session. Requests that the network delays go to `late`.
pub(crate) fn sync(
    phone: &Phone,
    device: DeviceId,
    office: &Office,
    now: Timestamp,
    network: Network,
    late: &mut Vec<Letter>,
    meanwhile: Meanwhile<'_>,
) -> Ended {
    let mut session = match phone.with(|replica| replica.begin_sync()) {
        Ok(session) => session,
        Err(error) => return Ended::Trouble(error.to_string()),
    };
    let mut rounds = 0;
    loop {
        let request = match phone.with(|replica| session.next(replica)) {
            Ok(Step::Done(report)) => return Ended::Whole(report),
            Ok(Step::Send(request)) => request,
            Err(error) => return Ended::Trouble(error.to_string()),
        };
        if request.path == "/v1/token" {
            // Tokens are tested over HTTP; here every phone gets one.
            let token = br#"{"access_token":"simulated","token_type":"Bearer","expires_in":3600}"#;
            if let Err(error) = phone.with(|replica| feed(&mut session, replica, 200, None, &[token])) {
                return Ended::Trouble(error);
            }
            continue;
        }
        rounds += 1;
        // Only the first round of a session meets the fault: the rest would meet the next plan's.
        let network = if rounds == 1 { network } else { Network::Fine };
        let letter = Letter { device, body: request.body };
        if matches!(network, Network::LoseRequest) {
            return Ended::Broken;
        }
        if matches!(network, Network::Late) {
            late.push(letter);
            return Ended::Broken;
        }
        if matches!(network, Network::Twice) {
            // The first answer is never read.
            drop(deliver(office, &letter, now));
        }
        if rounds == 1 {
            meanwhile(phone);
        }
        let (status, encoding, body) = deliver(office, &letter, now);
        let (kept, piece) = match network {
            Network::LoseAnswer => return Ended::Broken,
            Network::Cut { permille, piece } => {
                (body.len() * usize::from(permille) / 1_000, usize::from(piece))
            }
            _ => (body.len(), 4_096),
        };
        let pieces: Vec<&[u8]> = body[..kept].chunks(piece.max(1)).collect();
        if kept < body.len() {
            // What came before the break counts; the session is given up.
            let begun = phone.with(|replica| begin(&mut session, replica, status, encoding, &pieces));
            return begun.map_or_else(Ended::Trouble, |()| Ended::Broken);
        }
        if let Err(error) = phone.with(|replica| feed(&mut session, replica, status, encoding, &pieces)) {
            return Ended::Trouble(error);
        }
    }
}

fn begin(
    session: &mut SyncSession,
    replica: &mut Replica,
    status: u16,
    encoding: Option<&str>,
    pieces: &[&[u8]],
) -> Result<(), String> {
    session.head(status, encoding).map_err(|error| error.to_string())?;
    for piece in pieces {
        session.body(replica, piece).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn feed(
    session: &mut SyncSession,
    replica: &mut Replica,
    status: u16,
    encoding: Option<&str>,
    pieces: &[&[u8]],
) -> Result<(), String> {
    begin(session, replica, status, encoding, pieces)?;
    session.end(replica).map_err(|error| error.to_string())
}

/// The server's part: status, content encoding and the whole body.
pub(crate) fn deliver(
    office: &Office,
    letter: &Letter,
    now: Timestamp,
) -> (u16, Option<&'static str>, Vec<u8>) {
    office.runtime.block_on(async {
        let device = office.store.device(letter.device).await.expect("the store works");
        let Some(device) = device else { return (401, None, Vec::new()) };
        let frames = decompress(&letter.body, limits::REQUEST_PLAIN_BYTES).expect("a phone sends zstd");
        let request = SyncRequest { device, now, frames, zstd: true };
        match answer(Arc::clone(&office.store), request).await {
            Err(problem) => {
                let code = problem.code();
                let problem = linli_wire::Problem::new(code);
                let body = serde_json::to_vec(&problem).expect("a problem is plain data");
                (code.status(), None, body)
            }
            Ok(mut stream) => {
                let mut body = Vec::new();
                while let Some(piece) = stream.next().await {
                    body.extend_from_slice(&piece.expect("the store works"));
                }
                (200, Some("zstd"), body)
            }
        }
    })
}
