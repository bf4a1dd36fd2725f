//! A database's files as bytes: for copies, and for what a power cut leaves.

use std::path::{Path, PathBuf};

/// What a copy of a database's files holds: the file itself and its write-ahead log.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    main: Vec<u8>,
    log: Option<Vec<u8>>,
}

impl Files {
    /// The files as they lie on the disk now, without the program's doing.
    pub(crate) fn read(path: &Path) -> Self {
        Self {
            main: std::fs::read(path).expect("the database's file is there"),
            log: std::fs::read(beside(path, "-wal")).ok(),
        }
    }

    /// Puts the files in the place of what is at `path`. Nobody may have it open.
    pub(crate) fn write(&self, path: &Path) {
        for ending in ["-wal", "-shm", "-journal"] {
            // Only some of them exist.
            let _: std::io::Result<()> = std::fs::remove_file(beside(path, ending));
        }
        std::fs::write(path, &self.main).expect("the simulator can write its own folder");
        if let Some(log) = &self.log {
            std::fs::write(beside(path, "-wal"), log)
                .expect("the simulator can write its own folder");
        }
    }

    /// What a power cut leaves when only `permille` of the bytes that `after` added to the log were written.
    /// The main file is written by checkpoints alone, which come after the log is safe.
    pub(crate) fn torn(before: &Self, after: &Self, permille: u16) -> Self {
        if after.main != before.main {
            return after.clone();
        }
        let nothing = Vec::new();
        let old = before.log.as_ref().unwrap_or(&nothing);
        let Some(new) = after.log.as_ref().filter(|new| new.len() >= old.len()) else {
            return after.clone();
        };
        // The log may be overwritten from its start after a checkpoint: find where it begins to differ.
        let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let kept = same + (new.len() - same) * usize::from(permille) / 1_000;
        let mut log = new[..kept].to_vec();
        log.extend_from_slice(old.get(kept..).unwrap_or_default());
        Self {
            main: before.main.clone(),
            log: Some(log),
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
