//! The session: token, request, response, and again while there is more.

use linli_sync::{Effect, Receiver};
use linli_wire::compression::Decompressor;
use linli_wire::{FrameReader, ResponseItem, limits};
use serde::Serialize;

use super::http::{HttpRequest, failure};
use crate::replica::{Replica, Settled};
use crate::{Error, Result};

/// Rounds after which a session stops, so that a server that always says "more" can't hold a device.
const MOST_ROUNDS: usize = 1_000;
/// Rounds in a row in which nothing was settled, after which what waits is left for the next sync.
const MOST_FRUITLESS: usize = 3;
/// Longest body of an answer that is not a sync stream, in bytes.
const SMALL_BODY: usize = 64 * 1024;

#[derive(Debug)]
pub enum Step {
    /// Perform this, then `head`, `body` as often as bytes come, `end`.
    Send(HttpRequest),
    Done(SyncReport),
}

/// What a session did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// Own commands that the server has in its log now.
    pub accepted: usize,
    /// Own commands that the server executed with another result.
    pub superseded: usize,
    /// Own commands that became drafts.
    pub refused: usize,
    /// Own commands that wait for another sync.
    pub waiting: usize,
    /// Own commands that wait for the secretary: their author may no longer give them.
    pub escrowed: usize,
    /// Colleagues' parcels that the server has now.
    pub carried: usize,
    /// Colleagues' parcels that it did not take; `Replica::parcels` says why.
    pub carried_refused: usize,
    /// The device was suspended. Everything recorded is with the secretary, the replica can no longer be read,
    /// and the host should forget its key.
    pub locked: bool,
    /// Some command is newer than the server: upgrade one side.
    pub upgrade_needed: bool,
    /// Others' changes received.
    pub changes: usize,
    /// Whole documents received.
    pub documents: usize,
    /// Feeds that did not agree with the server's and are fetched anew.
    pub refetched: usize,
    /// Sync requests made.
    pub requests: usize,
    /// Compressed bytes of request and response bodies.
    pub bytes_up: usize,
    pub bytes_down: usize,
    #[serde(skip)]
    pub(crate) more: bool,
    #[serde(skip)]
    pub(crate) disagreed: bool,
    /// The server came back in another life: everything is offered and fetched again.
    #[serde(skip)]
    pub(crate) begun_again: bool,
}

impl SyncReport {
    pub(super) fn count(&mut self, settled: Settled) {
        self.accepted += settled.accepted;
        self.superseded += settled.superseded;
        self.refused += settled.refused;
        self.waiting += settled.waiting;
        self.escrowed += settled.escrowed;
        self.upgrade_needed |= settled.upgrade_needed;
    }
}

/// For a progress line: what has arrived so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub documents: usize,
    pub changes: usize,
    pub bytes_down: usize,
}

enum Phase {
    /// Nothing is under way; `next` decides.
    Idle,
    AwaitingToken {
        status: u16,
        body: Vec<u8>,
    },
    AwaitingSync {
        status: u16,
        failed: Vec<u8>,
        stream: Option<Box<Stream>>,
    },
    Finished,
}

/// A response stream being taken apart.
struct Stream {
    decompressor: Option<Decompressor>,
    frames: FrameReader,
    receiver: Receiver,
}

/// One sync, from the first request to the last answer.
pub struct SyncSession {
    phase: Phase,
    /// Outbox numbers of each chain of the request under way.
    sent: Vec<Vec<i64>>,
    report: SyncReport,
    /// A fresh token was asked for because the server did not take the one before.
    renewed: bool,
    /// The clock offset was mended because the server did not take the assertion.
    mended: bool,
    /// Own commands that were settled before this round.
    settled: usize,
    /// Colleagues' parcels that the server has spoken of before this round.
    told_of_parcels: usize,
    /// Rounds in a row in which none was.
    fruitless: usize,
    /// The server has answered a request. Until then each is the first: one that was not taken told it nothing.
    answered: bool,
}

