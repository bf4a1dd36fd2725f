//! Own work that waits for the secretary: its author may no longer do it. The server keeps it; here it is
//! kept too, and sent once a sync, until the decision comes back.

use linli_wire::Verdict;
use rusqlite::Connection;

use super::{PendingRow, Work};
use crate::Result;

impl PendingRow {
    /// What waits for the secretary, in the order in which it was given, at most `limit`.
    pub(crate) fn escrowed(connection: &Connection, limit: usize) -> Result<Vec<Self>> {
        Self::from_table(connection, "escrow", limit)
    }
}

/// Where a command is with the secretary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// It was never there.
    Never,
    /// It goes on waiting.
    There,
    /// It has a decision.
    Back,
}

impl Work<'_> {
    /// From the outbox to what waits for the secretary.
    pub(super) fn hand_to_escrow(&mut self, row: &PendingRow) -> Result<()> {
        self.tx
            .prepare_cached(
                "INSERT INTO escrow (number, document, name, epoch, actor, base, hash, change, command, at)
                 SELECT number, document, name, epoch, actor, base, hash, change, command, at
                 FROM outbox WHERE number = ?1",
            )?
            .execute([row.entry.number])?;
        PendingRow::delete(self.tx, row.entry.number)
    }

    /// What a verdict means for a command that may wait for the secretary. One that was decided on is put back
    /// into the outbox, where its verdict meets it.
    pub(super) fn back_from_the_secretary(
        &mut self,
        number: i64,
        verdict: &Verdict,
    ) -> Result<Waiting> {
        if PendingRow::in_table(self.tx, "escrow", number)?.is_none() {
            return Ok(Waiting::Never);
        }
        let decided = match verdict {
            Verdict::Accepted { .. } | Verdict::Duplicate { .. } | Verdict::Superseded { .. } => {
                true
            }
            // In the wrong epoch: a server from a backup does not know it. It is done again, as if it had never been there.
            Verdict::Refused(_) => true,
            Verdict::Escrowed
            | Verdict::Deferred
            | Verdict::ActorForked
            | Verdict::UpgradeNeeded => false,
        };
        if !decided {
            return Ok(Waiting::There);
        }
        self.tx
            .prepare_cached(
                "INSERT INTO outbox (number, document, name, epoch, actor, base, hash, change, command, at)
                 SELECT number, document, name, epoch, actor, base, hash, change, command, at
                 FROM escrow WHERE number = ?1",
            )?
            .execute([number])?;
        self.tx
            .prepare_cached("DELETE FROM escrow WHERE number = ?1")?
            .execute([number])?;
        Ok(Waiting::Back)
    }
}
