//! The tables, as `docs/STORAGE.md` explains them.

use linli_sqlite::{FileKind, Migration, Schema};

/// Every version of the file that this build can open.
pub(crate) const SCHEMA: Schema = Schema::new(
    FileKind::Server,
    &[Migration {
        version: 1,
        name: "create-store",
        sql: include_str!("001_create_store.sql"),
    }],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_schema_is_the_schema() {
        let page = include_str!("../../../../../docs/STORAGE.md");
        assert!(
            page.contains(include_str!("001_create_store.sql").trim()),
            "docs/STORAGE.md must show 001_create_store.sql word for word"
        );
        linli_sqlite::open_in_memory(&SCHEMA).unwrap();
    }
}
