//! Terms, reckoned anew: what a run closes, archives and erases is what was due, once, and all of it.

use std::collections::{BTreeMap, BTreeSet};

use linli_client_core::domain::{
    Date, DocumentId, EventId, HouseholdId, Month, ResidentId, Timestamp, VisitId,
};

use super::Broken;
use super::stock::{File, Matter, Stock, Visit};
use crate::office::Terms;

/// A run of retention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) terms: Terms,
    pub(crate) today: Date,
    /// By the server's clock.
    pub(crate) now: Timestamp,
    /// Nothing cut it off.
    pub(crate) whole: bool,
}

/// What was erased since its term was over, in all lives of the server.
#[derive(Debug, Default)]
pub(crate) struct Retired {
    pub(super) visits: BTreeSet<VisitId>,
    pub(super) matters: BTreeMap<DocumentId, BTreeSet<EventId>>,
    pub(super) residents: BTreeSet<ResidentId>,
    /// When visits, cases, disputes and their events went.
    pub(super) at: BTreeMap<[u8; 16], Timestamp>,
}

impl Retired {
    /// Whether the run did to what stood `before` what had to be done, and nothing else.
    pub(crate) fn look_at(
        &mut self,
        run: Run,
        before: &Stock,
        after: &Stock,
    ) -> Result<(), Broken> {
        run.visits(before, after)?;
        run.matters(before, after)?;
        run.households(before, after)?;
        let gone = |id: &&VisitId| !after.visits.contains_key(id);
        let visits: Vec<VisitId> = before.visits.keys().filter(gone).copied().collect();
        self.at
            .extend(visits.iter().map(|id| (*id.as_bytes(), run.now)));
        self.visits.extend(visits);
        for id in before.matters.keys() {
            if !after.matters.contains_key(id) {
                let gone = before.events(*id);
                self.at
                    .extend(gone.iter().map(|id| (*id.as_bytes(), run.now)));
                self.matters.entry(*id).or_default().extend(gone);
            }
        }
        for (home, residents) in &before.households {
            let left = after.households.get(home);
            let gone = |id: &&ResidentId| left.is_none_or(|left| !left.contains_key(id));
            self.residents.extend(residents.keys().filter(gone));
        }
        Ok(())
    }

    /// A server from a backup may have some of them again, until its next run.
    pub(super) fn residents_gone(&self, stock: &Stock) -> impl Iterator<Item = ResidentId> {
        let there = stock.households.values().flat_map(BTreeMap::keys);
        let there: BTreeSet<ResidentId> = there.copied().collect();
        self.residents
            .iter()
            .filter(move |id| !there.contains(id))
            .copied()
    }
}

impl Run {
    fn is_over(&self, since: Date, months: u16) -> bool {
        since.plus_months(i32::from(months)) <= self.today
    }

    fn visits(&self, before: &Stock, after: &Stock) -> Result<(), Broken> {
        for (id, was) in &before.visits {
            let is = after.visits.get(id).copied().unwrap_or(Visit {
                here: 0,
                archived: 0,
                ..*was
            });
            let expected = self.visit(*was);
            let half_done = !self.whole
                && (is == *was
                    || is == archived(*was) && self.month_is_due(was.month)
                    || expected.is_nowhere());
            if is != expected && !half_done {
                return Err(format!("{self:?} made of the visit {id} {was:?} {is:?}"));
            }
        }
        match after
            .visits
            .keys()
            .find(|id| !before.visits.contains_key(id))
        {
            None => Ok(()),
            Some(id) => Err(format!("{self:?} made the visit {id}")),
        }
    }

    fn visit(&self, was: Visit) -> Visit {
        if self.is_over(was.on, self.terms.erase) {
            Visit {
                here: 0,
                archived: 0,
                ..was
            }
        } else if self.month_is_due(was.month) {
            archived(was)
        } else {
            was
        }
    }

