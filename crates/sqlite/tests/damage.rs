//! Damaged files, a full disk, failed writes: a clear error each, and nothing lost.

mod common;

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use common::{SCHEMA, encrypted};
use linli_sqlite::{
    OpenError, Options, QuarantineError, Trouble, forget_erased, open, quarantine, quick_check,
    write,
};
use rusqlite::Connection;

fn fill(path: &Path, options: &Options) {
    let mut connection = open(path, options, &SCHEMA).unwrap();
    write(&mut connection, |tx| {
        (0..200).try_for_each(|_| {
            tx.execute("INSERT INTO note (text) VALUES (hex(randomblob(500)))", [])
                .map(drop)
        })
    })
    .unwrap();
}

fn count(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.query_row("SELECT sum(length(text)) FROM note", [], |row| row.get(0))
}

fn plain() -> Options {
    Options {
        key: None,
        ..encrypted()
    }
}

#[test]
fn a_truncated_file_is_corrupt() {
    for options in [encrypted(), plain()] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        fill(&path, &options);
        OpenOptions::new()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(3 * 4096)
            .unwrap();
        let error = open(&path, &options, &SCHEMA).unwrap_err();
        assert!(matches!(error, OpenError::Corrupt(_)), "{error:?}");
    }
}

#[test]
fn a_file_of_noise_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    for (options, length) in [
        (encrypted(), 50),
        (encrypted(), 9000),
        (plain(), 50),
        (plain(), 9000),
    ] {
        fs::write(
            &path,
            (0..length)
                .map(|at| (at * 31 + 7) as u8)
                .collect::<Vec<_>>(),
        )
        .unwrap();
        let error = open(&path, &options, &SCHEMA).unwrap_err();
        assert!(
            matches!(error, OpenError::WrongKeyOrNotADatabase(_)),
            "{length}: {error:?}"
        );
    }
}

#[test]
fn a_garbled_page_is_found_by_use_and_by_check() {
    for options in [encrypted(), plain()] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        fill(&path, &options);
        let mut file = OpenOptions::new().write(true).open(&path).unwrap();
        for page in 4..20 {
            file.seek(SeekFrom::Start(page * 4096)).unwrap();
            file.write_all(&[0x5a; 200]).unwrap();
        }
        let connection = open(&path, &options, &SCHEMA).unwrap();
        let used = count(&connection).unwrap_err();
        assert_eq!(Trouble::of(&used), Trouble::Corrupt, "{used:?}");
        assert_ne!(quick_check(&connection).unwrap(), Vec::<String>::new());
    }
}

/// SQLite itself reads such a value with zeros at its end and finds nothing wrong.
#[test]
fn a_forged_end_of_a_long_value_is_found_by_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let connection = open(&path, &encrypted(), &SCHEMA).unwrap();
    connection
        .execute("INSERT INTO note (text) VALUES (?1)", ["长".repeat(5_000)])
        .unwrap();
    drop(connection);
    let sound = fs::read(&path).unwrap();
    let pages = sound.len() / 4096;
    for page in 1..pages {
        let mut bytes = sound.clone();
        bytes[page * 4096 + 100..page * 4096 + 200].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let connection = open(&path, &encrypted(), &SCHEMA).unwrap();
        assert_ne!(
            quick_check(&connection).unwrap(),
            Vec::<String>::new(),
            "{page}"
        );
    }
}

#[test]
fn a_sound_file_passes_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    fill(&path, &encrypted());
    let connection = open(&path, &encrypted(), &SCHEMA).unwrap();
    assert_eq!(quick_check(&connection).unwrap(), Vec::<String>::new());
    drop(connection);
    fill(&folder.path().join("b.db"), &plain());
    let connection = open(&folder.path().join("b.db"), &plain(), &SCHEMA).unwrap();
    assert_eq!(quick_check(&connection).unwrap(), Vec::<String>::new());
}

#[test]
fn a_full_disk_is_told_and_the_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    fill(&path, &encrypted());
    let mut connection = open(&path, &encrypted(), &SCHEMA).unwrap();
    let before = count(&connection).unwrap();
    let pages: i64 = connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    connection
        .query_row(
            &format!("PRAGMA max_page_count = {}", pages + 2),
            [],
            |_| Ok(()),
        )
        .unwrap();
    let error = write(&mut connection, |tx| {
        (0..200).try_for_each(|_| {
            tx.execute("INSERT INTO note (text) VALUES (hex(randomblob(500)))", [])
                .map(drop)
        })
    })
    .unwrap_err();
    assert_eq!(Trouble::of(&error), Trouble::DiskFull, "{error:?}");
    assert!(connection.is_autocommit());
    assert_eq!(count(&connection).unwrap(), before);
    assert!(matches!(OpenError::from(error), OpenError::DiskFull(_)));
}

#[test]
fn a_failed_closure_rolls_back_and_the_connection_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = open(&folder.path().join("a.db"), &encrypted(), &SCHEMA).unwrap();
    let failed: Result<(), _> = write(&mut connection, |tx| {
        tx.execute("INSERT INTO note (text) VALUES ('gone')", [])?;
        Err(rusqlite::Error::InvalidQuery)
    });
    assert_eq!(failed, Err(rusqlite::Error::InvalidQuery));
    write(&mut connection, |tx| {
        tx.execute("INSERT INTO note (text) VALUES ('kept')", [])
    })
    .unwrap();
    assert_eq!(count(&connection), Ok(4));
}

#[test]
fn erased_text_leaves_the_file_and_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let connection = open(&path, &plain(), &SCHEMA).unwrap();
    connection
        .execute("INSERT INTO note (text) VALUES ('a secret to forget')", [])
        .unwrap();
    connection.execute("DELETE FROM note", []).unwrap();
    assert!(forget_erased(&connection).unwrap());
    for file in ["a.db", "a.db-wal"] {
        let bytes = fs::read(folder.path().join(file)).unwrap();
        assert!(!bytes.windows(6).any(|bytes| bytes == b"secret"), "{file}");
    }
}

#[test]
fn quarantine_keeps_every_damaged_file_with_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();

    fs::write(&path, "first").unwrap();
    fs::write(folder.path().join("replica.db-wal"), "first log").unwrap();
    let first = quarantine(&path, "damaged").unwrap();
    assert_eq!(first, folder.path().join("replica.db.damaged-1"));

    fs::write(&path, "second").unwrap();
    let second = quarantine(&path, "damaged").unwrap();
    assert_eq!(second, folder.path().join("replica.db.damaged-2"));

    assert_eq!(read("replica.db.damaged-1"), "first");
    assert_eq!(read("replica.db.damaged-1-wal"), "first log");
    assert_eq!(read("replica.db.damaged-2"), "second");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    assert!(matches!(
        quarantine(&path, "damaged"),
        Err(QuarantineError::NothingThere)
    ));
}

#[test]
fn a_log_without_its_database_is_refused_and_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    let log = folder.path().join("replica.db-wal");
    for empty_database in [true, false] {
        fs::write(&log, "unsent work").unwrap();
        if empty_database {
            fs::write(&path, "").unwrap();
        }
        let error = open(&path, &encrypted(), &SCHEMA).unwrap_err();
        assert!(matches!(error, OpenError::OrphanedLog), "{error:?}");
        let aside = quarantine(&path, "damaged").unwrap();
        let aside_log = format!("{}-wal", aside.display());
        assert_eq!(fs::read_to_string(aside_log).unwrap(), "unsent work");
        assert_eq!(aside.exists(), empty_database);
    }
    open(&path, &encrypted(), &SCHEMA).unwrap();
}
