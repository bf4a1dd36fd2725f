//! The one writer: takes all that is queued, does it in one transaction, and answers after the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::mpsc;

use super::job::Job;
use super::writing::{Kept, Writing};
use crate::store::StoreError;

/// Jobs that may wait for the writer; whoever brings more waits itself.
pub(super) const QUEUE_JOBS_MAX: usize = 1_024;
/// Commands after which a batch is closed, so that nobody waits long for another's import.
const BATCH_COMMANDS: usize = 2_000;

pub(super) struct Writer {
    connection: Connection,
    kept: Kept,
    /// `PRAGMA data_version` when last looked at; it changes when another connection writes.
    data_version: i64,
    outside_changes: Arc<AtomicU64>,
}

/// How far a failed batch came.
enum Failure {
    /// It did not begin: it is no job's fault.
    Begin(StoreError),
    /// A job, or the commit.
    Work(StoreError),
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        kept: Kept,
        outside_changes: Arc<AtomicU64>,
    ) -> Result<Self, rusqlite::Error> {
        let data_version = data_version(&connection)?;
        Ok(Self {
            connection,
            kept,
            data_version,
            outside_changes,
        })
    }

    /// Works until every sender of the queue is gone.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Box<dyn Job>>) {
        while let Some(first) = queue.blocking_recv() {
            let mut commands = first.weight();
            let mut batch = vec![first];
            while commands < BATCH_COMMANDS {
                let Ok(job) = queue.try_recv() else { break };
                commands += job.weight();
                batch.push(job);
            }
            crate::telemetry::metrics::batch(batch.len(), queue.len());
            self.batch(batch);
        }
    }

    /// One job's trouble is not the others': after a failure each gets a transaction of its own.
    fn batch(&mut self, mut batch: Vec<Box<dyn Job>>) {
        match self.transaction(&mut batch) {
            Ok(()) => answer(batch, &Ok(())),
            Err(Failure::Begin(error)) => answer(batch, &Err(error)),
            Err(Failure::Work(error)) if batch.len() == 1 => answer(batch, &Err(error)),
            Err(Failure::Work(error)) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    jobs = batch.len(),
                    "A batch failed; its jobs are done one by one."
                );
                for job in batch {
                    self.batch(vec![job]);
                }
            }
        }
    }

    fn transaction(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(), Failure> {
        // Unwinding rolls back, and what is in memory is dropped: nothing half done is seen again.
        let done = catch_unwind(AssertUnwindSafe(|| self.unguarded(batch)));
        let done = done.unwrap_or(Err(Failure::Work(StoreError::Panicked)));
        if done.is_err() {
            self.kept.forget();
        }
        done
    }

    fn unguarded(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(), Failure> {
        let begin = |error: rusqlite::Error| Failure::Begin(error.into());
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(begin)?;
        let version = data_version(&tx).map_err(begin)?;
        if version != self.data_version {
            self.data_version = version;
            self.outside_changes.fetch_add(1, Ordering::Release);
            self.kept.forget();
        }
        let mut writing = Writing::new(&tx, &mut self.kept);
        for job in batch {
            job.run(&mut writing).map_err(Failure::Work)?;
        }
        writing.finish().map_err(Failure::Work)?;
        tx.commit().map_err(|error| Failure::Work(error.into()))?;
        self.forget_erased();
        Ok(())
    }

    /// What was erased stands in the write-ahead log until that is cut off. Somebody who reads may keep it alive:
    /// then the next batch tries again.
    fn forget_erased(&mut self) {
        if !self.kept.erased {
            return;
        }
        match linli_sqlite::forget_erased(&self.connection) {
            Ok(forgotten) => self.kept.erased = !forgotten,
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "The write-ahead log could not be emptied after an erasure; it is tried again."
            ),
        }
    }
}

fn answer(batch: Vec<Box<dyn Job>>, outcome: &Result<(), StoreError>) {
    for job in batch {
        job.answer(outcome.clone());
    }
}

fn data_version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}
