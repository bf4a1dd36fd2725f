//! The tables, as `docs/STORAGE.md` explains them.

use linli_sqlite::{FileKind, Migration, Schema};

/// Every version of the file that this build can open.
pub(crate) const SCHEMA: Schema = Schema::new(
    FileKind::Server,
    &[
        Migration {
            version: 1,
            name: "create-store",
            sql: include_str!("001_create_store.sql"),
        },
        Migration {
            version: 2,
            name: "audit",
            sql: include_str!("002_audit.sql"),
        },
    ],
);

#[cfg(test)]
mod tests {
    use linli_domain::privacy::TABLES;

    use super::*;

    #[test]
    fn the_documented_schema_is_the_schema() {
        let page = include_str!("../../../../../docs/STORAGE.md");
        for (name, sql) in [
            ("001_create_store.sql", include_str!("001_create_store.sql")),
            ("002_audit.sql", include_str!("002_audit.sql")),
        ] {
            assert!(
                page.contains(sql.trim()),
                "docs/STORAGE.md must show {name} word for word"
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
