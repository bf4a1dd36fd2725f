//! What becomes of the server's process and disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use linli_client_core::domain::{ChangeHash, DeviceId, DocumentId, Epoch, Timestamp};
use linli_server::maintenance;
use linli_server::store::sqlite::{Fresh, SqliteStore};
use linli_wire::ServerEpoch;
use rusqlite::Connection;

use super::Office;
use crate::ledger::Mark;
use crate::phone::Files;
use crate::random::Random;

/// A copy of the store, with the suspensions that it knows.
pub(super) struct Backup {
    file: PathBuf,
    suspended: BTreeSet<DeviceId>,
}

impl Office {
    pub(crate) fn files(&self) -> Files {
        Files::read(&self.file())
    }

    /// The process ends without warning and is started again on `files`.
    pub(crate) fn die_with(&mut self, files: &Files) {
        self.runtime.block_on(self.store.close());
        files.write(&self.file());
        let store = SqliteStore::open(&self.file()).expect("a store opens after any crash");
        self.store = Arc::new(store);
        self.look_at_the_roster();
    }

    pub(crate) fn restart(&mut self) {
        let files = self.files();
        self.die_with(&files);
    }

    pub(crate) fn back_up(&mut self) {
        let file = self
            .folder
            .join(format!("backup-{}.db", self.random.next()));
        maintenance::backup(&self.file(), &file).expect("a backup can be written");
        self.backup = Some(Backup {
            file,
            suspended: self.suspended.clone(),
        });
    }

    /// Whether there was a backup to go back to.
    pub(crate) fn restore(&mut self, now: Timestamp) -> bool {
        let Some(backup) = &self.backup else {
            return false;
        };
        self.runtime.block_on(self.store.close());
        self.life += 1;
        self.parcels.borrow_mut().forget_delivered();
        self.suspended.clone_from(&backup.suspended);
        let from = backup.file.clone();
        let fresh = fresh(&mut self.random);
        maintenance::restore(&from, &self.file(), fresh, now).expect("a sound backup is restored");
        self.store = Arc::new(SqliteStore::open(&self.file()).expect("a restored store opens"));
        self.look_at_the_roster();
        true
    }

    /// Whether what it lacks may still come back.
    pub(crate) fn is_healing(&self, now: Timestamp) -> bool {
        let found = self.runtime.block_on(self.store.is_healing(now));
        found.expect("the store works")
    }

    /// Documents from which something was erased, or that were archived.
    pub(crate) fn begun_anew(&self) -> BTreeSet<DocumentId> {
        let server = self.peek();
        let mut statement = server
            .prepare("SELECT id FROM documents WHERE epoch > 0")
            .expect("the documents can be read");
        let ids = statement
            .query_map([], |row| row.get(0).map(DocumentId::from_bytes))
            .and_then(Iterator::collect);
        ids.expect("the documents can be read")
    }

    /// In which epoch of its document each change was made.
    pub(crate) fn epochs(&self) -> BTreeMap<ChangeHash, Epoch> {
        let server = self.peek();
        let mut statement = server
            .prepare("SELECT hash, epoch FROM log")
            .expect("the log can be read");
        let rows = statement
            .query_map([], |row| Ok((ChangeHash(row.get(0)?), row.get(1)?)))
            .and_then(Iterator::collect);
        rows.expect("the log can be read")
    }

    /// In which epoch each command stands in the log; the newest of them.
    pub(crate) fn given_in(&self) -> BTreeMap<Mark, Epoch> {
        let server = self.peek();
        let mut statement = server
            .prepare(
                "SELECT documents.id, log.device_time, coalesce(log.command_digest, log.command), log.epoch
                 FROM log JOIN documents ON documents.row = log.document
                 WHERE log.replaces = 0 ORDER BY log.epoch",
            )
            .expect("the log can be read");
        let rows = statement
            .query_map([], |row| {
                let mark = Mark {
                    document: DocumentId::from_bytes(row.get(0)?),
                    at: row.get(1)?,
                    command: row.get(2)?,
                };
                Ok((mark, row.get(3)?))
            })
            .and_then(Iterator::collect);
        rows.expect("the log can be read")
    }

    /// From now on a transaction that accepts something fails at its end, as on a disk that is full. The
    /// server's own connections know nothing of it.
    pub(crate) fn break_disk(&self) {
        self.alter(
            "CREATE TRIGGER simulated BEFORE UPDATE ON estates
             BEGIN SELECT RAISE(ABORT, 'the disk fails'); END",
        );
    }

    pub(crate) fn mend_disk(&self) {
        self.alter("DROP TRIGGER simulated");
    }

    pub(super) fn alter(&self, sql: &str) {
        let server = Connection::open(self.file()).expect("the server's file can be opened");
        server
            .execute_batch(sql)
            .expect("nobody else writes meanwhile");
    }
}

pub(super) fn fresh(random: &mut Random) -> Fresh {
    let (mut epoch, mut console_nonce) = ([0; 8], [0; 16]);
    random.fill(&mut epoch);
    random.fill(&mut console_nonce);
    Fresh {
        server_epoch: ServerEpoch(epoch),
        console_nonce,
    }
}