    fn month_is_due(&self, month: Month) -> bool {
        let next = Month::from_index(month.index() + 1).expect("no month is the last");
        let ended = format!("{next}-01").parse().expect("a date");
        self.is_over(ended, self.terms.archive)
    }

    fn matters(&self, before: &Stock, after: &Stock) -> Result<(), Broken> {
        for (id, was) in &before.matters {
            let is = after.matters.get(id).cloned().unwrap_or_default();
            let mut expected = self.matter(was);
            if let (Some(file), Some(found)) = (&mut expected.here, &is.here)
                && file.closed.is_none()
                && self.is_quiet(file)
                && (self.whole || found != file)
            {
                *file = closed_by_the_operator(file, found);
            }
            let over = was.files().any(|file| self.is_past(file));
            let half_done = !self.whole && (is == *was || over);
            if is != expected && !half_done {
                return Err(format!(
                    "{self:?} made of the case or dispute {id} {was:?} {is:?}"
                ));
            }
        }
        match after
            .matters
            .keys()
            .find(|id| !before.matters.contains_key(id))
        {
            None => Ok(()),
            Some(id) => Err(format!("{self:?} made the case or dispute {id}")),
        }
    }

    /// Whatever is closed meanwhile.
    fn matter(&self, was: &Matter) -> Matter {
        let mut is = was.clone();
        let due = |file: &mut File| {
            let closed = file.closed;
            closed.is_some_and(|on| self.is_over(on, self.terms.archive)) && !self.is_past(file)
        };
        is.archived.extend(is.here.take_if(due));
        is.here = is.here.filter(|file| !self.is_past(file));
        is.archived.retain(|file| !self.is_past(file));
        is
    }

    fn is_past(&self, file: &File) -> bool {
        let closed = file.closed;
        closed.is_some_and(|on| self.is_over(on, self.terms.erase))
    }

    fn is_quiet(&self, file: &File) -> bool {
        self.is_over(file.last, self.terms.close)
    }

    fn households(&self, before: &Stock, after: &Stock) -> Result<(), Broken> {
        for (id, was) in &before.households {
            let nobody = BTreeMap::new();
            let is = after.households.get(id).unwrap_or(&nobody);
            let expected = self.residents(was);
            let half_done = !self.whole && is == was;
            if *is != expected && !half_done {
                return Err(format!("{self:?} made of {}", told(*id, was, is)));
            }
        }
        Ok(())
    }

    /// Who is left: with the last of them all go, and before that each in their own time.
    fn residents(
        &self,
        was: &BTreeMap<ResidentId, Option<Date>>,
    ) -> BTreeMap<ResidentId, Option<Date>> {
        let mut left = was.clone();
        let days: Option<Vec<Date>> = was.values().copied().collect();
        let past = |on: &Date| self.is_over(*on, self.terms.erase);
        match days.and_then(|days| days.into_iter().max()) {
            Some(last) if past(&last) => left.clear(),
            Some(_) => {}
            None => left.retain(|_, on| !on.as_ref().is_some_and(past)),
        }
        left
    }
}

impl Visit {
    fn is_nowhere(&self) -> bool {
        self.here + self.archived == 0
    }
}

fn archived(was: Visit) -> Visit {
    Visit {
        here: 0,
        archived: was.archived + was.here,
        ..was
    }
}

/// By one event more, as it is `found`.
fn closed_by_the_operator(was: &File, found: &File) -> File {
    let new = found.events.difference(&was.events).take(1);
    let last = found.closed.unwrap_or(was.last);
    File {
        closed: found.closed.or(Some(was.last)),
        last: was.last.max(last),
        visit: was.visit,
        events: was.events.iter().chain(new).copied().collect(),
        closed_by_the_operator: was.closed_by_the_operator + 1,
    }
}

fn told(
    id: HouseholdId,
    was: &BTreeMap<ResidentId, Option<Date>>,
    is: &BTreeMap<ResidentId, Option<Date>>,
) -> String {
    format!("the household {id} {was:?} {is:?}")
}
