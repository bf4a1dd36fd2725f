//! The tables, as `docs/STORAGE.md` explains them.

use linli_sqlite::{FileKind, Migration, Schema};

/// Every version of the file that this build can open.
pub(crate) const SCHEMA: Schema = Schema::new(
    FileKind::Server,
    &[
        Migration {
            version: 1,
            name: "create-store",
            sql: CREATE_STORE,
        },
        Migration {
            version: 2,
            name: "places",
            sql: PLACES,
        },
    ],
);

const CREATE_STORE: &str = include_str!("001_create_store.sql");
const PLACES: &str = include_str!("002_places.sql");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_schema_is_the_schema() {
        let page = include_str!("../../../../../docs/STORAGE.md");
        for sql in [CREATE_STORE, PLACES] {
            assert!(
                page.contains(sql.trim()),
                "docs/STORAGE.md must show each migration word for word, this one too: {sql}"
            );
        }
        linli_sqlite::open_in_memory(&SCHEMA).unwrap();
    }
}
