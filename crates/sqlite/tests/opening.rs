//! What opening sets, and what it refuses.

mod common;

use std::fs;

use common::{SCHEMA, encrypted};
use linli_sqlite::{FileKind, Key, Migration, OpenError, Options, Schema, open, open_in_memory};
use rusqlite::Connection;
use rusqlite::types::Value;

fn pragma(connection: &Connection, name: &str) -> Value {
    let value = connection
        .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
        .unwrap();
    // SQLCipher answers some pragmas itself, and spells numbers as text.
    match value {
        Value::Text(text) => match text.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(text),
        },
        other => other,
    }
}

fn assert_pragmas(connection: &Connection, expected: &[(&str, Value)]) {
    for (name, value) in expected {
        assert_eq!(&pragma(connection, name), value, "{name}");
    }
}

fn common_pragmas() -> Vec<(&'static str, Value)> {
    vec![
        ("page_size", 4096.into()),
        ("synchronous", 2.into()),
        ("foreign_keys", 1.into()),
        ("temp_store", 2.into()),
        ("secure_delete", 1.into()),
        ("trusted_schema", 0.into()),
        ("cell_size_check", 1.into()),
        ("wal_autocheckpoint", 1000.into()),
        ("journal_size_limit", (4 << 20).into()),
        ("user_version", 1.into()),
    ]
}

#[test]
fn a_replica_has_every_pragma() {
    let folder = tempfile::tempdir().unwrap();
    let connection = open(&folder.path().join("a.db"), &encrypted(), &SCHEMA).unwrap();
    assert_pragmas(&connection, &common_pragmas());
    let own = [
        ("journal_mode", "wal".to_owned().into()),
        ("locking_mode", "exclusive".to_owned().into()),
        ("busy_timeout", 0.into()),
        ("cache_size", (-8192).into()),
    ];
    assert_pragmas(&connection, &own);
}

#[test]
fn a_server_file_has_every_pragma_and_takes_a_second_connection() {
    const SERVER: Schema = Schema::new(
        FileKind::Server,
        &[Migration {
            version: 1,
            name: "create-t",
            sql: "CREATE TABLE t (a INTEGER) STRICT",
        }],
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let first = open(&path, &Options::server(), &SERVER).unwrap();
    let second = open(&path, &Options::server(), &SERVER).unwrap();
    for connection in [&first, &second] {
        assert_pragmas(connection, &common_pragmas());
        let own = [
            ("journal_mode", "wal".to_owned().into()),
            ("locking_mode", "normal".to_owned().into()),
            ("busy_timeout", 5000.into()),
            ("mmap_size", 0.into()),
        ];
        assert_pragmas(connection, &own);
    }
    let error = open(
        &path,
        &Options {
            key: None,
            ..encrypted()
        },
        &SCHEMA,
    )
    .unwrap_err();
    assert!(matches!(error, OpenError::InUse(_)), "{error:?}");
    drop((first, second));
    let error = open(
        &path,
        &Options {
            key: None,
            ..encrypted()
        },
        &SCHEMA,
    )
    .unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::OtherKind {
                found: FileKind::Server,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn memory_has_the_schema_and_the_keys() {
    let connection = open_in_memory(&SCHEMA).unwrap();
    assert_pragmas(
        &connection,
        &[("user_version", 1.into()), ("foreign_keys", 1.into())],
    );
}

#[test]
fn an_encrypted_file_shows_no_plain_text_and_wants_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let connection = open(&path, &encrypted(), &SCHEMA).unwrap();
    connection
        .execute("INSERT INTO note (text) VALUES ('plainly readable')", [])
        .unwrap();
    let log = fs::read(folder.path().join("a.db-wal")).unwrap();
    drop(connection);
    for bytes in [log, fs::read(&path).unwrap()] {
        assert!(!bytes.windows(7).any(|bytes| bytes == b"readabl"));
        assert!(!bytes.windows(6).any(|bytes| bytes == b"SQLite"));
    }
    for key in [Some(Key::from([8; 32])), None] {
        let error = open(&path, &Options { key, ..encrypted() }, &SCHEMA).unwrap_err();
        assert!(
            matches!(error, OpenError::WrongKeyOrNotADatabase(_)),
            "{error:?}"
        );
    }
    open(&path, &encrypted(), &SCHEMA).unwrap();
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let error = open(&path, &Options::server(), &SCHEMA).unwrap_err();
    assert!(
        matches!(error, OpenError::ForeignFile { application_id: 0 }),
        "{error:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_missing_folder_and_an_unwanted_creation_are_io_errors() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("missing").join("a.db");
    let error = open(&deep, &encrypted(), &SCHEMA).unwrap_err();
    assert!(matches!(error, OpenError::Io(_)), "{error:?}");

    let path = folder.path().join("mistyped.db");
    let error = open(
        &path,
        &Options {
            create: false,
            ..encrypted()
        },
        &SCHEMA,
    )
    .unwrap_err();
    assert!(matches!(error, OpenError::Io(_)), "{error:?}");
    assert!(!path.exists());
}
