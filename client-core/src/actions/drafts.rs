//! Drafts: commands that were refused, kept until the person deals with them.

use linli_domain::{Command, DocumentKey};

use crate::replica::{Replica, decode_key};
use crate::{Changed, Error, Result};

impl Replica {
    /// Gives a draft's command once more, as it is or edited, and takes it out of the drafts.
    pub fn resend_draft(&mut self, number: i64, edited: Option<Command>) -> Result<()> {
        let (document, command) = self.draft_command(number)?;
        self.act(|work| {
            work.execute(&document, edited.unwrap_or(command))?;
            work.tx
                .execute("DELETE FROM drafts WHERE number = ?1", [number])?;
            work.changed.push(Changed::Drafts);
            Ok(())
        })
    }

    /// The only way in which something recorded goes away: its author says so.
    pub fn discard_draft(&mut self, number: i64) -> Result<()> {
        self.act(|work| {
            if work
                .tx
                .execute("DELETE FROM drafts WHERE number = ?1", [number])?
                == 0
            {
                return Err(Error::Unknown("草稿 (draft)"));
            }
            work.changed.push(Changed::Drafts);
            Ok(())
        })
    }

    fn draft_command(&self, number: i64) -> Result<(DocumentKey, Command)> {
        let mut statement = self
            .reading()?
            .prepare_cached("SELECT name, command FROM drafts WHERE number = ?1")?;
        let mut rows = statement.query_map([number], |row| {
            Ok((decode_key(row, 0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        let (document, bytes) = rows
            .next()
            .transpose()?
            .ok_or(Error::Unknown("草稿 (draft)"))?;
        Ok((document, Command::from_bytes(&bytes)?))
    }
}
