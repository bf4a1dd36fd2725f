use linli_domain::{Command, DocumentId, Kind, Refusal, RefusalCode, Timestamp};
use rusqlite::Row;
use serde::Serialize;

use crate::Result;
use crate::lease::Lease;
use crate::replica::{Meta, Replica, decode_key};

/// A command that waits for its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsent {
    pub number: i64,
    pub document: DocumentId,
    pub kind: Kind,
    /// By this device's clock.
    pub at: Timestamp,
    /// `None` only when a newer version recorded it.
    pub command: Option<Command>,
    /// Why it still waits after a sync: `deferred`, `wrong_epoch`, `upgrade_needed`, `escrowed`.
    pub waits: Option<String>,
}

/// A refused command, kept until the person deals with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    pub number: i64,
    pub document: DocumentId,
    pub kind: Kind,
    pub at: Timestamp,
    pub command: Option<Command>,
    pub refusal: Refusal,
    pub refused_at: Timestamp,
}

/// How the replica stands, for one line at the top of a screen. "Synced" is only said when nothing waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    pub unsent: u32,
    /// Handed over, and waiting for the secretary's decision.
    pub escrowed: u32,
    pub drafts: u32,
    pub conflicts: u32,
    /// By the server's clock; unset before the first whole sync.
    pub last_sync: Option<Timestamp>,
    pub households: u32,
    pub residents: u32,
    pub visits: u32,
    pub open_cases: u32,
    /// Not closed yet; 0 on the devices of all who are no mediators.
    pub pending_disputes: u32,
    /// Cases held here that wait for a mediator.
    pub waiting_referrals: u32,
    /// Records whose local copy is damaged and will be fetched anew.
    pub damaged: u32,
    /// Server time minus device time, in seconds.
    pub clock_offset: i64,
    pub synced: bool,
    /// Days without contact after which the device locks itself: the shortest of the estates.
    pub lease_days: u16,
    /// Until when it is open without contact, by the server's clock; unset before the first contact.
    pub open_until: Option<Timestamp>,
    pub locked: bool,
}

impl Replica {
    /// In the order in which they were given.
    pub fn outbox(&self) -> Result<Vec<Unsent>> {
        self.reading()?;
        self.export_unsent()
    }

    /// The same for a file: own unsent work can be taken out also while the replica is locked.
    pub fn export_unsent(&self) -> Result<Vec<Unsent>> {
        self.unsent("SELECT number, name, at, command, verdict FROM outbox ORDER BY number")
    }

    /// What was handed over and waits for the secretary's decision, in the order in which it was given.
    pub fn escrowed(&self) -> Result<Vec<Unsent>> {
        self.reading()?;
        self.unsent("SELECT number, name, at, command, 'escrowed' FROM escrow ORDER BY number")
    }

    fn unsent(&self, sql: &str) -> Result<Vec<Unsent>> {
        let mut statement = self.past_the_lease().prepare_cached(sql)?;
        let rows = statement
            .query_map([], |row| {
                let key = decode_key(row, 1)?;
                Ok(Unsent {
                    number: row.get(0)?,
                    document: key.id(),
                    kind: key.kind(),
                    at: Timestamp::clamped(row.get(2)?),
                    command: command(row, 3)?,
                    waits: row.get(4)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Oldest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.reading()?;
        self.export_drafts()
    }

    /// The same for a file, also while the replica is locked.
    pub fn export_drafts(&self) -> Result<Vec<Draft>> {
        let mut statement = self.past_the_lease().prepare_cached(
            "SELECT number, name, at, command, code, path, refused_at, note FROM drafts ORDER BY number",
        )?;
        let rows = statement.query_map([], draft)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Commands in the outbox. `status` counts much else, and a sync asks at the end of every round.
    pub fn unsent_count(&self) -> Result<usize> {
        let mut statement = self
            .past_the_lease()
            .prepare_cached("SELECT count(*) FROM outbox")?;
        let count: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The number of the newest command in the outbox; 0 where there is none.
    pub fn newest_unsent(&self) -> Result<i64> {
        let mut statement = self
            .past_the_lease()
            .prepare_cached("SELECT coalesce(max(number), 0) FROM outbox")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    pub fn status(&self) -> Result<Status> {
        let count = |sql: &str| -> Result<u32> {
            Ok(self
                .past_the_lease()
                .prepare_cached(sql)?
                .query_row([], |row| row.get(0))?)
        };
        let meta = Meta(self.past_the_lease());
        let lease = Lease::read(self.past_the_lease())?;
        let unsent = count("SELECT count(*) FROM outbox")?;
        let escrowed = count("SELECT count(*) FROM escrow")?;
        let drafts = count("SELECT count(*) FROM drafts")?;
        let damaged = count("SELECT count(*) FROM documents WHERE damaged")?;
        let last_sync = meta.number("last_sync")?.map(Timestamp::clamped);
        Ok(Status {
            unsent,
            escrowed,
            drafts,
            conflicts: count("SELECT count(*) FROM conflicts")?,
            last_sync,
            households: count("SELECT count(*) FROM households WHERE merged_into IS NULL")?,
            residents: count(
                "SELECT count(*) FROM residents WHERE moved_out IS NULL AND merged_into IS NULL",
            )?,
            visits: count("SELECT count(*) FROM visits WHERE withdrawn IS NULL")?,
            open_cases: count("SELECT count(*) FROM cases WHERE status = 'open'")?,
            pending_disputes: count("SELECT count(*) FROM disputes WHERE status <> 'closed'")?,
            waiting_referrals: count("SELECT count(*) FROM cases WHERE waits_since IS NOT NULL")?,
            damaged,
            clock_offset: meta.clock_offset()?,
            synced: unsent == 0
                && escrowed == 0
                && drafts == 0
                && damaged == 0
                && last_sync.is_some(),
            lease_days: lease.days,
            open_until: lease.open_until(),
            locked: lease.is_locked(self.surroundings.now()),
        })
    }
}

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    let key = decode_key(row, 1)?;
    let code: String = row.get(4)?;
    let code = RefusalCode::ALL
        .iter()
        .copied()
        .find(|known| known.as_str() == code);
    Ok(Draft {
        number: row.get(0)?,
        document: key.id(),
        kind: key.kind(),
        at: Timestamp::clamped(row.get(2)?),
        command: command(row, 3)?,
        refusal: Refusal {
            code: code.unwrap_or(RefusalCode::Malformed),
            path: row.get(5)?,
            note: row.get(7)?,
        },
        refused_at: Timestamp::clamped(row.get(6)?),
    })
}

fn command(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Command>> {
    let bytes: Vec<u8> = row.get(column)?;
    Ok(Command::from_bytes(&bytes).ok())
}
