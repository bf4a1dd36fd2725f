//! The replica: one encrypted file, and what is cached of it.
//!
//! Order of every write: prepare, commit to the file, and only then let memory follow, infallibly.

mod cache;
mod confirm;
mod erase;
mod escrow;
mod gate;
mod identity;
mod lock;
mod meta;
mod open;
mod packed;
mod pending;
mod recover;
mod room;
mod rows;
mod seals;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use linli_domain::{ChangeHash, DocumentKey, Kind};
use rusqlite::{Connection, Transaction};

pub(crate) use cache::{Cache, Layers};
pub(crate) use confirm::Settled;
pub use identity::Identity;
pub(crate) use meta::Meta;
pub use open::OpenOptions;
pub(crate) use pending::{PENDING_COLUMNS, PendingRow, WRONG_EPOCH};
pub use recover::Recovery;
pub(crate) use rows::{DocumentRow, Numbers, decode as decode_key, feed_building};

use crate::surroundings::Surroundings;
use crate::{Error, Result};

/// Loaded documents kept in memory; about 20 kB each.
const CACHED_DOCUMENTS: NonZeroUsize = NonZeroUsize::new(128).expect("128 is not zero");

/// A change notification: screens that show one of these should read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    Document(DocumentKey),
    /// Many at once, of this kind: during a first sync.
    Kind(Kind),
    Outbox,
    Drafts,
}

type Listener = Box<dyn FnMut(&[Changed]) + Send>;

/// An offline replica. One process holds its file; one thread uses it at a time.
pub struct Replica {
    /// Private: `gate` hands it out.
    connection: Connection,
    pub(crate) surroundings: Box<dyn Surroundings>,
    pub(crate) cache: Cache,
    pub(crate) install_nonce: [u8; 16],
    listener: Option<Listener>,
}

impl std::fmt::Debug for Replica {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Replica")
    }
}

impl Replica {
    /// Calls `listener` after every commit that changed what can be read.
    pub fn on_change(&mut self, listener: impl FnMut(&[Changed]) + Send + 'static) {
        self.listener = Some(Box::new(listener));
    }

    pub(crate) fn notify(&mut self, changed: &[Changed]) {
        if let (Some(listener), false) = (&mut self.listener, changed.is_empty()) {
            listener(changed);
        }
    }

    /// Runs `work` in one durable transaction. If it fails, the cache forgets what it may have learned
    /// from the transaction, so that memory never runs ahead of the file.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T>,
    ) -> Result<T> {
        let nonce = self.install_nonce;
        let outcome = linli_sqlite::write::<_, Error>(&mut self.connection, |tx| {
            let mut step = Work {
                tx,
                surroundings: &*self.surroundings,
                cache: &mut self.cache,
                install_nonce: nonce,
                changed: Vec::new(),
            };
            let done = work(&mut step)?;
            Ok((done, step.changed))
        });
        match outcome {
            Ok((done, mut changed)) => {
                changed.dedup();
                self.notify(&changed);
                Ok(done)
            }
            Err(error) => {
                self.cache.clear();
                Err(error)
            }
        }
    }

    /// Reads the whole file; `Damaged` if anything in it is not as it was written.
    pub fn check(&self) -> Result<()> {
        if linli_sqlite::quick_check(&self.connection)?.is_empty() {
            Ok(())
        } else {
            Err(Error::Damaged)
        }
    }

    /// The documents held here that the server has confirmed, with their confirmed heads: for checking that
    /// two replicas hold the same.
    pub fn documents(&mut self) -> Result<BTreeMap<DocumentKey, Vec<ChangeHash>>> {
        let keys = DocumentRow::all_keys(&self.connection)?;
        self.transact(|work| {
            let mut documents = BTreeMap::new();
            for key in keys {
                let confirmed = work.layers(&key)?.confirmed;
                if !confirmed.is_empty() {
                    documents.insert(key, confirmed.heads());
                }
            }
            Ok(documents)
        })
    }

    /// Makes every projection anew from the documents and the outbox. A document that can't be read is
    /// marked as damaged.
    pub fn rebuild(&mut self) -> Result<()> {
        self.transact(|work| {
            crate::projection::clear(work.tx)?;
            for key in DocumentRow::all_keys(work.tx)? {
                work.project_again(&key)?;
            }
            Ok(())
        })
    }
}

/// One transaction under way, with what it needs at hand.
pub(crate) struct Work<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) surroundings: &'a dyn Surroundings,
    pub(crate) cache: &'a mut Cache,
    pub(crate) install_nonce: [u8; 16],
    pub(crate) changed: Vec<Changed>,
}

impl Work<'_> {
    /// Writes a document's rows as it is. One that can't be read is marked as damaged: the next sync fetches
    /// it anew, and shows it again.
    fn project_again(&mut self, key: &DocumentKey) -> Result<()> {
        let layers = match self.layers(key) {
            Err(Error::Document(_)) => return DocumentRow::park(self.tx, key),
            layers => layers?,
        };
        let row = DocumentRow::read(self.tx, &key.id())?;
        let numbers = row.map(|row| row.numbers).unwrap_or_default();
        crate::projection::project(self.tx, layers.visible(), &numbers)?;
        self.changed.push(Changed::Document(*key));
        Ok(())
    }
}
