use linli_domain::command::{CloseCase, DispatchCase, NoteCase, OpenCase, RecallCase};
use linli_domain::text::{Label, Note, Title};
use linli_domain::{BuildingId, CaseId, DepartmentId, DocumentKey, EventId, HouseholdId};

use crate::replica::Replica;
use crate::surroundings::new_uuid;
use crate::{Error, Result};

/// A case that somebody brings up outside a visit.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Unset: that of the household.
    pub building: Option<BuildingId>,
    /// Unset: it concerns the building.
    pub household: Option<HouseholdId>,
    pub title: Title,
    pub category: Label,
    pub detail: Option<Note>,
}

impl Replica {
    pub fn open_case(&mut self, new: NewCase) -> Result<CaseId> {
        let case = CaseId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let (estate, building) = match (new.household, new.building) {
                (Some(household), _) => {
                    let home = work.document_key(household)?;
                    (
                        home.estate(),
                        home.building().ok_or(Error::Unknown("楼栋 (building)"))?,
                    )
                }
                (None, Some(building)) => (work.estate_of_building(building)?, building),
                (None, None) => return Err(Error::Unknown("楼栋 (building)")),
            };
            let command = OpenCase {
                household: new.household,
                title: new.title,
                category: new.category,
                detail: new.detail,
                opened_at: work.surroundings.now(),
                visit: None,
                assignee: None,
            };
            work.execute(
                &DocumentKey::Case {
                    estate,
                    building,
                    case,
                },
                command.into(),
            )?;
            Ok(case)
        })
    }

    pub fn note_case(&mut self, case: CaseId, label: Option<Label>, text: Note) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(case)?;
            let at = work.surroundings.now();
            work.execute(
                &document,
                NoteCase {
                    event,
                    at,
                    label,
                    text,
                    by: None,
                }
                .into(),
            )?;
            Ok(event)
        })
    }

    pub fn close_case(&mut self, case: CaseId, text: Note) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(case)?;
            let at = work.surroundings.now();
            work.execute(&document, CloseCase { event, at, text }.into())?;
            Ok(event)
        })
    }

    /// Sends the case to a department of its estate, or of a place above.
    pub fn dispatch_case(
        &mut self,
        case: CaseId,
        department: DepartmentId,
        text: Note,
    ) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(case)?;
            let command = DispatchCase {
                event,
                at: work.surroundings.now(),
                department,
                text,
            };
            work.execute(&document, command.into())?;
            Ok(event)
        })
    }

    /// Takes the case back from the department that has it.
    pub fn recall_case(&mut self, case: CaseId, text: Note) -> Result<EventId> {
        let event = EventId(new_uuid(&*self.surroundings));
        self.act(|work| {
            let document = work.document_key(case)?;
            let at = work.surroundings.now();
            work.execute(&document, RecallCase { event, at, text }.into())?;
            Ok(event)
        })
    }
}
