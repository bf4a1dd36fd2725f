//! A visit log (走访记录) as it reads.

use std::collections::BTreeMap;

use automerge::{ObjId, ReadDoc};
use linli_domain::view::{VisitRequest, VisitView, VisitsView};
use linli_domain::{DocumentKey, PersonId, ResidentId, VisitId};

use super::{read, text, time};
use crate::document::Document;

impl Document {
    /// The visits of the month; `None` for a document of another kind.
    ///
    /// A visit that says not to whom, when or with what outcome is left out.
    pub fn visits(&self) -> Option<VisitsView> {
        let DocumentKey::Visits {
            estate,
            building,
            month,
        } = self.key
        else {
            return None;
        };
        let mut visits = BTreeMap::new();
        for entry in self.automerge.map_range(self.map("visits"), ..) {
            let Ok(id) = entry.key.parse::<VisitId>() else {
                continue;
            };
            if let Some(visit) = self.visit(&entry.id()) {
                visits.insert(id, visit);
            }
        }
        Some(VisitsView {
            estate,
            building,
            month: month.to_string(),
            visits,
        })
    }

    /// One visit of the log, without reading the others.
    pub fn one_visit(&self, id: &VisitId) -> Option<VisitView> {
        let (_, entry) = self
            .automerge
            .get(self.map("visits"), id.to_string())
            .ok()??;
        self.visit(&entry)
    }

    fn visit(&self, entry: &ObjId) -> Option<VisitView> {
        let (mut household, mut at, mut outcome) = (None, None, None);
        let mut by: Option<PersonId> = None;
        let (mut purpose, mut note, mut next_visit_on) = (None, None, None);
        let (mut card, mut withdrawn) = (None, None);
        let (mut met, mut requests) = (Vec::new(), Vec::<VisitRequest>::new());
        for item in self.automerge.map_range(entry, ..) {
            match &*item.key {
                "household" => household = read(&item.value),
                "at" => at = time(&item.value),
                "by" => by = read(&item.value),
                "outcome" => outcome = read(&item.value),
                "purpose" => purpose = text(item.value),
                "note" => note = text(item.value),
                "next_visit_on" => next_visit_on = read(&item.value),
                "card" => card = text(item.value),
                "withdrawn" => withdrawn = text(item.value),
                key => match key.split_once('/') {
                    Some(("met", id)) => met.extend(id.parse::<ResidentId>().ok()),
                    // `request/00/case` sorts right behind `request/00`.
                    Some(("request", rest)) if rest.ends_with("/case") => {
                        if let Some(request) = requests.last_mut() {
                            request.case = read(&item.value);
                        }
                    }
                    Some(("request", _)) => requests
                        .extend(text(item.value).map(|text| VisitRequest { text, case: None })),
                    _ => {}
                },
            }
        }
        Some(VisitView {
            household: household?,
            at: at?,
            by: by.unwrap_or_else(|| self.author(entry)),
            outcome: outcome?,
            purpose,
            met,
            note,
            requests,
            next_visit_on,
            card,
            withdrawn,
        })
    }
}
