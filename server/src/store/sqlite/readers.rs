//! A few connections that only read, each lent to one reader at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use linli_sqlite::Options;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use super::schema::SCHEMA;
use crate::store::StoreError;

/// Readers at a time. Reading is short; more would only compete for the processor.
const READERS: usize = 4;
/// Page cache of each, in KiB.
const CACHE_KIB: u32 = 4 * 1024;
/// Statements kept prepared on each connection.
pub(super) const STATEMENTS: usize = 64;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            idle: Mutex::default(),
            permits: Semaphore::new(READERS),
        }
    }

    /// Runs `work` in a transaction, so that all that it reads belongs to one moment.
    pub(super) async fn read<T, F>(self: &Arc<Self>, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let _permit = self
            .permits
            .acquire()
            .await
            .map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut connection = readers.lend()?;
            let tx = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let read = work(&tx)?;
            tx.commit()?;
            // Only a connection that worked goes back.
            readers.idle().push(connection);
            Ok(read)
        })
        .await
        .unwrap_or(Err(StoreError::Panicked))
    }

    /// No reader begins any more.
    pub(super) fn close(&self) {
        self.permits.close();
        self.idle().clear();
    }

    fn lend(&self) -> Result<Connection, StoreError> {
        match self.idle().pop() {
            Some(connection) => Ok(connection),
            None => self.connect(),
        }
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let options = Options {
            cache_kib: CACHE_KIB,
            create: false,
            ..Options::server()
        };
        let connection = linli_sqlite::open(&self.path, &options, &SCHEMA)
            .map_err(|error| StoreError::Database(Arc::new(error)))?;
        connection.execute_batch("PRAGMA query_only = ON")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // A list of connections is whole at any moment.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
