//! A plan of the workload becomes actions of a replica, as an app would call them.

use linli_bench::workload::{PhoneEdit, VisitDraft, WorkingDay};
use linli_client_core::Replica;
use linli_client_core::actions::{NewRequest, NewVisit, RecordedVisit};
use linli_domain::command::{CorrectResident, ResidentChange};
use linli_domain::text::{Label, Note, Phone};
use linli_domain::{CaseId, EventId, HouseholdId, ResidentId, VisitId};

use super::super::failure::{Failure, Result, verify};

/// The category under which a request raised at the door is filed.
const CATEGORY: &str = "居民诉求";

/// Stores a visit, and opens a case for each request that was raised.
pub(crate) fn record_visit(replica: &mut Replica, draft: &VisitDraft) -> Result<RecordedVisit> {
    let mut visit = NewVisit::new(HouseholdId(draft.household), draft.outcome);
    visit.at = Some(draft.at);
    visit.purpose = Some(parsed(&draft.purpose)?);
    if !draft.note.is_empty() {
        visit.note = Some(parsed(&draft.note)?);
    }
    for request in &draft.requests {
        visit.requests.push(NewRequest {
            text: parsed(request)?,
            category: parsed(CATEGORY)?,
        });
    }
    Ok(replica.record_visit(visit)?)
}

/// What somebody did, for looking whether another device sees it.
#[derive(Debug, Default)]
pub(crate) struct Doings {
    pub(crate) visits: Vec<VisitId>,
    cases: Vec<CaseId>,
    notes: Vec<(CaseId, EventId)>,
    phones: Vec<PhoneEdit>,
}

impl Doings {
    pub(crate) fn of_day(replica: &mut Replica, day: &WorkingDay) -> Result<Self> {
        let mut doings = Self::default();
        doings.record(replica, &day.visits)?;
        for edit in &day.phones {
            let phone = Phone::new(&edit.phone).map_err(|_| Failure::Text(edit.phone.clone()))?;
            let correction = CorrectResident {
                resident: ResidentId(edit.resident),
                changes: vec![ResidentChange::Phone(Some(phone))],
            };
            replica.update_household(HouseholdId(edit.household), correction)?;
            doings.phones.push(edit.clone());
        }
        for note in &day.case_notes {
            let case = CaseId(note.case);
            let label: Label = parsed(&note.label)?;
            let text: Note = parsed(&note.text)?;
            let event = replica.note_case(case, Some(label), text)?;
            doings.notes.push((case, event));
        }
        Ok(doings)
    }

    pub(crate) fn record(&mut self, replica: &mut Replica, visits: &[VisitDraft]) -> Result<()> {
        for draft in visits {
            let recorded = record_visit(replica, draft)?;
            self.visits.push(recorded.visit);
            self.cases.extend(recorded.cases);
        }
        Ok(())
    }

    /// Commands that all this takes.
    pub(crate) fn commands(&self) -> usize {
        self.visits.len() + self.cases.len() + self.notes.len() + self.phones.len()
    }

    /// Fails unless `replica` shows all of it.
    pub(crate) fn verify_seen_by(&self, replica: &Replica) -> Result<()> {
        for id in &self.visits {
            let seen = replica.visit(*id).is_ok_and(|it| it.withdrawn.is_none());
            verify(seen, || format!("visit {id} did not arrive"))?;
        }
        for id in &self.cases {
            verify(replica.case(*id).is_ok(), || {
                format!("case {id} did not arrive")
            })?;
        }
        for (case, event) in &self.notes {
            let found = replica.case(*case)?;
            let seen = found.events.iter().any(|it| it.id == *event);
            verify(seen, || format!("event {event} did not arrive"))?;
        }
        for edit in &self.phones {
            let details = replica.household(HouseholdId(edit.household))?;
            let residents = &details.household.residents;
            let resident = residents.get(&ResidentId(edit.resident));
            let phone = resident.and_then(|it| it.phone.as_ref());
            let seen = phone.is_some_and(|it| it.as_str() == edit.phone);
            verify(seen, || {
                format!("the telephone of {} did not arrive", edit.resident)
            })?;
        }
        Ok(())
    }
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Failure::Text(text.to_owned()))
}
