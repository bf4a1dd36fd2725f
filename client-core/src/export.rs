//! Taking work out: the register as JSON lines, and what is not yet safe on the server as a file.

use linli_domain::exchange::{CaseRow, EventRow, HouseholdRow, ResidentRow, VisitRow};
use linli_domain::view::CaseView;

use crate::Result;
use crate::query::{CaseFilter, VisitEntry};
use crate::replica::Replica;

/// The rows that this replica holds, in the shape that an import reads.
#[derive(Debug, Clone, Default)]
pub struct Export {
    pub households: Vec<HouseholdRow>,
    pub visits: Vec<VisitRow>,
    pub cases: Vec<CaseRow>,
}

impl Replica {
    pub fn export(&self) -> Result<Export> {
        let mut export = Export::default();
        for id in self.household_ids()? {
            let details = self.household(id)?;
            let view = details.household;
            let Some(dwelling) = view.dwelling else {
                continue;
            };
            export.households.push(HouseholdRow {
                id: id.0,
                building: details.building_name,
                unit: dwelling.unit,
                room: dwelling.room,
                residents: view
                    .residents
                    .into_iter()
                    .map(|(id, resident)| ResidentRow::of(id, resident))
                    .collect(),
                tags: view.tags,
            });
            let visits = self
                .visits_of(id)?
                .into_iter()
                .filter(|visit| visit.withdrawn.is_none());
            export.visits.extend(visits.map(visit_row));
        }
        for case in self.cases(&CaseFilter::default())? {
            let building = self.building_name(case.building)?;
            export.cases.push(case_row(case, building));
        }
        Ok(export)
    }
}

fn visit_row(visit: VisitEntry) -> VisitRow {
    VisitRow {
        id: visit.id.0,
        household_id: visit.household.0,
        at: visit.at.to_string(),
        visitor_id: visit.by.0,
        purpose: visit.purpose.unwrap_or_default(),
        outcome: visit
            .outcome
            .map(|outcome| outcome.zh().to_owned())
            .unwrap_or_default(),
        note: visit.note.unwrap_or_default(),
        requests: visit
            .requests
            .into_iter()
            .map(|request| request.text)
            .collect(),
    }
}

fn case_row(case: CaseView, building: String) -> CaseRow {
    CaseRow {
        id: case.id.0,
        household_id: case.household.map(|household| household.0),
        building,
        title: case.title,
        category: case.category,
        status: case.status.as_str().to_owned(),
        opened_at: case.opened_at.map(|at| at.to_string()).unwrap_or_default(),
        assignee: case.assignee.map(|person| person.0),
        timeline: case
            .events
            .into_iter()
            .map(|event| EventRow {
                id: event.id.0,
                at: event.at.to_string(),
                kind: event
                    .label
                    .unwrap_or_else(|| event.kind.as_str().to_owned()),
                by: event.by.0,
                note: event.text,
            })
            .collect(),
    }
}
