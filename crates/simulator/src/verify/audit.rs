//! I6 for writing: whatever comes into the log was its author's to write on the day it came, or a secretary
//! adopted it.

use linli_client_core::domain::{Command, DeviceId, PersonId, Timestamp};

use super::Broken;
use super::heads::feed;
use crate::office::roster::{may_give, may_write};
use crate::office::{Held, Office};

/// How far the log was looked at, as row ids of this life of the server.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    until: i64,
    /// Who held what then.
    held: Vec<Held>,
}

impl Audit {
    /// What is in the log now is taken as it is: it was looked at in another life.
    pub(crate) fn begin(office: &Office) -> Self {
        let newest =
            office
                .peek()
                .query_row("SELECT coalesce(max(rowid), 0) FROM log", [], |row| {
                    row.get(0)
                });
        Self {
            until: newest.expect("the log can be read"),
            held: office.held(),
        }
    }

    /// Looks at what came since.
    pub(crate) fn go_on(&mut self, office: &Office) -> Result<(), Broken> {
        let held = office.held();
        let before = std::mem::replace(&mut self.held, held.clone());
        let server = office.peek();
        let mut statement = server
            .prepare(
                "SELECT estates.id, feeds.building, feeds.kind, log.rowid, log.author, log.received_at, log.device, log.command
                 FROM log JOIN feeds ON feeds.row = log.feed JOIN estates ON estates.row = log.estate
                 WHERE log.device IS NOT NULL AND log.adopted_by IS NULL AND log.rowid > ?1 ORDER BY log.rowid",
            )
            .expect("the log can be read");
        let mut rows = statement.query([self.until]).expect("the log can be read");
        while let Some(row) = rows.next().expect("the log can be read") {
            let read = |error: rusqlite::Error| error.to_string();
            let feed = feed(row).map_err(read)?;
            let author: Vec<u8> = row.get(4).map_err(read)?;
            let author = PersonId::from_slice(&author).ok_or("an author is 16 bytes")?;
            let received = Timestamp::clamped(row.get(5).map_err(read)?);
            let command: Vec<u8> = row.get(7).map_err(read)?;
            let day = received.date();
            let may = |held: &[Held]| match Command::from_bytes(&command) {
                Ok(command) => may_give(held, author, feed, &command, day),
                // It was emptied with somebody's data, so it is of a household, a visit or a case.
                Err(_) => may_write(held, author, feed, day),
            };
            // To a server from a backup the same phone may give back, after its own work, what ended its right.
            let allowed = may(&held) || office.life > 0 && may(&before);
            if !allowed {
                return Err(format!("{author} wrote to {feed:?} without the right to"));
            }
            let device: Vec<u8> = row.get(6).map_err(read)?;
            let device = DeviceId::from_slice(&device).ok_or("a device is 16 bytes")?;
            // Looked at after every step, so that it was suspended before it wrote.
            if office.suspended(device) {
                return Err(format!(
                    "{device} wrote to {feed:?} although it is suspended"
                ));
            }
            self.until = row.get(3).map_err(read)?;
        }
        Ok(())
    }
}
