//! Walks the audit log from its first row, and beside it the logs of the estates.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{EstateId, Seq};
use rusqlite::Connection;
use uuid::Uuid;

use super::digest::{self, LogDigest};
use super::{log_rows, reading};
use crate::store::sqlite::columns::{EstateRow, blob};
use crate::store::{
    AuditEntry, AuditEvent, AuditHead, AuditProblem, AuditReport, Covered, StoreError,
};

/// All of it is of one moment of `connection`. `noted`: the hash of a head that was noted before.
pub(crate) fn verify(
    connection: &Connection,
    noted: Option<[u8; 32]>,
) -> Result<AuditReport, StoreError> {
    let mut walk = Walk {
        connection,
        estates: estates(connection)?,
        report: AuditReport::default(),
        erased: BTreeSet::new(),
        noted,
    };
    walk.passes(&AuditHead::default());
    let mut statement = connection.prepare(&format!(
        "SELECT {} FROM audit ORDER BY number",
        reading::COLUMNS
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        match reading::entry(row) {
            Ok(entry) => walk.step(&entry)?,
            Err(StoreError::Damaged(_)) => walk.unreadable(row.get(0)?),
            Err(error) => return Err(error),
        }
    }
    walk.logs()?;
    walk.emptied()?;
    walk.end()?;
    Ok(walk.report)
}

struct Walk<'a> {
    connection: &'a Connection,
    /// Each estate's row, and up to where its log is accounted for.
    estates: BTreeMap<EstateId, (EstateRow, Seq)>,
    report: AuditReport,
    /// Documents of which an erasure or an archiving is noted.
    erased: BTreeSet<Uuid>,
    /// Unset once it was met.
    noted: Option<[u8; 32]>,
}

impl Walk<'_> {
    fn step(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        let (number, before) = (entry.number, self.report.head);
        if number != before.number + 1 {
            let number = before.number + 1;
            self.report.problems.push(AuditProblem::Missing { number });
        } else if entry.previous != before.hash {
            self.report
                .problems
                .push(AuditProblem::Unchained { number });
        }
        if digest::hash(entry) != entry.hash {
            self.report.problems.push(AuditProblem::Changed { number });
        }
        let emptying = [AuditEvent::Erased, AuditEvent::Archived];
        if emptying
            .map(AuditEvent::as_str)
            .contains(&entry.event.as_str())
        {
            self.erased.extend(entry.subject);
        }
        if let (Some(estate), Some(covered)) = (entry.estate, entry.commands) {
            self.log(number, estate, covered)?;
        }
        self.passes(&AuditHead {
            number,
            hash: entry.hash,
        });
        Ok(())
    }

    /// A row with a value that this program never writes.
    fn unreadable(&mut self, number: u64) {
        self.report.problems.push(AuditProblem::Changed { number });
        self.report.head.number = number;
    }

    fn passes(&mut self, head: &AuditHead) {
        self.report.head = *head;
        self.noted = self.noted.filter(|noted| *noted != head.hash);
    }

    /// What a row says of an estate's log.
    fn log(&mut self, number: u64, estate: EstateId, covered: Covered) -> Result<(), StoreError> {
        let Covered { first, last, .. } = covered;
        let problem = AuditProblem::Log {
            number,
            estate,
            first,
            last,
        };
        let Some((row, reached)) = self.estates.get_mut(&estate) else {
            self.report.problems.push(problem);
            return Ok(());
        };
        if first > *reached + 1 {
            self.report.problems.push(AuditProblem::Unaccounted {
                estate,
                first: *reached + 1,
                last: first - 1,
            });
        }
        let overlaps = first <= *reached;
        *reached = last.max(*reached);
        let (mut digest, mut found) = (LogDigest::default(), 0);
        log_rows::each(self.connection, *row, (first, last), |row| {
            digest.add(row);
            found += 1;
        })?;
        self.report.commands += found;
        if overlaps || digest.finish() != covered.digest {
            self.report.problems.push(problem);
        }
        Ok(())
    }

    /// Whether the logs end where the audit log says.
    fn logs(&mut self) -> Result<(), StoreError> {
        let mut newest = self
            .connection
            .prepare("SELECT ifnull(max(seq), 0) FROM log WHERE estate = ?1")?;
        for (estate, (row, reached)) in &self.estates {
            let last: Seq = newest.query_row([row], |row| row.get(0))?;
            if last > *reached {
                self.report.problems.push(AuditProblem::Unaccounted {
                    estate: *estate,
                    first: *reached + 1,
                    last,
                });
            }
        }
        Ok(())
    }

    /// Whether each command that was emptied is of a document of which such a thing is noted.
    fn emptied(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT e.id, l.seq, d.id FROM log l JOIN estates e ON e.row = l.estate
             LEFT JOIN documents d ON d.row = l.document
             WHERE l.command_digest IS NOT NULL ORDER BY e.row, l.seq",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.report.erased += 1;
            let document: Option<[u8; 16]> = row.get(2)?;
            if document.is_none_or(|id| !self.erased.contains(&Uuid::from_bytes(id))) {
                self.report.problems.push(AuditProblem::Emptied {
                    estate: blob(row, 0)?,
                    seq: row.get(1)?,
                });
            }
        }
        Ok(())
    }

    /// Whether the audit log ends where it was kept that it does, and what was noted elsewhere is in it.
    fn end(&mut self) -> Result<(), StoreError> {
        let kept = reading::head(self.connection)?;
        if kept != self.report.head {
            self.report.problems.push(AuditProblem::End {
                found: self.report.head.number,
                kept: kept.number,
            });
        }
        if self.noted.is_some() {
            self.report.problems.push(AuditProblem::NotedHead);
        }
        Ok(())
    }
}

fn estates(connection: &Connection) -> Result<BTreeMap<EstateId, (EstateRow, Seq)>, StoreError> {
    let mut statement = connection.prepare("SELECT id, row FROM estates")?;
    let mut rows = statement.query([])?;
    let mut estates = BTreeMap::new();
    while let Some(row) = rows.next()? {
        estates.insert(blob(row, 0)?, (row.get(1)?, 0));
    }
    Ok(estates)
}
