//! `POST /v1/sync`, from decompressed frames to the frames of the answer; HTTP is left to `routes`.
//!
//! ```ignore
//! let answer: ResponseStream = sync::answer(store, SyncRequest { device, now, frames, zstd: true }).await?;
//! poke(&answer.advanced); // estates that got entries: (EstateId, Seq)
//! Body::from_stream(answer) // Stream<Item = Result<Bytes, io::Error>>
//! ```
//!
//! What can go wrong with a request does so before the first byte: as a [`SyncProblem`], whose `code()`
//! is that of the problem document. A store that fails later ends the stream with an error, and the
//! replica, which sees no `End`, goes on from where it stands.

mod carried;
mod output;
mod problem;
mod pull;
mod request;
mod stream;

use std::sync::Arc;

use ed25519_dalek::{SigningKey, VerifyingKey};
use linli_domain::Timestamp;
use linli_wire::{Envelope, LockOrder, PROTOCOL, ResponseHello, SignedLock};
use tokio::sync::mpsc;

use self::carried::Carried;
use self::output::Output;
use self::pull::Pull;
use self::request::Request;
use crate::store::{Device, Push, PushReceipt, Store};

pub use problem::SyncProblem;
pub use stream::ResponseStream;

/// A request whose token was verified and whose body was decompressed.
#[derive(Debug, Clone)]
pub struct SyncRequest {
    /// As the store has it. Of a suspended one the commands are taken, and it gets the order to lock.
    pub device: Device,
    /// What an order to lock is signed with.
    pub server_key: Arc<SigningKey>,
    pub now: Timestamp,
    /// The body: plain frames, at most `limits::REQUEST_PLAIN_BYTES`.
    pub frames: Vec<u8>,
    /// Whether the peer takes zstd: the body is then a series of zstd frames if it is long enough to gain by
    /// that, as `compression::is_zstd` tells; otherwise it is plain.
    pub zstd: bool,
}

/// Makes the request's commands durable, and begins to answer. The body is written by a task of its own
/// while it is read, a pack or a page of the log at a time.
pub async fn answer(
    store: Arc<dyn Store>,
    request: SyncRequest,
) -> Result<ResponseStream, SyncProblem> {
    let mut read = Request::read(&request.frames)?;
    let server = request.server_key.verifying_key();
    let given_back = std::mem::take(&mut read.given_back).into_iter();
    let given_back: Vec<_> = given_back
        .filter_map(|it| it.open(&server))
        .flatten()
        .collect();
    let mut brought_back = Vec::new();
    if !given_back.is_empty() && request.device.suspended_at.is_none() {
        brought_back = store.bring_back(given_back, request.now).await?;
    }
    let receipt = match &read.envelope {
        Some(envelope) => {
            let push = Push {
                clock_offset: read.hello.clock_offset,
                waiting: read.hello.waiting.unwrap_or(0),
                ..open(&request.device, envelope, request.now)?
            };
            store.push(push).await?
        }
        None => PushReceipt::default(),
    };
    let lock = lock(&request, receipt.suspended);
    let carried = Carried::deliver(store.as_ref(), &request, &read.carried).await?;
    let advanced = [
        receipt.advanced.as_slice(),
        &carried.advanced,
        &brought_back,
    ]
    .concat();
    let hello = ResponseHello {
        protocol: PROTOCOL,
        server_time: request.now,
        server_epoch: store.server_epoch().await?,
    };
    let (sender, pieces) = mpsc::channel(stream::PIECES_WAITING);
    let output = Output::new(sender, request.zstd, read.hello.response_bytes);
    let pull = Pull::new(store, &request, read, receipt, lock).told(carried.outcomes);
    tokio::spawn(pull.write(hello, output));
    Ok(ResponseStream { advanced, pieces })
}

/// The order for a suspended device.
fn lock(request: &SyncRequest, found_suspended: bool) -> Option<SignedLock> {
    let device = &request.device;
    let since = device
        .suspended_at
        .or_else(|| found_suspended.then_some(request.now))?;
    let order = LockOrder {
        device: device.id,
        suspended_at: since,
    };
    Some(SignedLock::sign(order, &request.server_key))
}

/// Signature, owner and bounds, before anything of the content is looked at.
/// What the device says beside the envelope is not known here.
fn open(device: &Device, envelope: &Envelope, now: Timestamp) -> Result<Push, SyncProblem> {
    let key = VerifyingKey::from_bytes(&device.public_key).map_err(|_| SyncProblem::PublicKey)?;
    let payload = envelope
        .open(device.id, &key)
        .map_err(SyncProblem::Envelope)?;
    Ok(Push {
        device: device.id,
        person: device.person,
        payload,
        envelope_hash: envelope.hash(),
        signature: envelope.signature().to_vec(),
        clock_offset: None,
        waiting: 0,
        received_at: now,
        carried: false,
    })
}
