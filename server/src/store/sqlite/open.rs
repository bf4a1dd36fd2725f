//! From a file to a store at work.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use linli_domain::Timestamp;
use linli_sqlite::Options;
use linli_wire::ServerEpoch;
use rusqlite::{Connection, OptionalExtension};
use tokio::sync::{Mutex as AsyncMutex, mpsc};

use super::audit;
use super::job::{Job, Task};
use super::readers::{Readers, STATEMENTS};
use super::schema::SCHEMA;
use super::writer::{QUEUE_JOBS_MAX, Writer};
use super::writing::{Kept, Writing};
use crate::store::StoreError;

/// Page cache of the writer, in KiB.
const CACHE_KIB: u32 = 16 * 1024;

/// What a new file is given for life. Fresh randomness, from whoever may draw it.
#[derive(Debug, Clone, Copy)]
pub struct Fresh {
    pub server_epoch: ServerEpoch,
    /// Of the actor of console commands: a restored copy must not go on as the same actor.
    pub console_nonce: [u8; 16],
}

/// What a store says of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meta {
    server_epoch: ServerEpoch,
    console_nonce: [u8; 16],
    /// When it came back from a backup.
    restored_at: Option<Timestamp>,
}

/// Why a file could not be opened as a store.
#[derive(Debug, thiserror::Error)]
pub enum OpenStoreError {
    #[error(transparent)]
    File(#[from] linli_sqlite::OpenError),
    #[error("the file was never made into a store")]
    NotInitialised,
    #[error("the writer's thread could not be started")]
    Thread(#[source] std::io::Error),
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
    #[error("the audit log could not be begun")]
    Audit(#[from] StoreError),
}

/// A store in one file. Dropping it without `close` loses nothing that was acknowledged.
#[derive(Debug)]
pub struct SqliteStore {
    pub(super) server_epoch: ServerEpoch,
    /// When it came back from a backup.
    pub(super) restored_at: Option<Timestamp>,
    pub(super) readers: Arc<Readers>,
    pub(super) outside_changes: Arc<AtomicU64>,
    /// One feed's packs are made at a time: it takes a processor and some memory.
    pub(super) packing: AsyncMutex<()>,
    queue: RwLock<Option<mpsc::Sender<Box<dyn Job>>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl SqliteStore {
    /// Opens an existing file.
    pub fn open(path: &Path) -> Result<Self, OpenStoreError> {
        Self::start(path, None)
    }

    /// Opens the file, or makes it with what is `fresh`.
    pub fn open_or_create(path: &Path, fresh: Fresh) -> Result<Self, OpenStoreError> {
        Self::start(path, Some(fresh))
    }

    fn start(path: &Path, fresh: Option<Fresh>) -> Result<Self, OpenStoreError> {
        let options = Options {
            cache_kib: CACHE_KIB,
            create: fresh.is_some(),
            ..Options::server()
        };
        let mut connection = linli_sqlite::open(path, &options, &SCHEMA)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        if let Some(fresh) = fresh {
            initialise(&connection, &fresh)?;
        }
        audit::adopt(&mut connection)?;
        let Meta {
            server_epoch,
            console_nonce,
            restored_at,
        } = read_meta(&connection)?.ok_or(OpenStoreError::NotInitialised)?;
        let outside_changes = Arc::new(AtomicU64::new(0));
        let (queue, jobs) = mpsc::channel(QUEUE_JOBS_MAX);
        let counter = Arc::clone(&outside_changes);
        let writer = Writer::new(connection, Kept::new(console_nonce, restored_at), counter)?;
        let thread = std::thread::Builder::new().name("store-writer".to_owned());
        let thread = thread
            .spawn(move || writer.run(jobs))
            .map_err(OpenStoreError::Thread)?;
        Ok(Self {
            server_epoch,
            restored_at,
            readers: Arc::new(Readers::new(path.to_owned())),
            outside_changes,
            packing: AsyncMutex::new(()),
            queue: RwLock::new(Some(queue)),
            writer: Mutex::new(Some(thread)),
        })
    }

    /// Queues work for the writer, and waits for the commit. `commands`: about how many it executes.
    pub(super) async fn write<T, F>(&self, commands: usize, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self
            .queue
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let queue = queue.ok_or(StoreError::Closed)?;
        let (job, answer) = Task::boxed(commands, work);
        queue.send(job).await.map_err(|_| StoreError::Closed)?;
        drop(queue);
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Lets the writer finish what is queued, and waits for it.
    pub(super) async fn finish(&self) {
        self.readers.close();
        drop(
            self.queue
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let thread = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // A writer that panicked has nothing left to finish.
            let _: Result<_, _> = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

/// Nothing happens to a file that has been initialised already.
fn initialise(connection: &Connection, fresh: &Fresh) -> Result<(), rusqlite::Error> {
    connection
        .execute(
            "INSERT OR IGNORE INTO meta (one, server_epoch, console_nonce) VALUES (1, ?1, ?2)",
            (&fresh.server_epoch.0[..], &fresh.console_nonce[..]),
        )
        .map(|_| ())
}

pub(crate) fn read_meta(connection: &Connection) -> Result<Option<Meta>, rusqlite::Error> {
    connection
        .query_row(
            "SELECT server_epoch, console_nonce, restored_at FROM meta",
            [],
            |row| {
                Ok(Meta {
                    server_epoch: ServerEpoch(row.get(0)?),
                    console_nonce: row.get(1)?,
                    restored_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::clamped),
                })
            },
        )
        .optional()
}
