//! Own work that waits for the secretary: its author may no longer do it. The server keeps it; here it is
//! kept too, and sent once a sync, until the decision comes back.

use linli_wire::Verdict;
use rusqlite::Connection;

use super::{PENDING_COLUMNS, PendingRow, Work};
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
    /// It has a decision, or the server knows nothing of it.
    Back,
}

impl Work<'_> {
    /// From the outbox to what waits for the secretary.
    pub(super) fn hand_to_escrow(&mut self, row: &PendingRow) -> Result<()> {
        self.move_row(row.entry.number, "outbox", "escrow")
    }

    /// A row keeps its number wherever it is.
    fn move_row(&mut self, number: i64, from: &str, to: &str) -> Result<()> {
        self.tx
            .prepare_cached(&format!(
                "INSERT INTO {to} ({PENDING_COLUMNS}) SELECT {PENDING_COLUMNS} FROM {from} WHERE number = ?1"
            ))?
            .execute([number])?;
        self.tx
            .prepare_cached(&format!("DELETE FROM {from} WHERE number = ?1"))?
            .execute([number])?;
        Ok(())
    }

    /// What a verdict means for a command that may wait for the secretary. One that no longer does is put back
    /// into the outbox, where its verdict meets it.
    pub(super) fn back_from_the_secretary(
        &mut self,
        number: i64,
        verdict: &Verdict,
    ) -> Result<Waiting> {
        if PendingRow::in_table(self.tx, "escrow", number)?.is_none() {
            return Ok(Waiting::Never);
        }
        // A server that keeps it says so each time; one from a backup may never have had it.
        if *verdict == Verdict::Escrowed {
            return Ok(Waiting::There);
        }
        self.move_row(number, "escrow", "outbox")?;
        Ok(Waiting::Back)
    }
}
