//! A phone: a real replica in a folder, a clock that lies, and the person who holds it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use linli_client_core::domain::{PersonId, Timestamp};
use linli_client_core::{OpenOptions, Replica, Surroundings};

use crate::random::Random;

/// The world's true time, and how far off a phone's clock is.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) true_seconds: Arc<AtomicI64>,
    pub(crate) offset_seconds: Arc<AtomicI64>,
}

impl Clock {
    pub(crate) fn new(true_seconds: Arc<AtomicI64>) -> Self {
        Self { true_seconds, offset_seconds: Arc::default() }
    }

    fn now(&self) -> Timestamp {
        let seconds =
            self.true_seconds.load(Ordering::Relaxed) + self.offset_seconds.load(Ordering::Relaxed);
        Timestamp::clamped(seconds)
    }
}

struct Around {
    clock: Clock,
    random: Arc<Mutex<Random>>,
}

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}

/// What a copy of the replica's files holds.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    main: Vec<u8>,
    log: Option<Vec<u8>>,
}

pub(crate) struct Phone {
    pub(crate) number: usize,
    pub(crate) person: PersonId,
    pub(crate) clock: Clock,
    folder: PathBuf,
    nonce: [u8; 16],
    random: Arc<Mutex<Random>>,
    /// `None` only while the file is being exchanged.
    replica: RefCell<Option<Replica>>,
    pub(crate) backup: Option<(Files, usize)>,
}

impl Phone {
    pub(crate) fn new(
        number: usize,
        person: PersonId,
        folder: &Path,
        seed: u64,
        true_seconds: Arc<AtomicI64>,
    ) -> Self {
        let folder = folder.join(format!("phone-{number}"));
        std::fs::create_dir_all(&folder).expect("the simulator can write its own folder");
        let mut random = Random::new(seed ^ (number as u64 + 1) << 32);
        let mut nonce = [0; 16];
        random.fill(&mut nonce);
        let phone = Self {
            number,
            person,
            clock: Clock::new(true_seconds),
            folder,
            nonce,
            random: Arc::new(Mutex::new(random)),
            replica: RefCell::new(None),
            backup: None,
        };
        phone.start();
        phone
    }

    fn path(&self) -> PathBuf {
        self.folder.join("replica.db")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("replica.db-wal")
    }

    fn start(&self) {
        let options = OpenOptions {
            path: self.path(),
            key: [7; 32],
            install_nonce: self.nonce,
            create: true,
        };
        let around =
            Around { clock: self.clock.clone(), random: Arc::clone(&self.random) };
        let replica = Replica::open(&options, Box::new(around));
        *self.replica.borrow_mut() = Some(replica.expect("a replica opens after any crash"));
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

    /// The files as they lie on the disk now, without the app's doing.
    pub(crate) fn files(&self) -> Files {
        Files {
            main: std::fs::read(self.path()).expect("the replica's file is there"),
            log: std::fs::read(self.log_path()).ok(),
        }
    }

    /// The app dies, and the disk holds `files`.
    pub(crate) fn die_with(&self, files: &Files) {
        *self.replica.borrow_mut() = None;
        self.put(files);
        self.start();
    }

    /// The app dies with what is on the disk now. (Closing it orderly would tidy up.)
    pub(crate) fn die(&self) {
        let files = self.files();
        self.die_with(&files);
    }

    fn put(&self, files: &Files) {
        for leftover in ["replica.db-wal", "replica.db-shm", "replica.db-journal"] {
            // Only some of them exist.
            let _: std::io::Result<()> = std::fs::remove_file(self.folder.join(leftover));
        }
        std::fs::write(self.path(), &files.main).expect("the simulator can write its own folder");
        if let Some(log) = &files.log {
            std::fs::write(self.log_path(), log).expect("the simulator can write its own folder");
        }
    }

    /// Puts a backup's files in place, as a fresh installation does: with a nonce of its own.
    pub(crate) fn restore(&mut self, files: &Files) {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut self.nonce);
        self.die_with(files);
    }

    /// A copy of this phone, nonce and all.
    pub(crate) fn copy(&self, number: usize, root: &Path) -> Self {
        let files = self.files();
        let copy = Self::new(
            number,
            self.person,
            root,
            number as u64,
            Arc::clone(&self.clock.true_seconds),
        );
        let copy = Self { nonce: self.nonce, ..copy };
        copy.die_with(&files);
        copy
    }
}

impl Files {
    /// What a power cut leaves when only `permille` of the bytes that `after` added to the log were written.
    /// The main file is written by checkpoints alone, which come after the log is safe.
    pub(crate) fn torn(before: &Self, after: &Self, permille: u16) -> Self {
        let (old, new) = match (&before.log, &after.log) {
            (Some(old), Some(new)) if new.len() >= old.len() && after.main == before.main => (old, new),
            _ => return after.clone(),
        };
        // The log may be overwritten from its start after a checkpoint: find where it begins to differ.
        let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let kept = same + (new.len() - same) * usize::from(permille) / 1_000;
        let mut log = new[..kept].to_vec();
        log.extend_from_slice(old.get(kept..).unwrap_or_default());
        Self { main: before.main.clone(), log: Some(log) }
    }
}
