//! Visits, cases and disputes have no other name than their id.

use linli_client_core::domain::{CaseId, DisputeId, VisitId};
use linli_client_core::query::{Held, IdPrefix};

use super::{CANDIDATES_MAX, only};
use crate::desk::Desk;
use crate::error::{Candidate, Error, Reason, Thing};
use crate::page::local;

pub(crate) fn visit(desk: &Desk, text: &str) -> Result<VisitId, Error> {
    let found = beginning(desk, text, "ID")?;
    only(Thing::Visit, &found, |id: VisitId| {
        let visit = desk.replica.visit(id)?;
        Ok(Candidate {
            id: id.to_string(),
            place: format!("{} {}", desk.place(visit.household)?, local(visit.at)),
        })
    })
}

pub(crate) fn case(desk: &Desk, text: &str) -> Result<CaseId, Error> {
    let found = beginning(desk, text, "ID")?;
    only(Thing::Case, &found, |id: CaseId| {
        let case = desk.replica.case(id)?;
        let place = case
            .household
            .map_or(Ok(String::new()), |household| desk.place(household))?;
        Ok(Candidate {
            id: id.to_string(),
            place,
        })
    })
}

pub(crate) fn dispute(desk: &Desk, text: &str) -> Result<DisputeId, Error> {
    let found = beginning(desk, text, "ID")?;
    only(Thing::Dispute, &found, |id: DisputeId| {
        let household = desk.replica.dispute(id)?.household;
        let place = household.map_or(Ok(String::new()), |household| desk.place(household))?;
        Ok(Candidate {
            id: id.to_string(),
            place,
        })
    })
}

fn beginning<T: Held>(desk: &Desk, text: &str, option: &'static str) -> Result<Vec<T>, Error> {
    let prefix: IdPrefix = text.parse().map_err(|_| Error::Option {
        option,
        reason: Reason::Id,
    })?;
    Ok(desk.replica.ids_beginning(&prefix, CANDIDATES_MAX)?)
}
