//! The replica file's schema. A released migration is never edited.

use linli_sqlite::{FileKind, Migration, Schema};

pub(crate) const REPLICA: Schema = Schema::new(
    FileKind::Replica,
    &[
        Migration {
            version: 1,
            name: "create-replica",
            sql: include_str!("0001_replica.sql"),
        },
        Migration {
            version: 2,
            name: "escrow",
            sql: include_str!("0002_escrow.sql"),
        },
        Migration {
            version: 3,
            name: "add-lease",
            sql: include_str!("0003_lease.sql"),
        },
        Migration {
            version: 4,
            name: "frames",
            sql: include_str!("0004_frames.sql"),
        },
        Migration {
            version: 5,
            name: "carried",
            sql: include_str!("0005_carried.sql"),
        },
        Migration {
            version: 6,
            name: "packed",
            sql: include_str!("0006_packed.sql"),
        },
        Migration {
            version: 7,
            name: "disputes",
            sql: include_str!("0007_disputes.sql"),
        },
        Migration {
            version: 8,
            name: "referrals",
            sql: include_str!("0008_referrals.sql"),
        },
    ],
);

#[cfg(test)]
mod tests {
    #[test]
    fn the_documented_migration_is_the_migration() {
        let page = include_str!("../../../docs/STORAGE.md");
        for (name, sql) in [
            ("0003_lease.sql", include_str!("0003_lease.sql")),
            ("0005_carried.sql", include_str!("0005_carried.sql")),
            ("0007_disputes.sql", include_str!("0007_disputes.sql")),
            ("0008_referrals.sql", include_str!("0008_referrals.sql")),
        ] {
            assert!(
                page.contains(sql.trim()),
                "docs/STORAGE.md must show {name} word for word"
            );
        }
    }
}
