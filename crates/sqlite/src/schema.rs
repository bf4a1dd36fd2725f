//! What a file is meant to hold: its kind, and the migrations that lead to the newest version.

/// The two kinds of file that Linli writes, told apart by `PRAGMA application_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A device's replica.
    Replica,
    /// A server's store.
    Server,
}

impl FileKind {
    /// The value of `PRAGMA application_id`: four ASCII letters in the file's header.
    pub const fn application_id(self) -> i32 {
        match self {
            Self::Replica => i32::from_be_bytes(*b"LLcr"),
            Self::Server => i32::from_be_bytes(*b"LLsv"),
        }
    }

    /// `None` for a file of another program, and for a new file (0).
    pub fn of_application_id(id: i32) -> Option<Self> {
        [Self::Replica, Self::Server]
            .into_iter()
            .find(|kind| kind.application_id() == id)
    }
}

/// One step of the schema. A released migration is never edited: a correction is a new step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `PRAGMA user_version` after this step: 1, 2, 3, ...
    pub version: u32,
    /// What the step does, for errors and logs: `create-outbox`.
    pub name: &'static str,
    /// Any number of statements, without `BEGIN` and `COMMIT`.
    pub sql: &'static str,
}

/// A kind of file and every migration known to this build.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    pub(crate) kind: FileKind,
    pub(crate) migrations: &'static [Migration],
}

impl Schema {
    /// Panics unless the versions are 1, 2, 3, ...; call it in a `const`, and a gap fails the build.
    pub const fn new(kind: FileKind, migrations: &'static [Migration]) -> Self {
        let mut at = 0;
        while at < migrations.len() {
            assert!(
                migrations[at].version as usize == at + 1,
                "migration versions must be 1, 2, 3, ... without a gap"
            );
            at += 1;
        }
        Self { kind, migrations }
    }

    /// The version that a file has after all migrations; 0 for a schema without any.
    pub const fn version(&self) -> u32 {
        match self.migrations.last() {
            Some(migration) => migration.version,
            None => 0,
        }
    }
}
