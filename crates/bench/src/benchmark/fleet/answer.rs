//! An answer as it came, kept for looking at it after the clock has stopped.

use std::io::Read;

use linli_client_core::Replica;
use linli_client_core::sync::SyncSession;
use linli_domain::Seq;
use linli_wire::response::Verdict;
use linli_wire::{FrameReader, ResponseItem, compression, limits};

use super::super::failure::{Failure, Result, verify};
use super::super::http::{Connection, Head};

pub(crate) struct Answer {
    head: Head,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn read<S: Read>(connection: &mut Connection<S>) -> Result<Self> {
        Ok(Self {
            head: connection.head()?,
            body: connection.body()?,
        })
    }

    /// Where the commands stand in the log. Fails unless so many were accepted, and nothing else was said
    /// of any.
    pub(crate) fn accepted(&self, commands: usize) -> Result<Vec<Seq>> {
        let verdicts = self.verdicts()?;
        let places: Vec<Seq> = verdicts
            .iter()
            .filter_map(|it| match it {
                Verdict::Accepted { seq } => Some(*seq),
                _ => None,
            })
            .collect();
        let all = places.len() == commands && verdicts.len() == commands;
        verify(self.head.status == 200 && all, || {
            let (status, count) = (self.head.status, places.len());
            format!("status {status}, {count} of {commands} commands accepted")
        })?;
        Ok(places)
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
    pub(crate) fn give(&self, session: &mut SyncSession, replica: &mut Replica) -> Result<()> {
        session.head(self.head.status, self.head.encoding.as_deref())?;
        session.body(replica, &self.body)?;
        Ok(session.end(replica)?)
    }
}
