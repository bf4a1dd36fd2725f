//! A phone that has joined, synced, and recorded work that the server does not know yet.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use ed25519_dalek::SigningKey;
use linli_client_core::actions::{NewCase, NewVisit};
use linli_client_core::sync::{HttpRequest, Step, SyncSession};
use linli_client_core::{OpenOptions, Replica, Surroundings};
use linli_domain::Timestamp;
use linli_domain::command::{ContactChannel, Outcome, SetContactPreference};
use linli_wire::{compression, limits};
use serde_json::json;
use tempfile::TempDir;

use super::estate::{ESTATE, HEAD, HOME, LEAK, news, now};
use super::office::Office;

/// A replica's files, from which each input gets its own copy; and the server's true answers to it.
pub(crate) struct Phone {
    folder: TempDir,
    closed: Vec<u8>,
    /// Plain frames: the first sync, the verdicts on the work that waits, and others' news.
    pub(crate) answers: Answers,
}

#[derive(Clone)]
pub(crate) struct Answers {
    pub(crate) first: Vec<u8>,
    pub(crate) verdicts: Vec<u8>,
    pub(crate) news: Vec<u8>,
}

impl Phone {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("phone.db");
        let mut replica = open(&path, true);
        let office = join(&mut replica);
        let first = sync(&mut replica, &office);
        work(&mut replica);
        drop(replica);
        let closed = std::fs::read(&path).expect("the replica's file can be read");
        let mut copy = open(&path, false);
        office.console(news());
        // Their answers to the same work: first with the news in it, and once more without.
        let news = answer(&mut copy, &office);
        let verdicts = answer(&mut copy, &office);
        drop(copy);
        Self {
            folder,
            closed,
            answers: Answers {
                first,
                verdicts,
                news,
            },
        }
    }

    /// A copy of the replica as it was left.
    pub(crate) fn copy(&self) -> Replica {
        std::fs::write(self.path(), &self.closed).expect("the temporary folder can be written");
        open(&self.path(), false)
    }

    /// Opens the copy again, after it was closed.
    pub(crate) fn again(&self) -> Replica {
        open(&self.path(), false)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("phone.db")
    }
}

/// A session that has asked for a sync, its token got before.
pub(crate) fn asked(replica: &mut Replica) -> (SyncSession, HttpRequest) {
    let mut session = replica.begin_sync().expect("the phone has joined");
    match session.next(replica) {
        Ok(Step::Send(request)) if request.path == "/v1/sync" => (session, request),
        other => panic!("a token is held, so a sync is due: {other:?}"),
    }
}

fn open(path: &Path, create: bool) -> Replica {
    let options = OpenOptions {
        path: path.to_owned(),
        key: [7; 32].into(),
        install_nonce: [9; 16],
        create,
    };
    let replica = Replica::open(&options, Box::new(Around::default()));
    replica.expect("the replica opens")
}

/// Joins, and takes a token. Gives the server at which it did.
fn join(replica: &mut Replica) -> Office {
    let request = replica.join_request("K7QM4-XPD2A", "手机");
    request.expect("a fresh replica can join");
    // The first randomness that a replica draws is its signing key.
    let mut seed = [0; 32];
    Around::default().fill(&mut seed);
    let office = Office::with_key(SigningKey::from_bytes(&seed));
    let joined = json!({
        "device_id": office.device_id(),
        "person": { "id": HEAD, "name": "王秀兰" },
        "estates": [{ "id": ESTATE, "name": "西苑" }],
    });
    let answer = replica.join_response("http://server", 201, joined.to_string().as_bytes());
    answer.expect("the joining is the phone's own");
    let mut session = replica.begin_sync().expect("the phone has joined");
    session.next(replica).expect("a token is asked for");
    let token = json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 1_000_000 });
    session
        .head(200, None)
        .and_then(|()| session.body(replica, token.to_string().as_bytes()))
        .and_then(|()| session.end(replica))
        .expect("a token is taken");
    office
}

/// A whole sync; the plain frames of its first answer.
fn sync(replica: &mut Replica, office: &Office) -> Vec<u8> {
    let first = answer(replica, office);
    let (mut session, _) = asked(replica);
    session
        .head(200, None)
        .and_then(|()| session.body(replica, &first))
        .and_then(|()| session.end(replica))
        .expect("a true answer is taken");
    first
}

/// What the server says to the replica's next request, which learns nothing of it.
fn answer(replica: &mut Replica, office: &Office) -> Vec<u8> {
    let (_, request) = asked(replica);
    let frames = compression::frames(&request.body, limits::REQUEST_PLAIN_BYTES);
    let answer = office.answer(frames.expect("the phone's body is whole"), false);
    answer.expect("a true request is answered")
}

/// What waits in the outbox when an input comes.
fn work(replica: &mut Replica) {
    let visit = NewVisit::new(HOME, Outcome::Met);
    replica.record_visit(visit).expect("a visit is recorded");
    let contact = SetContactPreference {
        channel: ContactChannel::Phone,
        note: None,
    };
    let set = replica.update_household(HOME, contact);
    set.expect("a preference is recorded");
    let text = "又漏了".parse().expect("a short text");
    let note = replica.note_case(LEAK, None, text);
    note.expect("a note is recorded");
    let case = NewCase {
        building: None,
        household: Some(HOME),
        title: "灯坏了".parse().expect("a short text"),
        category: "维修".parse().expect("a short text"),
        detail: None,
    };
    replica.open_case(case).expect("a case is opened");
}

/// A clock that stands still, and numbers that are the same in every process.
#[derive(Default)]
struct Around(AtomicU64);

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // SplitMix64.
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)) as u8;
        }
    }
}
