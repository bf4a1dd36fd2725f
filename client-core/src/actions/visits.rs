use linli_domain::command::{
    CardNumber, CorrectVisit, OpenCase, Outcome, RecordVisit, Request, VisitChange, WithdrawVisit,
};
use linli_domain::text::{Label, Note, Title};
use linli_domain::{CaseId, Date, DocumentKey, HouseholdId, ResidentId, Timestamp, VisitId};
use rusqlite::OptionalExtension;

use crate::replica::{Replica, Work, decode_key};
use crate::surroundings::new_uuid;
use crate::{Error, Result};

/// A visit, as the person at the door tells it.
#[derive(Debug, Clone)]
pub struct NewVisit {
    pub household: HouseholdId,
    /// Unset: now.
    pub at: Option<Timestamp>,
    pub outcome: Outcome,
    pub purpose: Option<Label>,
    pub met: Vec<ResidentId>,
    pub note: Option<Note>,
    pub requests: Vec<NewRequest>,
    pub next_visit_on: Option<Date>,
    pub card: Option<CardNumber>,
}

impl NewVisit {
    pub fn new(household: HouseholdId, outcome: Outcome) -> Self {
        Self {
            household,
            at: None,
            outcome,
            purpose: None,
            met: Vec::new(),
            note: None,
            requests: Vec::new(),
            next_visit_on: None,
            card: None,
        }
    }
}

/// Something the household asks for. A case is opened for it in the same user action.
#[derive(Debug, Clone)]
pub struct NewRequest {
    pub text: Label,
    pub category: Label,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedVisit {
    pub visit: VisitId,
    /// One for each request, in order.
    pub cases: Vec<CaseId>,
}

impl Replica {
    /// Stores a visit and the cases that it raises. Safe when it returns.
    pub fn record_visit(&mut self, new: NewVisit) -> Result<RecordedVisit> {
        let visit = VisitId(new_uuid(&*self.surroundings));
        let cases: Vec<CaseId> = new
            .requests
            .iter()
            .map(|_| CaseId(new_uuid(&*self.surroundings)))
            .collect();
        self.act(|work| {
            let at = new.at.unwrap_or_else(|| work.surroundings.now());
            let home = work.document_key(new.household)?;
            let building = home.building().ok_or(Error::Unknown("楼栋 (building)"))?;
            let estate = home.estate();
            for (request, case) in new.requests.iter().zip(&cases) {
                let document = DocumentKey::Case {
                    estate,
                    building,
                    case: *case,
                };
                work.execute(&document, opening(&new, request, visit, at)?.into())?;
            }
            let requests = new.requests.iter().zip(&cases);
            let command = RecordVisit {
                visit,
                household: new.household,
                at,
                outcome: new.outcome,
                purpose: new.purpose.clone(),
                met: new.met.clone(),
                note: new.note.clone(),
                requests: requests
                    .map(|(request, case)| Request {
                        text: request.text.clone(),
                        case: Some(*case),
                    })
                    .collect(),
                next_visit_on: new.next_visit_on,
                card: new.card.clone(),
                visitor: None,
            };
            let log = DocumentKey::Visits {
                estate,
                building,
                month: at.month(),
            };
            work.execute(&log, command.into())?;
            Ok(RecordedVisit {
                visit,
                cases: cases.clone(),
            })
        })
    }

    /// Corrects fields of an own visit.
    pub fn correct_visit(&mut self, visit: VisitId, changes: Vec<VisitChange>) -> Result<()> {
        self.act(|work| {
            let log = work.log_of(visit)?;
            work.execute(&log, CorrectVisit { visit, changes }.into())
                .map(drop)
        })
    }

    /// Withdraws an own visit. It stays, marked.
    pub fn withdraw_visit(&mut self, visit: VisitId, reason: Label) -> Result<()> {
        self.act(|work| {
            let log = work.log_of(visit)?;
            work.execute(&log, WithdrawVisit { visit, reason }.into())
                .map(drop)
        })
    }
}

fn opening(
    new: &NewVisit,
    request: &NewRequest,
    visit: VisitId,
    at: Timestamp,
) -> Result<OpenCase> {
    let title = Title::new(&request.text).map_err(|_| Error::Unknown("诉求 (request)"))?;
    Ok(OpenCase {
        household: Some(new.household),
        title,
        category: request.category.clone(),
        detail: None,
        opened_at: at,
        visit: Some(visit),
        assignee: None,
    })
}

impl Work<'_> {
    /// The log in which a visit is filed.
    fn log_of(&self, visit: VisitId) -> Result<DocumentKey> {
        let mut statement = self.tx.prepare_cached(
            "SELECT documents.name FROM visits JOIN documents ON documents.id = visits.document WHERE visits.id = ?1",
        )?;
        let key = statement
            .query_row([visit.as_bytes()], |row| decode_key(row, 0))
            .optional()?;
        key.ok_or(Error::Unknown("走访 (visit)"))
    }
}
