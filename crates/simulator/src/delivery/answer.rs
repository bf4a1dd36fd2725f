//! An answer on its way back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use linli_wire::{FrameReader, Problem, ProblemCode, ResponseItem, Verdict, compression, limits};
use serde_json::json;

use super::PIECE_BYTES;

/// Status, content encoding and body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) encoding: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    /// Bytes that arrive; the whole body unless the connection breaks.
    arriving: usize,
    /// Bytes that arrive together.
    piece: usize,
    /// The server answered a sync, and nobody else.
    is_the_servers: bool,
}

impl Answer {
    pub(crate) fn new(status: u16, encoding: Option<&'static str>, body: Vec<u8>) -> Self {
        Self {
            status,
            encoding,
            arriving: body.len(),
            body,
            piece: PIECE_BYTES,
            is_the_servers: false,
        }
    }

    /// What the server says to a sync.
    pub(crate) fn of_the_server(encoding: Option<&'static str>, body: Vec<u8>) -> Self {
        Self {
            is_the_servers: true,
            ..Self::new(200, encoding, body)
        }
    }

    /// A problem document.
    pub(crate) fn problem(code: ProblemCode) -> Self {
        let body = serde_json::to_vec(&Problem::new(code)).expect("a problem is plain data");
        Self::new(code.status(), None, body)
    }

    /// Tokens are tested over HTTP; here every phone gets one.
    pub(super) fn token(server: &VerifyingKey) -> Self {
        let token = json!({
            "access_token": "simulated",
            "token_type": "Bearer",
            "expires_in": 3_600,
            "server_key": URL_SAFE_NO_PAD.encode(server.as_bytes()),
        });
        Self::new(200, None, token.to_string().into_bytes())
    }

    pub(super) fn cut(self, permille: u16, piece: u16) -> Self {
        Self {
            arriving: self.body.len() * usize::from(permille.min(999)) / 1_000,
            piece: usize::from(piece).max(1),
            ..self
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.arriving == self.body.len()
    }

    /// Whether the server says that an actor of the phone is somebody else's as well.
    pub(super) fn tells_of_a_fork(&self) -> bool {
        let told = |item| matches!(item, ResponseItem::Verdicts { verdicts, .. } if verdicts.contains(&Verdict::ActorForked));
        self.is_the_servers && items(self).into_iter().any(told)
    }

    pub(super) fn tells_to_lock(&self) -> bool {
        let told = |item: &ResponseItem| matches!(item, ResponseItem::Lock(_));
        self.is_the_servers && items(self).iter().any(told)
    }

    pub(super) fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.body[..self.arriving].chunks(self.piece)
    }
}

/// The items of a whole body that a server of ours wrote; none of a problem.
pub(crate) fn items(answer: &Answer) -> Vec<ResponseItem> {
    if answer.status != 200 {
        return Vec::new();
    }
    let plain = compression::frames(&answer.body, limits::RESPONSE_BYTES as usize)
        .expect("a server sends whole bodies");
    let mut frames = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
    frames.push(&plain);
    let mut items = Vec::new();
    while let Some(frame) = frames.next_frame().expect("a server sends frames") {
        items.push(minicbor::decode(frame).expect("a server sends response items"));
    }
    items
}
