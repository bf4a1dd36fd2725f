//! Steps run once, in order, as a whole; a newer file is refused.

mod common;

use std::path::Path;

use common::{SCHEMA, encrypted};
use linli_sqlite::{FileKind, Migration, OpenError, Schema, open};
use rusqlite::Connection;

const CREATE: Migration = Migration {
    version: 1,
    name: "create-note",
    sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
};
const ADD_AUTHOR: Migration = Migration {
    version: 2,
    name: "add-author",
    sql: "ALTER TABLE note ADD COLUMN author TEXT; CREATE INDEX note_author ON note (author)",
};

fn open_with(path: &Path, schema: &Schema) -> Result<Connection, OpenError> {
    open(path, &encrypted(), schema)
}

fn version(connection: &Connection) -> u32 {
    connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn an_old_file_gets_the_new_steps_and_keeps_its_rows() {
    const TWO: Schema = Schema::new(FileKind::Replica, &[CREATE, ADD_AUTHOR]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let old = open_with(&path, &SCHEMA).unwrap();
    old.execute("INSERT INTO note (text) VALUES ('kept')", [])
        .unwrap();
    drop(old);
    for _ in 0..2 {
        let new = open_with(&path, &TWO).unwrap();
        assert_eq!(version(&new), 2);
        let kept: (String, Option<String>) = new
            .query_row("SELECT text, author FROM note", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(kept, ("kept".to_owned(), None));
    }
    let error = open_with(&path, &SCHEMA).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::NewerVersion {
                found: 2,
                supported: 1
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_failing_step_leaves_nothing_of_itself() {
    const BROKEN: Schema = Schema::new(
        FileKind::Replica,
        &[
            CREATE,
            Migration {
                version: 2,
                name: "typo",
                sql: "CREATE TABLE half (a); SELEC 1",
            },
        ],
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let error = open_with(&path, &BROKEN).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::Migration {
                version: 2,
                name: "typo",
                ..
            }
        ),
        "{error:?}"
    );
    let kept = open_with(&path, &SCHEMA).unwrap();
    let tables: i64 = kept
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'half'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!((version(&kept), tables), (1, 0));
}

#[test]
fn a_step_may_rebuild_a_table_but_not_orphan_a_row() {
    const PARENT: Migration = Migration {
        version: 1,
        name: "create-parent",
        sql: "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
              CREATE TABLE child (parent INTEGER REFERENCES parent (id)) STRICT;
              INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1)",
    };
    const REBUILD: Schema = Schema::new(
        FileKind::Replica,
        &[
            PARENT,
            Migration {
                version: 2,
                name: "rebuild",
                sql: "CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT) STRICT;
                      INSERT INTO new (id) SELECT id FROM parent;
                      DROP TABLE parent; ALTER TABLE new RENAME TO parent",
            },
        ],
    );
    const ORPHAN: Schema = Schema::new(
        FileKind::Replica,
        &[
            PARENT,
            Migration {
                version: 2,
                name: "orphan",
                sql: "DELETE FROM parent",
            },
        ],
    );
    let folder = tempfile::tempdir().unwrap();
    let error = open_with(&folder.path().join("a.db"), &ORPHAN).unwrap_err();
    assert!(
        matches!(&error, OpenError::BrokenReference { version: 2, table, .. } if table == "child"),
        "{error:?}"
    );
    open_with(&folder.path().join("a.db"), &REBUILD).unwrap();
}

#[test]
#[should_panic(expected = "without a gap")]
fn a_gap_in_the_versions_is_refused() {
    let steps: &'static [Migration] = &[ADD_AUTHOR];
    Schema::new(FileKind::Replica, steps);
}
