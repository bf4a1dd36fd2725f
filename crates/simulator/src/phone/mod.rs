//! A phone: a real replica in a folder, a clock that lies, and the person who holds it.

mod clock;
mod files;
mod lock;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};

use linli_client_core::domain::{DeviceId, FeedId, PersonId};
use linli_client_core::{Error, OpenOptions, Replica};
use rusqlite::Connection;

use self::clock::{Around, Clock};
pub(crate) use self::files::Files;
use self::lock::Last;
use crate::ledger::Mark;
use crate::random::Random;

/// Of every phone's file.
const KEY: [u8; 32] = [7; 32];

/// A copy of the file, and the life of the server that it knows.
#[derive(Debug, Clone)]
struct Backup {
    files: Files,
    knows: Option<u32>,
}

pub(crate) struct Phone {
    pub(crate) number: usize,
    pub(crate) person: PersonId,
    /// Zeros before it joined. A copy has that of its original.
    pub(crate) device: DeviceId,
    /// Zeros before it asked to join.
    pub(crate) public_key: [u8; 32],
    pub(crate) clock: Clock,
    folder: PathBuf,
    nonce: [u8; 16],
    random: Arc<Mutex<Random>>,
    /// The life of the server with which it last synced to the end.
    pub(crate) knows: Cell<Option<u32>>,
    /// Whether its actors may have forked: it was cloned, it was damaged, or it forgot records of a building
    /// that its person lost, and with them how often it had begun anew in each.
    pub(crate) may_fork: Cell<bool>,
    /// What its person could read when it last synced to the end.
    pub(crate) read: RefCell<Vec<FeedId>>,
    /// Whether the disk is full: the bound is that of an open file, and must be set at each start.
    full: Cell<bool>,
    /// Set once it was told to lock itself.
    last: RefCell<Option<Last>>,
    /// `None` only while the file is being exchanged, and for good once its key was destroyed.
    replica: RefCell<Option<Replica>>,
    backup: Option<Backup>,
}

impl Phone {
    pub(crate) fn new(
        number: usize,
        person: PersonId,
        root: &Path,
        seed: u64,
        true_seconds: Arc<AtomicI64>,
    ) -> Self {
        let folder = root.join(format!("phone-{number}"));
        std::fs::create_dir_all(&folder).expect("the simulator can write its own folder");
        let mut random = Random::new(seed ^ (number as u64 + 1) << 32);
        let mut nonce = [0; 16];
        random.fill(&mut nonce);
        let phone = Self {
            number,
            person,
            device: DeviceId::from_bytes([0; 16]),
            public_key: [0; 32],
            clock: Clock::new(true_seconds),
            folder,
            nonce,
            random: Arc::new(Mutex::new(random)),
            knows: Cell::new(None),
            may_fork: Cell::new(false),
            read: RefCell::default(),
            full: Cell::new(false),
            last: RefCell::new(None),
            replica: RefCell::new(None),
            backup: None,
        };
        phone.start();
        phone
    }

    fn path(&self) -> PathBuf {
        self.folder.join("replica.db")
    }

    fn start(&self) {
        *self.replica.borrow_mut() = self.reopen();
        if !self.is_destroyed() {
            self.fill_disk(self.full.get());
        }
    }

    fn open(&self) -> Result<Replica, Error> {
        let options = OpenOptions {
            path: self.path(),
            key: KEY.into(),
            install_nonce: self.nonce,
            create: true,
        };
        let around = Around {
            clock: self.clock.clone(),
            random: Arc::clone(&self.random),
        };
        Replica::open(&options, Box::new(around))
    }

    /// Uses the replica.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Replica) -> T) -> T {
        let mut replica = self.replica.borrow_mut();
        work(replica.as_mut().expect("the replica is open between steps"))
    }

    pub(crate) fn restart(&self) {
        *self.replica.borrow_mut() = None;
        self.start();
    }

    /// From now on the file may not grow; or it may again.
    pub(crate) fn fill_disk(&self, full: bool) {
        self.full.set(full);
        let bound = self.with(|replica| replica.bound_file(full.then_some(0)));
        bound.expect("a bound can always be set");
    }

    pub(crate) fn files(&self) -> Files {
        Files::read(&self.path())
    }

    /// Empties a document in the file, whatever screens go on showing. `false` if there is none.
    pub(crate) fn rot(&self, choice: u64) -> bool {
        let sql = "UPDATE documents SET confirmed = NULL, checksum = NULL, numbers = x'' WHERE id IN
                   (SELECT id FROM documents WHERE confirmed IS NOT NULL ORDER BY id LIMIT 1 OFFSET ?1)";
        let rotten = self.look_into(|file| file.execute(sql, [(choice % 8) as i64]));
        self.may_fork.set(true);
        rotten.expect("the file can be written") > 0
    }

    /// The file, behind the replica's back: the app is closed meanwhile.
    pub(crate) fn look_into<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        *self.replica.borrow_mut() = None;
        let file = Connection::open(self.path()).expect("the file can be opened");
        let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        file.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
            .expect("a key can be given");
        let done = work(&file);
        drop(file);
        self.start();
        done
    }

    /// The app dies, and the disk holds `files`.
    pub(crate) fn die_with(&self, files: &Files) {
        *self.replica.borrow_mut() = None;
        files.write(&self.path());
        self.start();
    }

    /// The app dies with what is on the disk now. (Closing it orderly would tidy up.)
    pub(crate) fn die(&self) {
        let files = self.files();
        self.die_with(&files);
    }

    pub(crate) fn back_up(&mut self) {
        self.backup = Some(Backup {
            files: self.files(),
            knows: self.knows.get(),
        });
    }

    /// Puts the backup in place, as a fresh installation does: with a nonce of its own. `false` if there is
    /// none.
    pub(crate) fn restore(&mut self) -> bool {
        let Some(Backup { files, knows }) = self.backup.clone() else {
            return false;
        };
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(&mut self.nonce);
        self.knows.set(knows);
        self.die_with(&files);
        true
    }

    /// A copy of this phone, nonce and all.
    pub(crate) fn copy(&self, number: usize, root: &Path) -> Self {
        let files = self.files();
        let true_seconds = Arc::clone(&self.clock.true_seconds);
        let copy = Self::new(number, self.person, root, number as u64, true_seconds);
        let copy = Self {
            nonce: self.nonce,
            device: self.device,
            public_key: self.public_key,
            knows: self.knows.clone(),
            ..copy
        };
        copy.die_with(&files);
        self.may_fork.set(true);
        copy.may_fork.set(true);
        copy
    }

    /// Whether its lease has run out, by what its clock makes of the time: nothing is shown then.
    pub(crate) fn is_locked(&self) -> bool {
        let status = self.with(|replica| replica.status());
        status.expect("the replica can be read").locked
    }

    /// What waits here, in the outbox or among the drafts.
    pub(crate) fn waiting(&self) -> Vec<Mark> {
        self.with(|replica| {
            let outbox = replica
                .export_unsent()
                .expect("the outbox can be read")
                .into_iter();
            let outbox = outbox.map(|row| (row.document, row.at, row.command));
            let drafts = replica
                .export_drafts()
                .expect("the drafts can be read")
                .into_iter();
            let drafts = drafts.map(|row| (row.document, row.at, row.command));
            outbox
                .chain(drafts)
                .filter_map(|(document, at, command)| Some(Mark::new(document, at, &command?)))
                .collect()
        })
    }
}
