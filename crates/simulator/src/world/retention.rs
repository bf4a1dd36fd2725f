//! The operator keeps to the terms, or as far as the disk lets them.

use super::World;
use crate::office::Terms;
use crate::plan::Months;
use crate::verify::{Broken, Run, Stock};

impl World {
    /// As of a day that is `days` ahead.
    pub(super) fn keep_to_the_terms(
        &mut self,
        months: Months,
        days: u8,
        entries: Option<u8>,
    ) -> Result<(), Broken> {
        let terms = Terms {
            close: months.close.into(),
            archive: months.archive.into(),
            erase: months.archive.saturating_add(months.longer).into(),
        };
        let now = self.now();
        let today = now.date().plus_days(days.into());
        let before = Stock::of(&self.office);
        let done = self.office.keep_to(terms, today, entries, now);
        let run = Run {
            terms,
            today,
            now,
            whole: done.is_some(),
        };
        self.retired
            .look_at(run, &before, &Stock::of(&self.office))?;
        self.tell(&format!("{done:?}"));
        Ok(())
    }
}
