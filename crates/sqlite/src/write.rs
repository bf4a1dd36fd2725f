//! Writing is a closure over a transaction: all of it or nothing.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Runs `work` in an `IMMEDIATE` transaction and commits. An error (or a panic) of `work` rolls back,
/// and so does a failed commit; [`Trouble::of`](crate::Trouble::of) tells what to say about it.
///
/// Immediate, because a transaction that reads first and writes later can fail in the middle when
/// another connection has written meanwhile.
pub fn write<T, E>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<rusqlite::Error>,
{
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&tx)?;
    tx.commit()?;
    Ok(done)
}
