//! The desks of those who get nothing by feed: a department's handler with the cases that are dispatched to it, an
//! auditor with the audit log.
//!
//! Every reading passes here, is judged by the table of rights, and stands in the audit log before it is shown.

mod audit;
mod case;

use std::collections::BTreeMap;

use linli_domain::command::AnswerCase;
use linli_domain::rights::{self, Grant};
use linli_domain::text::Note;
use linli_domain::{
    CaseId, DepartmentId, DeviceId, EstateId, EventId, PersonId, Refusal, RefusalCode, Seq,
    Timestamp,
};

use crate::store::{Answer, AuditEvent, AuditNote, By, DeskCase, Desks, Store, StoreError};

pub use audit::AuditRow;
pub use case::{CaseAtDesk, CaseEvents, DeskEvent, Named};

/// Most cases in one answer.
pub const CASES_MAX: usize = 100;
/// Most rows of the audit log in one answer.
pub const ROWS_MAX: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("no right to this desk")]
    Forbidden,
    /// Unknown, another department's, recalled or closed: whoever asks is not told which.
    #[error("no such case at this desk")]
    NotDispatched,
    #[error("the answer was refused")]
    Refused(#[source] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody at their desk, as of one moment.
pub struct Desk<'a> {
    store: &'a dyn Store,
    person: PersonId,
    device: DeviceId,
    now: Timestamp,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    pub fn new(
        store: &'a dyn Store,
        (person, device): (PersonId, DeviceId),
        now: Timestamp,
    ) -> Self {
        Self {
            store,
            person,
            device,
            now,
        }
    }

    /// The cases that this handler's departments have now, in the order of their ids, behind `after`; and whether
    /// there are more than `limit`, which is at most [`CASES_MAX`].
    ///
    /// # Errors
    /// `Forbidden` for somebody who is no handler today.
    pub async fn cases(
        &self,
        after: Option<CaseId>,
        limit: usize,
    ) -> Result<(Vec<CaseAtDesk>, bool), DeskError> {
        let desks = self.desks().await?;
        if desks.is_empty() {
            return Err(DeskError::Forbidden);
        }
        let limit = limit.clamp(1, CASES_MAX);
        let mut found = self.store.dispatched(desks, after, limit + 1).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let mut shown: BTreeMap<EstateId, u64> = BTreeMap::new();
        for one in &found {
            *shown.entry(one.document.estate()).or_default() += 1;
        }
        for (estate, count) in shown {
            let note = self.note(AuditEvent::DispatchedRead, Some(estate), count);
            self.store.note(note).await?;
        }
        let names = self.names().await?;
        let cases = found.iter().map(|one| CaseAtDesk::of(one, &names));
        Ok((cases.collect(), more))
    }

    /// One of them, with what happened on it.
    ///
    /// # Errors
    /// `NotDispatched`.
    pub async fn case(&self, id: CaseId) -> Result<CaseEvents, DeskError> {
        let found = self.find(id).await?;
        let estate = found.document.estate();
        let note = AuditNote {
            subject: Some(id.0),
            ..self.note(AuditEvent::DispatchedRead, Some(estate), 1)
        };
        self.store.note(note).await?;
        let names = self.names().await?;
        Ok(CaseEvents::of(&found, &names))
    }

    /// Answers in the name of the department that has the case; where it went, and the estate's newest number.
    /// Given once more with the same `event`, it is not recorded twice.
    ///
    /// # Errors
    /// `NotDispatched`, or `Refused` by a rule.
    pub async fn answer(
        &self,
        id: CaseId,
        event: EventId,
        text: Note,
    ) -> Result<Option<(EstateId, Seq)>, DeskError> {
        let found = self.find(id).await?;
        let known = |it: &linli_domain::view::CaseEvent| it.id == event && it.by == self.person;
        if found.view.events.iter().any(known) {
            return Ok(None);
        }
        let answer = Answer {
            document: found.document,
            person: self.person,
            device: self.device,
            command: AnswerCase {
                event,
                at: self.now,
                department: found.department,
                text,
            },
        };
        match self.store.answer(answer, self.now).await? {
            Ok(seq) => Ok(Some((found.document.estate(), seq))),
            // Recalled, closed or no longer theirs since it was looked for.
            Err(refusal)
                if matches!(
                    refusal.code,
                    RefusalCode::NotDispatched | RefusalCode::NoRight
                ) =>
            {
                Err(DeskError::NotDispatched)
            }
            Err(refusal) => Err(DeskError::Refused(refusal)),
        }
    }

    async fn find(&self, id: CaseId) -> Result<DeskCase, DeskError> {
        let desks = self.desks().await?;
        let found = self.store.dispatched_case(desks, id).await?;
        found.ok_or(DeskError::NotDispatched)
    }

    async fn desks(&self) -> Result<Desks, StoreError> {
        Ok(rights::handled(&self.grants().await?, self.now.date()).collect())
    }

    async fn grants(&self) -> Result<Vec<Grant>, StoreError> {
        Ok(self.store.standing(self.person).await?.grants)
    }

    async fn names(&self) -> Result<BTreeMap<DepartmentId, String>, StoreError> {
        Ok(self
            .store
            .departments(self.person)
            .await?
            .into_iter()
            .collect())
    }

    fn note(&self, event: AuditEvent, estate: Option<EstateId>, count: u64) -> AuditNote {
        AuditNote {
            by: By::Device {
                person: self.person,
                device: self.device,
            },
            estate,
            count,
            ..AuditNote::of(event, self.now)
        }
    }
}
