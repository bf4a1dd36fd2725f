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
            name: "places-and-escrow",
            sql: PLACES_AND_ESCROW,
        },
        Migration {
            version: 3,
            name: "audit",
            sql: AUDIT,
        },
        Migration {
            version: 4,
            name: "duplicates",
            sql: DUPLICATES,
        },
        Migration {
            version: 5,
            name: "departments",
            sql: DEPARTMENTS,
        },
        Migration {
            version: 6,
            name: "restored",
            sql: RESTORED,
        },
        Migration {
            version: 7,
            name: "deposits",
            sql: DEPOSITS,
        },
        Migration {
            version: 8,
            name: "archive",
            sql: ARCHIVE,
        },
        Migration {
            version: 9,
            name: "forgotten",
            sql: FORGOTTEN,
        },
    ],
);

const CREATE_STORE: &str = include_str!("001_create_store.sql");
const PLACES_AND_ESCROW: &str = include_str!("002_places_and_escrow.sql");
const AUDIT: &str = include_str!("003_audit.sql");
const DUPLICATES: &str = include_str!("004_duplicates.sql");
const DEPARTMENTS: &str = include_str!("005_departments.sql");
const RESTORED: &str = include_str!("006_restored.sql");
const DEPOSITS: &str = include_str!("007_deposits.sql");
const ARCHIVE: &str = include_str!("008_archive.sql");
const FORGOTTEN: &str = include_str!("009_forgotten.sql");

#[cfg(test)]
mod tests {
    use linli_domain::privacy::TABLES;

    use super::*;

    #[test]
    fn the_documented_schema_is_the_schema() {
        let page = include_str!("../../../../../docs/STORAGE.md");
        for sql in [
            CREATE_STORE,
            PLACES_AND_ESCROW,
            AUDIT,
            DUPLICATES,
            DEPARTMENTS,
            RESTORED,
            DEPOSITS,
            ARCHIVE,
            FORGOTTEN,
        ] {
            assert!(
                page.contains(sql.trim()),
                "docs/STORAGE.md must show each migration word for word, this one too: {sql}"
            );
        }
        linli_sqlite::open_in_memory(&SCHEMA).unwrap();
    }

    #[test]
    fn every_table_says_what_it_is_for() {
        let connection = linli_sqlite::open_in_memory(&SCHEMA).unwrap();
        let mut tables = connection
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            )
            .unwrap();
        let tables = tables.query_map([], |row| row.get(0)).unwrap();
        let mut tables: Vec<String> = tables.map(Result::unwrap).collect();
        let mut told: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        tables.sort();
        told.sort_unstable();
        assert_eq!(tables, told, "linli_domain::privacy::TABLES");
    }
}
