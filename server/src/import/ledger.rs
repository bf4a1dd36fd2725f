//! What became of each row, kept while the import runs.

use super::error::ImportError;
use super::finding::{Finding, Part};
use super::report::Tally;

/// What became of a row that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    New,
    Changed,
    Unchanged,
    /// Counted with its finding.
    Skipped,
}

/// The place of a row in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowId(usize);

#[derive(Debug)]
pub(super) struct Ledger {
    skip_bad: bool,
    rows: Vec<(Part, Outcome)>,
    skipped: Vec<Finding>,
    notices: Vec<Finding>,
}

impl Ledger {
    pub(super) fn new(skip_bad: bool) -> Self {
        Self {
            skip_bad,
            rows: Vec::new(),
            skipped: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub(super) fn enter(&mut self, part: Part, outcome: Outcome) -> RowId {
        self.rows.push((part, outcome));
        RowId(self.rows.len() - 1)
    }

    /// A bad row: stops the import unless bad rows are skipped.
    pub(super) fn skip(&mut self, finding: Finding) -> Result<(), ImportError> {
        if !self.skip_bad {
            return Err(finding.into());
        }
        self.skipped.push(finding);
        Ok(())
    }

    /// A column that is left out: stops the import unless bad rows are skipped.
    pub(super) fn drop_column(&mut self, finding: Finding) -> Result<(), ImportError> {
        if !self.skip_bad {
            return Err(finding.into());
        }
        self.notices.push(Finding {
            reason: finding.reason.left_out(),
            ..finding
        });
        Ok(())
    }

    /// A row that had been entered turns out bad.
    pub(super) fn withdraw(&mut self, row: RowId, finding: Finding) -> Result<(), ImportError> {
        if let Some((_, outcome)) = self.rows.get_mut(row.0) {
            // Several commands of one row may be refused; it is one row all the same.
            if *outcome == Outcome::Skipped {
                return Ok(());
            }
            *outcome = Outcome::Skipped;
        }
        self.skip(finding)
    }

    /// The row is taken, and something about it should be known.
    pub(super) fn notice(&mut self, finding: Finding) {
        self.notices.push(finding);
    }

    pub(super) fn tally(&self, part: Part) -> Tally {
        let rows = |wanted: Outcome| {
            self.rows
                .iter()
                .filter(|(of, outcome)| *of == part && *outcome == wanted)
                .count()
        };
        Tally {
            new: rows(Outcome::New),
            changed: rows(Outcome::Changed),
            unchanged: rows(Outcome::Unchanged),
            skipped: self
                .skipped
                .iter()
                .filter(|finding| finding.part == part)
                .count(),
        }
    }

    /// What was skipped, and what should be known, in the order in which it was found.
    pub(super) fn into_findings(self) -> (Vec<Finding>, Vec<Finding>) {
        (self.skipped, self.notices)
    }
}