impl std::fmt::Debug for SyncSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SyncSession")
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

impl Replica {
    /// Begins a sync. Nothing is sent or changed yet.
    pub fn begin_sync(&self) -> Result<SyncSession> {
        self.identity()?.ok_or(Error::NotJoined)?;
        Ok(SyncSession {
            phase: Phase::Idle,
            sent: Vec::new(),
            report: SyncReport::default(),
            renewed: false,
            mended: false,
            settled: 0,
            told_of_parcels: 0,
            fruitless: 0,
            answered: false,
        })
    }

    /// Commands in the outbox of which the server has said nothing as they are now.
    fn untold_count(&self) -> Result<usize> {
        let mut statement = self
            .past_the_lease()
            .prepare_cached("SELECT count(*) FROM outbox WHERE verdict IS NULL")?;
        let count: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

impl SyncSession {
    /// The next thing for the host to do. Call it first, and again after every `end`.
    pub fn next(&mut self, replica: &mut Replica) -> Result<Step> {
        if matches!(self.phase, Phase::Finished) || self.report.requests >= MOST_ROUNDS {
            return Ok(Step::Done(self.report.clone()));
        }
        let Some(token) = replica.token()? else {
            self.phase = Phase::AwaitingToken {
                status: 0,
                body: Vec::new(),
            };
            return replica.token_request().map(Step::Send);
        };
        let (request, sent) = replica.sync_request(&token, !self.answered)?;
        self.sent = sent;
        self.report.requests += 1;
        self.report.bytes_up += request.body.len();
        self.report.more = false;
        self.report.disagreed = false;
        self.report.begun_again = false;
        self.phase = Phase::AwaitingSync {
            status: 0,
            failed: Vec::new(),
            stream: None,
        };
        Ok(Step::Send(request))
    }

    /// The answer's status and its `Content-Encoding`, if it has one.
    pub fn head(&mut self, answered: u16, content_encoding: Option<&str>) -> Result<()> {
        match &mut self.phase {
            Phase::AwaitingToken { status, .. } => *status = answered,
            Phase::AwaitingSync { status, stream, .. } => {
                *status = answered;
                if answered == 200 {
                    let decompressor = match content_encoding {
                        Some("zstd") => Some(Decompressor::new()?),
                        None | Some("identity" | "") => None,
                        Some(_) => return Err(Error::BadAnswer("unknown encoding".into())),
                    };
                    *stream = Some(Box::new(Stream {
                        decompressor,
                        frames: FrameReader::new(limits::RESPONSE_FRAME_BYTES),
                        receiver: Receiver::new(),
                    }));
                }
            }
            Phase::Idle | Phase::Finished => {}
        }
        Ok(())
    }

    /// Bytes of the body, as they come. What is whole is stored at once.
    pub fn body(&mut self, replica: &mut Replica, bytes: &[u8]) -> Result<()> {
        let effects = match &mut self.phase {
            Phase::AwaitingToken { body, .. } => {
                append_bounded(body, bytes)?;
                return Ok(());
            }
            Phase::AwaitingSync {
                stream: None,
                failed,
                ..
            } => {
                append_bounded(failed, bytes)?;
                return Ok(());
            }
            Phase::AwaitingSync {
                stream: Some(stream),
                ..
            } => stream.effects(bytes),
            Phase::Idle | Phase::Finished => return Ok(()),
        };
        self.report.bytes_down += bytes.len();
        let (effects, trouble) = effects;
        replica.perform_all(effects, &self.sent, &mut self.report)?;
        trouble.map_or(Ok(()), Err)
    }

    /// The body has ended.
    pub fn end(&mut self, replica: &mut Replica) -> Result<()> {
        match std::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::AwaitingToken { status, body } => {
                replica.take_token(status, &body, &mut self.mended)
            }
            Phase::AwaitingSync {
                stream: Some(stream),
                ..
            } => {
                stream
                    .frames
                    .finish()
                    .map_err(|error| Error::BadAnswer(error.to_string()))?;
                stream.receiver.finish()?;
                self.end_round(replica)
            }
            Phase::AwaitingSync {
                status,
                failed,
                stream: None,
            } => self.end_failed(replica, status, &failed),
            Phase::Idle | Phase::Finished => Ok(()),
        }
    }

    pub fn progress(&self) -> Progress {
        let report = &self.report;
        Progress {
            documents: report.documents,
            changes: report.changes,
            bytes_down: report.bytes_down,
        }
    }

    /// What was done so far: also after a failure.
    pub fn report(&self) -> &SyncReport {
        &self.report
    }

    fn end_failed(&mut self, replica: &mut Replica, status: u16, body: &[u8]) -> Result<()> {
        let error = failure(status, body);
        if status == 401 && !self.renewed {
            self.renewed = true;
            return replica.drop_token();
        }
        Err(error)
    }

    /// Another round while the server has more, or while own commands are left that were not sent yet.
    fn end_round(&mut self, replica: &mut Replica) -> Result<()> {
        let sent: usize = self.sent.iter().map(Vec::len).sum();
        self.answered = true;
        replica.forget_erased()?;
        let report = &self.report;
        let progress = report.accepted + report.superseded + report.refused + report.escrowed;
        let unsent = replica.unsent_count()?;
        // What was done again on new ground (a fresh actor, a document begun anew) should not wait for the next
        // sync; a server that never settles anything should not hold the device, either.
        let untold = replica.untold_count()?;
        self.fruitless = if progress > self.settled {
            0
        } else {
            self.fruitless + 1
        };
        self.settled = progress;
        let told_of_parcels = report.carried + report.carried_refused;
        let parcels = told_of_parcels > self.told_of_parcels && !replica.has_delivered()?;
        self.told_of_parcels = told_of_parcels;
        if self.report.locked {
            // What was recorded while the order was on its way, or is offered again to a server from a backup, is
            // handed over first.
            if unsent == 0 || self.fruitless >= MOST_FRUITLESS {
                self.phase = Phase::Finished;
                return replica.lock_for_good();
            }
            self.phase = Phase::Idle;
            return Ok(());
        }
        let again = self.report.more
            || self.report.begun_again
            || parcels
            || (self.report.disagreed && self.report.refetched == 0 && self.report.requests < 8)
            || (sent > 0
                && untold > 0
                && self.fruitless < MOST_FRUITLESS
                && self.report.requests < 64);
        self.phase = if again { Phase::Idle } else { Phase::Finished };
        Ok(())
    }
}

impl Stream {
    /// The effects that `bytes` complete, and what stopped the stream, if anything did: what came before
    /// the trouble is whole and counts.
    fn effects(&mut self, bytes: &[u8]) -> (Vec<Effect>, Option<Error>) {
        let plain = match &mut self.decompressor {
            Some(decompressor) => match decompressor.push(bytes) {
                Ok(plain) => plain,
                Err(error) => return (Vec::new(), Some(error.into())),
            },
            None => bytes.to_vec(),
        };
        self.frames.push(&plain);
        let mut effects = Vec::new();
        loop {
            let item = match self.frames.next_frame() {
                Ok(None) => return (effects, None),
                Ok(Some(frame)) => minicbor::decode::<ResponseItem>(frame),
                Err(error) => return (effects, Some(Error::BadAnswer(error.to_string()))),
            };
            let taken = match item {
                Ok(item) => self.receiver.take(item),
                Err(_) => {
                    return (
                        effects,
                        Some(Error::BadAnswer("a frame is malformed".into())),
                    );
                }
            };
            match taken {
                Ok(more) => effects.extend(more),
                Err(error) => return (effects, Some(error.into())),
            }
        }
    }
}

fn append_bounded(body: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    if body.len() + bytes.len() > SMALL_BODY {
        return Err(Error::BadAnswer("the answer is too long".into()));
    }
    body.extend_from_slice(bytes);
    Ok(())
}
