//! Opening a replica.

use std::path::PathBuf;

use linli_domain::Kind;
use linli_sqlite::{Key, Options};

use super::{Cache, DocumentRow, Meta, Replica};
use crate::schema::REPLICA;
use crate::surroundings::Surroundings;
use crate::vault::ReplicaKey;
use crate::{Error, Result};

/// How a replica is opened.
#[derive(Clone)]
pub struct OpenOptions {
    pub path: PathBuf,
    /// The raw SQLCipher key. The host keeps it: in the phone's key store, wrapped by a PIN, in a file.
    pub key: ReplicaKey,
    /// Names this installation. It must be kept outside everything that backs up or clones the file: a
    /// database that comes back under another nonce goes on with fresh actors instead of reusing
    /// numbers that others have seen.
    pub install_nonce: [u8; 16],
    /// Whether a missing file is made.
    pub create: bool,
}

impl std::fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenOptions({})", self.path.display())
    }
}

impl OpenOptions {
    pub(super) fn sqlite(&self) -> Options {
        Options {
            create: self.create,
            ..Options::replica(Key::from(*self.key.as_bytes()))
        }
    }
}

impl Replica {
    /// Opens or makes the file. It stays locked against other processes until the replica is dropped.
    ///
    /// # Errors
    /// `InUse`, `WrongKey`, `NewerVersion`, `NotAReplica`, `Damaged`, `DiskFull`, `Missing`: each leaves
    /// the file as it was.
    pub fn open(options: &OpenOptions, surroundings: Box<dyn Surroundings>) -> Result<Self> {
        #[cfg(not(target_family = "wasm"))]
        if !options.create && !options.path.exists() {
            return Err(Error::Missing(options.path.clone()));
        }
        let connection = linli_sqlite::open(&options.path, &options.sqlite(), &REPLICA)?;
        connection.set_prepared_statement_cache_capacity(64);
        let mut replica = Self {
            connection,
            surroundings,
            cache: Cache::default(),
            install_nonce: options.install_nonce,
            listener: None,
        };
        replica.project_what_is_asked_for()?;
        Ok(replica)
    }

    /// What migrations ask for, each once.
    fn project_what_is_asked_for(&mut self) -> Result<()> {
        for (asked, kind) in [
            ("project_directories", Kind::Directory),
            ("project_cases", Kind::Case),
        ] {
            if Meta(&self.connection).get(asked)?.is_some() {
                self.project_all(kind, asked)?;
            }
        }
        Ok(())
    }

    fn project_all(&mut self, kind: Kind, asked: &str) -> Result<()> {
        let projected = self.transact(|work| {
            for key in DocumentRow::all_keys(work.tx)? {
                if key.kind() == kind {
                    work.project_again(&key)?;
                }
            }
            Meta(work.tx).remove(asked)
        });
        match projected {
            // What is held can be read meanwhile; the next opening tries again.
            Err(Error::DiskFull) => Ok(()),
            projected => projected,
        }
    }
}
