//! A small schema and the options that the tests share.

use linli_sqlite::{FileKind, Key, Migration, Options, Schema};

pub(crate) const SCHEMA: Schema = Schema::new(
    FileKind::Replica,
    &[Migration {
        version: 1,
        name: "create-note",
        sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    }],
);

pub(crate) fn encrypted() -> Options {
    Options::replica(Key::from([7; 32]))
}
