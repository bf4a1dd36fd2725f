//! An answer as it came, kept for looking at it after the clock has stopped.

use linli_client_core::Replica;
use linli_client_core::sync::SyncSession;
use linli_wire::response::Verdict;
use linli_wire::{FrameReader, ResponseItem, compression, limits};

use super::super::super::failure::{Failure, Result, verify};
use super::super::super::http::{Connection, Head};

pub(super) struct Answer {
    head: Head,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn read(connection: &mut Connection) -> Result<Self> {
        Ok(Self {
            head: connection.head()?,
            body: connection.body()?,
        })
    }

    /// Fails unless so many commands were accepted, and nothing else was said of any.
    pub(super) fn verify_accepts(&self, commands: usize) -> Result<()> {
        let verdicts = self.verdicts()?;
        let accepted = |it: &Verdict| matches!(it, Verdict::Accepted { .. });
        let all = verdicts.len() == commands && verdicts.iter().all(accepted);
        verify(self.head.status == 200 && all, || {
            let count = verdicts.iter().filter(|it| accepted(it)).count();
            let status = self.head.status;
            format!("status {status}, {count} of {commands} commands accepted")
        })
    }

    fn verdicts(&self) -> Result<Vec<Verdict>> {
        let unreadable = || Failure::Wrong("an answer can't be read".to_owned());
        let plain = compression::frames(&self.body, limits::RESPONSE_BYTES as usize);
        let mut frames = FrameReader::new(limits::RESPONSE_FRAME_BYTES);
        frames.push(&plain.map_err(|_| unreadable())?);
        let mut found = Vec::new();
        while let Some(frame) = frames.next_frame().map_err(|_| unreadable())? {
            let item: ResponseItem = minicbor::decode(frame).map_err(|_| unreadable())?;
            if let ResponseItem::Verdicts { verdicts, .. } = item {
                found.extend(verdicts);
            }
        }
        Ok(found)
    }

    /// The device takes it as it would have from the network.
    pub(super) fn give(&self, session: &mut SyncSession, replica: &mut Replica) -> Result<()> {
        session.head(self.head.status, self.head.encoding.as_deref())?;
        session.body(replica, &self.body)?;
        Ok(session.end(replica)?)
    }
}
