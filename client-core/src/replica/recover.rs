//! A damaged file: set aside under another name, its unsent work taken out, never deleted.

use std::path::PathBuf;

use linli_sqlite::{Access, Options, quarantine};
use rusqlite::{Connection, params_from_iter};

use super::{OpenOptions, PENDING_COLUMNS, Replica};
use crate::schema::REPLICA;
use crate::surroundings::Surroundings;
use crate::{Error, Result};

/// What recovering gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The damaged file's new name.
    pub set_aside: PathBuf,
    /// Unsent commands taken over.
    pub unsent: usize,
    /// Drafts taken over.
    pub drafts: usize,
    /// Whether the device's identity was readable. If not, join again with a new invitation.
    pub identity: bool,
    /// Tables of unsent work that could not be read to their end: the damaged file may hold more.
    pub incomplete: Vec<&'static str>,
}

/// What is taken over, in this order; everything else comes back with the next sync.
const SALVAGED: [(&str, &str); 6] = [
    ("meta", "key, value"),
    ("estates", "id, name"),
    (
        "outbox",
        "number, document, name, epoch, actor, base, hash, change, command, at, verdict",
    ),
    (
        "drafts",
        "number, name, command, at, code, path, refused_at, note",
    ),
    ("escrow", PENDING_COLUMNS),
    (
        "accepted",
        "number, document, name, epoch, actor, base, hash, change, command, at, seq, settled_at",
    ),
];

impl Replica {
    /// Sets a damaged file aside and starts a new one with the identity, outbox and drafts of the old, as
    /// far as they can be read. The register comes back with the next sync.
    pub fn recover(
        options: &OpenOptions,
        surroundings: Box<dyn Surroundings>,
    ) -> Result<(Self, Recovery)> {
        let set_aside = quarantine(&options.path, "damaged").map_err(Error::SetAside)?;
        let fresh = OpenOptions {
            create: true,
            ..options.clone()
        };
        let mut replica = Self::open(&fresh, surroundings)?;
        let mut recovery = Recovery {
            set_aside: set_aside.clone(),
            unsent: 0,
            drafts: 0,
            identity: false,
            incomplete: Vec::new(),
        };
        let old = Options {
            create: false,
            access: Access::Exclusive,
            ..options.sqlite()
        };
        match linli_sqlite::open(&set_aside, &old, &REPLICA) {
            Ok(damaged) => replica.salvage(&damaged, &mut recovery)?,
            Err(_) => recovery.incomplete = SALVAGED.iter().map(|(table, _)| *table).collect(),
        }
        Ok((replica, recovery))
    }

    fn salvage(&mut self, damaged: &Connection, recovery: &mut Recovery) -> Result<()> {
        for (table, columns) in SALVAGED {
            let (rows, whole) = read_what_can_be_read(damaged, table, columns);
            if !whole {
                recovery.incomplete.push(table);
            }
            let marks = vec!["?"; columns.split(", ").count()].join(", ");
            let sql = format!("INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})");
            self.transact(|work| {
                for row in &rows {
                    work.tx.execute(&sql, params_from_iter(row))?;
                }
                Ok(())
            })?;
            match table {
                "outbox" => recovery.unsent = rows.len(),
                "drafts" => recovery.drafts = rows.len(),
                _ => {}
            }
        }
        // The position in the feeds is not taken over: everything is fetched anew.
        recovery.identity = self.identity()?.is_some();
        Ok(())
    }
}

type Values = Vec<rusqlite::types::Value>;

/// Rows up to the first that can't be read, from either end; and whether that is all of them.
fn read_what_can_be_read(damaged: &Connection, table: &str, columns: &str) -> (Vec<Values>, bool) {
    let order = columns.split(", ").next().unwrap_or("rowid");
    let (mut rows, whole) = read(
        damaged,
        &format!("SELECT {columns} FROM {table} ORDER BY {order}"),
    );
    if !whole {
        let (back, _) = read(
            damaged,
            &format!("SELECT {columns} FROM {table} ORDER BY {order} DESC"),
        );
        for row in back.into_iter().rev() {
            if rows.iter().all(|known| known.first() != row.first()) {
                rows.push(row);
            }
        }
    }
    (rows, whole)
}

fn read(damaged: &Connection, sql: &str) -> (Vec<Values>, bool) {
    let mut rows = Vec::new();
    let Ok(mut statement) = damaged.prepare(sql) else {
        return (rows, false);
    };
    let width = statement.column_count();
    let Ok(mut found) = statement.query([]) else {
        return (rows, false);
    };
    loop {
        match found.next() {
            Ok(Some(row)) => {
                match (0..width)
                    .map(|column| row.get(column))
                    .collect::<rusqlite::Result<Values>>()
                {
                    Ok(values) => rows.push(values),
                    Err(_) => return (rows, false),
                }
            }
            Ok(None) => return (rows, true),
            Err(_) => return (rows, false),
        }
    }
}
